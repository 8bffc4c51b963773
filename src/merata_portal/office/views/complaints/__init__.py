"""Complaints in the office."""
