"""Sample addresses of evaluations, for the walk over all routes and roles."""
