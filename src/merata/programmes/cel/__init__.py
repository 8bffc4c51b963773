"""The language of rules: a part of CEL, read, checked, and evaluated over a whole population or for one household."""
