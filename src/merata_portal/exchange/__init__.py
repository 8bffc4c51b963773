"""Systems of other offices: who they are, what each may ask, with which purpose and consent it asked."""
