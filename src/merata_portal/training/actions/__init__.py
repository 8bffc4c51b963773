"""Every change of a course; each is one transaction and ends with one event of the audit."""
