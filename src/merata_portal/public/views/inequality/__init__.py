"""How unequal, and where."""
