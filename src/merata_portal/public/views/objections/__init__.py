"""Objections and appeals by whoever has no account."""
