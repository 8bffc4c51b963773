"""The front for other systems: JSON as others already speak it. It calls actions and queries, and keeps nothing."""
