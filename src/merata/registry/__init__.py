"""The registry: other offices' lists read and checked, who is the same person, what changed, and where people live."""
