"""Rows with a ticket for these tests: objections, as the smallest that there are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from merata_portal.programmes.models import Objection
from merata_portal.tickets.actions import issue


def new_row() -> Objection:
    return Objection(
        uuid=uuid4(), programme_id="pkh", village_code="35.05.01.2001", about="amount", channel="resident",
        text_sealed=b"x", state="filed", filed_at=datetime(2026, 1, 5, tzinfo=UTC), filed_on=date(2026, 1, 5),
        term_days=10, due_on=date(2026, 1, 19),
    )  # fmt: skip


def issued() -> tuple[Objection, str]:
    """A row with its ticket, and its PIN."""
    row = new_row()
    return row, issue(row, "K")


def wrong(pin: str) -> str:
    """Another PIN than this one."""
    return f"{(int(pin) + 1) % 10**6:06d}"
