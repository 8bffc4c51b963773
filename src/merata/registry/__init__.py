"""The registry: households and people, joined with where they live."""
