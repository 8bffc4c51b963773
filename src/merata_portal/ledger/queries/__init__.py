"""What is read of the ledger, limited to the budgets of the actor's areas."""

from __future__ import annotations

from merata_portal.ledger.queries.following import Trace, follow
from merata_portal.ledger.queries.journal import JournalFilter, JournalPage, entry, journal, transfers
from merata_portal.ledger.queries.positions import Position, earmarks, lines, positions, remaining
from merata_portal.ledger.verifying import Difference, Verdict, verify

__all__ = [
    "Difference",
    "JournalFilter",
    "JournalPage",
    "Position",
    "Trace",
    "Verdict",
    "earmarks",
    "entry",
    "follow",
    "journal",
    "lines",
    "positions",
    "remaining",
    "transfers",
    "verify",
]
