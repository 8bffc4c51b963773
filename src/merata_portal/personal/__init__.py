"""Personal numbers and names at rest: sealed under keys kept outside the database, found again by keyed digests."""
