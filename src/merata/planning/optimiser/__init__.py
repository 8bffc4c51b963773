"""The best plan within the limits, and its bound."""
