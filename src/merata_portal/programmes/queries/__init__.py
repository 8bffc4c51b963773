"""What is read of the programmes."""
