"""What a household is asked to see for itself whether rules would admit it, and what the rules say of the answers."""
