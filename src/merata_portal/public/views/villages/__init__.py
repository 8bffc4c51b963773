"""Each village."""
