"""What oversight does: it makes reports."""
