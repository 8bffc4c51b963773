"""Following a rupiah: every step of a programme's, a village's, a proposal's or a plan's money, or of one payment's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.models import Earmark, Entry, Line, Transfer

FOLLOWED = ("programme", "village_code", "proposal", "plan", "purpose")


@dataclass(frozen=True, slots=True)
class Trace:
    """What one entry did to one earmark (None: to the line itself); its number is also that of its audit event."""

    entry: int
    day: date
    kind: str
    person: str
    role: str
    reason: str
    document: str
    owner: str
    year: int
    account_code: str
    fund_source: str
    purpose: str | None
    source: str
    target: str
    count: int
    amount_idr: int


def follow(actor: Actor, *, reference: str = "", **of: str) -> list[Trace]:
    """The whole way of the money `of` something (fields of `FOLLOWED`), in order: from appropriation to return.

    With `reference` only what bears it is told after the commitment, e.g. one household's payment. Payments of one
    entry and purpose are summed. Five queries. Raises ValueError where nothing, or an unknown thing, is to be followed.
    """
    if unknown := sorted(set(of) - set(FOLLOWED)):
        raise ValueError(f"cannot follow {', '.join(unknown)}; expected of {', '.join(FOLLOWED)}")
    if not reference and not any(of.values()):
        raise ValueError(f"nothing to follow; give a reference or one of {', '.join(FOLLOWED)}")
    earmarks = _earmarks(actor, reference, of)
    told = Transfer.objects.filter(earmark__in=earmarks.values("pk"))
    if reference:
        told = told.filter(Q(reference=reference) | Q(reference=""))
    given = Transfer.objects.filter(earmark__isnull=True, line__in=earmarks.values("line"))
    sums = {"count": Count("*"), "amount": Sum("amount_idr")}
    # Grouped by bare columns, so that a million payments are summed from the index alone; names are joined here.
    moved = [*told.values("earmark", *_MOVE).annotate(**sums), *given.values("line", *_MOVE).annotate(**sums)]
    entries = Entry.objects.select_related("person").in_bulk({row["entry"] for row in moved})
    purposes = {earmark.pk: earmark for earmark in earmarks}
    lines = {earmark.line_id: earmark.line for earmark in purposes.values()}
    traces = [
        _trace(
            row,
            entries[row["entry"]],
            lines[row["line"]] if "line" in row else purposes[row["earmark"]].line,
            None if "line" in row else purposes[row["earmark"]].purpose,
        )
        for row in moved
    ]
    return sorted(
        traces,
        key=lambda each: (
            each.entry,
            each.account_code,
            each.fund_source,
            each.purpose or "",
            each.source,
            each.target,
        ),
    )


_MOVE = ("entry", "source", "target")


def _earmarks(actor: Actor, reference: str, of: dict[str, str]) -> QuerySet[Earmark]:
    found = Earmark.objects.select_related("line").filter(**{field: value for field, value in of.items() if value})
    if reference:
        # That it is not empty is said so that the database takes the index of those that are not.
        bearing = Transfer.objects.filter(~Q(reference=""), reference=reference)
        found = found.filter(pk__in=bearing.values("earmark"))
    return within_areas(found, actor, Capability.VIEW_LEDGER, "line__owner")


def _trace(row: dict[str, Any], entry: Entry, line: Line, purpose: str | None) -> Trace:
    return Trace(
        entry=entry.pk,
        day=entry.day,
        kind=entry.kind,
        person=str(entry.person or ""),
        role=entry.role,
        reason=entry.reason,
        document=entry.document,
        owner=line.owner,
        year=line.year,
        account_code=line.account_code,
        fund_source=line.fund_source,
        purpose=purpose,
        source=row["source"],
        target=row["target"],
        count=row["count"],
        amount_idr=int(row["amount"]),
    )
