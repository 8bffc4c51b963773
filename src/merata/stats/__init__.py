"""Weights, variance under complex designs, exact integer rounding, disclosure control."""
