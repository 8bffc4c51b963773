"""The front for everybody: what is published, with no account."""
