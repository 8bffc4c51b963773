"""Sample addresses of what is computed: materials, frozen inputs, results, for the walk over all routes and roles."""
