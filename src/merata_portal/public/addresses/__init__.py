"""Addresses of the public front, by domain."""
