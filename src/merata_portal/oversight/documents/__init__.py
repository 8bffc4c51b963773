"""What oversight hands out: the yearly report as PDF, and the calendar as a file."""
