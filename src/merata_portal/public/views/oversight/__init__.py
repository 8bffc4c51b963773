"""What everybody may see of oversight."""
