"""Objections and appeals as the office hears them."""
