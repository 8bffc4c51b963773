"""The tables of infrastructure."""
