"""The council's plans, for everybody."""
