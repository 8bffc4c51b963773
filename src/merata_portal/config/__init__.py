"""Settings, root addresses and the portal's own commands."""
