"""The operations: what is asked, and the queries that answer it."""
