"""What is proved of a plan, and the prices that follow."""
