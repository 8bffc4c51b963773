"""Proposals and ballots for everybody."""
