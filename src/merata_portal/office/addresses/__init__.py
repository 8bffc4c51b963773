"""Addresses of the staff front, by domain."""
