"""Rulebooks: what they are, reading them with every fault, comparing them."""
