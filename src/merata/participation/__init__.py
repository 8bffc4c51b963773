"""Participation: whether a forum could decide, who was heard, and what it asked."""
