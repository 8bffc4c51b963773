"""Sample addresses of the planning room: scenarios, plans, how far they have come, for the walk over all routes and roles."""
