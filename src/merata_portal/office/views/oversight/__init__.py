"""The pages of the council's oversight."""
