"""Merata, the remembering half: who decided, who was paid, who may see."""
