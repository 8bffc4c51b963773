"""What the council's pages and report show, put together from the domain apps' queries; only sums and shares."""
