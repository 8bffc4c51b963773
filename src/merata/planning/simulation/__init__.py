"""What programmes would do, without choosing among them."""
