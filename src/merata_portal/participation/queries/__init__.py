"""What is read of forums, findings, proposals and ballots."""
