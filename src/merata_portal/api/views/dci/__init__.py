"""The DCI Social Registry interface, version 1.0.0: what its messages say, in the words of the exchange and back.

Where the standard is unclear or contradicts itself, and what was chosen: docs/explanation/dci-standard.md.
"""
