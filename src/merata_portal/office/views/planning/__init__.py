"""Pages of the planning room: scenarios, plans, how far they have come."""
