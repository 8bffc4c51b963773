"""The registry: lists of other offices read and checked, who is the same person, what changed, and where people live."""
