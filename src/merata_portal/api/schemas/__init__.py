"""What the answers hold, field by field."""
