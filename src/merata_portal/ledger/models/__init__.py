"""The tables of the journal; balances and journal are kept by the database itself (`merata_portal.ledger.guards`)."""

from __future__ import annotations

from merata_portal.ledger.models.balances import EarmarkBalance, LineBalance
from merata_portal.ledger.models.budget import Earmark, Line
from merata_portal.ledger.models.journal import GREATEST_IDR, Entry, Transfer

__all__ = ["GREATEST_IDR", "Earmark", "EarmarkBalance", "Entry", "Line", "LineBalance", "Transfer"]
