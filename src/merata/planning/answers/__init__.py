"""What is asked of a plan that was found."""
