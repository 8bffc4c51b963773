"""Proposals and ballots in the office."""
