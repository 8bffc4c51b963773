"""The first page and the written report."""
