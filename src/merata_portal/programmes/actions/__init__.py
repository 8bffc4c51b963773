"""Every change of the programmes."""
