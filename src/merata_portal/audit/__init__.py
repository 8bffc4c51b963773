"""What was done, by whom, in which role and why: events that nothing changes, chained by their hashes."""
