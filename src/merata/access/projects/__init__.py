"""What roads, bridges, upgrades and facilities would change, for whom, and at what cost."""
