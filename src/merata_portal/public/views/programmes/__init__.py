"""Each programme, and whether it may be for me."""
