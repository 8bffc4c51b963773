"""Works in the form of an open standard."""
