"""Every change of a work; each is one transaction and ends with one event of the audit."""
