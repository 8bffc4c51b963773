"""Complaints: filed by anyone, routed, answered in time, reopened by neighbours."""
