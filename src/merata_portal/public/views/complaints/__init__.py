"""Complaints for everybody."""
