"""Roads, bridges and facilities: what they do together, and how a plan may take them."""
