"""The planning room: scenarios, the plan that the council decides on, what becomes of it, and how far it has come."""
