"""Shortest minutes on a road network, and what a change of it does to them, by following only what changes."""
