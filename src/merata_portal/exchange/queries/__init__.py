"""Every read of the exchange."""
