"""The council's oversight: what was promised, what came, who was heard, and what is due when."""
