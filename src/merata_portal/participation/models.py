"""The tables of participation."""
