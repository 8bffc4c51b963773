"""Every change of materials, inputs and results; each is one transaction and ends with one event of the audit."""
