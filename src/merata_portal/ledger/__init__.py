"""The rupiah journal: what was appropriated, reserved, committed, paid and returned, per owner and year."""
