"""What a plan must keep."""
