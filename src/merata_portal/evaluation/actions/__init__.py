"""Every change of an evaluation; each is one transaction and ends with one event of the audit."""
