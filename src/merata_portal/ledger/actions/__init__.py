"""Every change of the ledger; each is one entry, one transaction and one event of the audit."""

from __future__ import annotations

from merata_portal.ledger.actions.budget import adopt, amend, appropriate, classify
from merata_portal.ledger.actions.correcting import correct
from merata_portal.ledger.actions.spending import cancel, commit, pay, record_return, release, release_unbound, reserve

__all__ = [
    "adopt",
    "amend",
    "appropriate",
    "cancel",
    "classify",
    "commit",
    "correct",
    "pay",
    "record_return",
    "release",
    "release_unbound",
    "reserve",
]
