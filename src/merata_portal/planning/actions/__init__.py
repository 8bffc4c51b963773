"""Every change of scenarios and plans; each is one transaction and ends with one event of the audit."""
