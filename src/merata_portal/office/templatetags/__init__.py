"""What templates write numbers and states with."""
