"""What a plan can be made of."""
