"""Pages of the systems of other offices, for who answers for them."""
