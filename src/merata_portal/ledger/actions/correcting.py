"""Mending an entry that was wrong: nothing is changed, its transfers are reversed by a new entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from merata_portal.actor import Actor
from merata_portal.ledger.actions.entering import enter
from merata_portal.ledger.content import request_hash
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.refusals import FaultyRequest
from merata_portal.ledger.requests import CAPABILITY_OF, Act, Step
from merata_portal.ledger.stages import Kind, Stage


def correct(
    *,
    by: Actor,
    entry: int,
    transfers: Sequence[int] | None = None,
    reason: str,
    key: str,
    document: str = "",
    day: date | None = None,
) -> Entry:
    """Reverse transfers of an entry (None: all that are not reversed yet) by a new entry of the kind `correct`.

    Needs the capability by which the entry was made. Raises `FaultyRequest` for transfers of other entries or
    reversed before, and `NotEnough` where the money has moved on: then that must be corrected first.
    """
    wrong = Entry.objects.filter(pk=entry).first()
    if wrong is None or wrong.kind == Kind.CORRECT:
        raise FaultyRequest(
            [
                (
                    f"entri {entry} tidak ada atau sendiri sebuah koreksi; buat entri baru",
                    f"entry {entry} does not exist or is a correction itself; make a new entry",
                )
            ]
        )
    act = Act(Kind.CORRECT, CAPABILITY_OF[Kind(wrong.kind)], by, reason, key, document, day, entry)
    wanted = None if transfers is None else sorted(set(transfers))

    def plan() -> list[Step]:
        standing = Transfer.objects.filter(entry=entry, reversed_by__isnull=True).order_by("pk")
        chosen = None if wanted is None else set(wanted)
        rows = [row for row in standing if chosen is None or row.pk in chosen]
        if wanted is not None:
            _refuse_others(wanted, {row.pk for row in rows}, entry)
        return [_reversed(row) for row in rows]

    return enter(act, request_hash(act, wanted or ["*"]), plan)


def _refuse_others(wanted: Sequence[int], standing: set[int], entry: int) -> None:
    faults = [
        (
            f"transfer {each} bukan bagian entri {entry} atau sudah dikoreksi",
            f"transfer {each} is not of entry {entry} or was reversed before",
        )
        for each in wanted
        if each not in standing
    ]
    if faults:
        raise FaultyRequest(faults)


def _reversed(row: Transfer) -> Step:
    return Step(
        row.line_id,
        row.earmark_id,
        Stage(row.target),
        Stage(row.source),
        row.amount_idr,
        row.reference,
        row.pk,
    )
