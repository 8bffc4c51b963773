"""What the pages of the public front are written with."""
