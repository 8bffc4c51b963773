"""What the council gives: the first appropriation of a line, its change (perubahan APBD), and what pillar it serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.ledger.actions.entering import enter
from merata_portal.ledger.checking import check_ceilings
from merata_portal.ledger.content import request_hash
from merata_portal.ledger.models import Entry, Line, LineBalance
from merata_portal.ledger.models.budget import PILLARS
from merata_portal.ledger.refusals import FaultyRequest
from merata_portal.ledger.requests import CAPABILITY_OF, Act, Ceiling, Step
from merata_portal.ledger.stages import Kind, Stage

_UP = (Stage.APPROPRIATED, Stage.AVAILABLE)
_DOWN = (Stage.AVAILABLE, Stage.APPROPRIATED)


def appropriate(
    *,
    by: Actor,
    owner: str,
    year: int,
    ceilings: Sequence[Ceiling],
    reason: str,
    key: str,
    document: str = "",
    day: date | None = None,
) -> Entry:
    """Enter what the council adopted for lines that have nothing yet; lines are made where there are none.

    A line of zero rupiah is made without a transfer. Raises `FaultyRequest` for a line that has an appropriation
    already: that is changed by `amend`.
    """
    act = Act(Kind.APPROPRIATE, CAPABILITY_OF[Kind.APPROPRIATE], by, reason, key, document, day)
    return _enter(act, owner, year, ceilings)


def amend(
    *,
    by: Actor,
    owner: str,
    year: int,
    ceilings: Sequence[Ceiling],
    reason: str,
    key: str,
    document: str = "",
    day: date | None = None,
) -> Entry:
    """Change what the council gives to the lines named, to the ceilings named; other lines stay as they are.

    Raises `NotEnough` where a line would fall below what is reserved, committed and paid of it.
    """
    act = Act(Kind.AMEND, CAPABILITY_OF[Kind.AMEND], by, reason, key, document, day)
    return _enter(act, owner, year, ceilings)


@transaction.atomic
def adopt(
    *, by: Actor, books: Mapping[tuple[str, int], Sequence[Ceiling]], reason: str, document: str = ""
) -> list[Entry]:
    """Enter whole budgets by owner and year (`tables.ceilings_of_folder`), one entry each, all or none.

    The key of each is the book's own, so that a list loaded twice is entered once; a list that differs from the one
    entered is refused (`KeyTaken`): that is an amendment. A book without a rupiah has nothing to enter.
    """
    return [
        appropriate(
            by=by,
            owner=owner,
            year=year,
            ceilings=ceilings,
            reason=reason,
            key=f"apbd:{owner}/{year}",
            document=document,
        )
        for (owner, year), ceilings in sorted(books.items())
        if any(ceiling.ceiling_idr for ceiling in ceilings)
    ]


@transaction.atomic
def classify(*, by: Actor, line: int, pillar: str, reason: str) -> Line:
    """Put right which pillar a line serves (empty: none of the four); an event, but no entry: no money moves."""
    found = Line.objects.select_for_update().filter(pk=line).first()
    if found is None or pillar not in PILLARS or not reason.strip():
        expected = ", ".join(PILLARS[1:])
        raise FaultyRequest(
            [
                (
                    f"pos {line} harus ada, pilar {pillar!r} salah satu dari {expected} atau kosong, alasan terisi",
                    f"line {line} must exist, the pillar {pillar!r} be one of {expected} or empty, and a reason given",
                )
            ]
        )
    held = by.require(CAPABILITY_OF[Kind.AMEND], found.owner)
    record(
        by=by,
        held=held,
        action="ledger.classify",
        subject=f"ledger:line:{line}",
        area=found.owner,
        reason=reason,
        data={"before": found.pillar, "after": pillar},
    )
    found.pillar = pillar
    found.save(update_fields=["pillar"])
    return found


def _enter(act: Act, owner: str, year: int, ceilings: Sequence[Ceiling]) -> Entry:
    check_ceilings(ceilings)
    act.by.require(act.capability, owner)  # before a line is made

    def plan() -> list[Step]:
        lines = _lines(owner, year, ceilings)
        given = dict(LineBalance.objects.filter(line__in=lines).values_list("line", "appropriated_idr"))
        if act.kind is Kind.APPROPRIATE:
            _refuse_appropriated(lines, given)
        return [
            Step(line.pk, None, *(_UP if change > 0 else _DOWN), abs(change))
            for line, ceiling in zip(lines, ceilings, strict=True)
            if (change := ceiling.ceiling_idr - given[line.pk])
        ]

    return enter(act, request_hash(act, (owner, year), *ceilings), plan)


def _lines(owner: str, year: int, ceilings: Sequence[Ceiling]) -> list[Line]:
    """The lines of the ceilings, in their order; those that are not there are made."""
    present = _present(owner, year)
    Line.objects.bulk_create(
        Line(
            owner=owner,
            year=year,
            account_code=ceiling.account_code,
            fund_source=ceiling.fund_source,
            pillar=ceiling.pillar,
        )
        for ceiling in ceilings
        if (ceiling.account_code, ceiling.fund_source) not in present
    )
    present = _present(owner, year)
    return [present[ceiling.account_code, ceiling.fund_source] for ceiling in ceilings]


def _present(owner: str, year: int) -> dict[tuple[str, str], Line]:
    return {(line.account_code, line.fund_source): line for line in Line.objects.filter(owner=owner, year=year)}


def _refuse_appropriated(lines: Sequence[Line], given: dict[int, int]) -> None:
    faults = [
        (
            f"{line} sudah punya anggaran; ubah dengan perubahan anggaran",
            f"{line} has an appropriation already; change it by an amendment",
        )
        for line in lines
        if given[line.pk]
    ]
    if faults:
        raise FaultyRequest(faults)
