"""Every change to forums, findings, proposals and ballots."""
