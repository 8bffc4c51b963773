"""Proposals as the files that SIPD and the council work with."""
