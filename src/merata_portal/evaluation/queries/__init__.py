"""Everything that is read of evaluations."""
