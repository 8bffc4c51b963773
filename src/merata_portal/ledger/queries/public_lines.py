"""One budget line's life as everybody may read it: how it was adopted and amended, and what stands for which purpose.

Of purposes that are, or may be, assistance nothing is told but that they are there (`public_figures`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from merata_portal.ledger.models import EarmarkBalance, Line, Transfer
from merata_portal.ledger.queries.public_figures import PAID_BY_HEAD, Moved, bounds_people, told
from merata_portal.ledger.stages import EARMARKED, Stage

MOST_PURPOSES = 200
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class LineFigure:
    """A line with what may be told of it; `untold`: money that counts people stands, or may stand, there.

    `appropriated_idr` None: it bounds how many people receive (`public_figures.bounds_people`).
    """

    line: Line
    appropriated_idr: int | None
    moved: Moved
    untold: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One adoption, amendment or correction of what the council gave; `amount_idr` below 0: taken away."""

    day: date
    kind: str
    said: str
    amount_idr: int


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a part of a line is set aside for. `kind`: "project", "course" or "" with its `uuid`; `proposal`, `plan`:
    references, empty where there is none."""

    earmark: int
    kind: str
    uuid: UUID | None
    village_code: str
    proposal: str
    plan: str
    moved: Moved


@dataclass(frozen=True, slots=True)
class LineStory:
    """A line, its changes in order, and its purposes, the largest first; `left_off`: of how many more nothing is
    listed."""

    figure: LineFigure
    changes: tuple[Change, ...]
    purposes: tuple[Purpose, ...]
    left_off: int


def line_figures(lines: QuerySet[Line]) -> list[LineFigure]:
    """Lines with their figures, in the order of the rows; three queries."""
    found = list(lines.select_related("balance"))
    keys = [one.pk for one in found]
    marks = EarmarkBalance.objects.filter(earmark__line__in=keys).order_by()
    sums = {stage.value: Sum(f"{stage.value}_idr") for stage in EARMARKED}
    moved = {
        line: Moved(*(int(amount) for amount in amounts))
        for line, *amounts in marks.filter(told("earmark__")).values_list("earmark__line").annotate(**sums)
    }
    hidden = set(marks.exclude(told("earmark__")).values_list("earmark__line", flat=True).distinct())
    return [
        LineFigure(
            one, None if bounds_people(one.owner, one.pillar) else one.balance.appropriated_idr,
            moved.get(one.pk, Moved()),
            one.pillar == PAID_BY_HEAD or one.pk in hidden,
        )
        for one in found
    ]  # fmt: skip


def line_story(number: int) -> LineStory:
    """One line with all that may be told; raises `Line.DoesNotExist`. Six queries."""
    found = line_figures(Line.objects.filter(pk=number))
    if not found:
        raise Line.DoesNotExist(f"there is no budget line {number}")
    marks = EarmarkBalance.objects.filter(told("earmark__"), earmark__line=number).select_related("earmark")
    purposes = sorted(marks, key=lambda one: (-_all(one), one.pk))
    return LineStory(
        found[0], () if found[0].appropriated_idr is None else tuple(_changes(number)),
        tuple(_purpose(one) for one in purposes[:MOST_PURPOSES]),
        max(len(purposes) - MOST_PURPOSES, 0),
    )  # fmt: skip


def of_earmarks(numbers: Collection[int]) -> dict[int, tuple[int, Moved]]:
    """By earmark its line and rupiah, of those that may be told; one query."""
    marks = EarmarkBalance.objects.filter(told("earmark__"), earmark__in=sorted(numbers)).select_related("earmark")
    return {one.earmark_id: (one.earmark.line_id, _moved(one)) for one in marks}


def of_proposal(reference: str) -> list[tuple[Line, Moved]]:
    """The lines in which money stands for a proposal, with the rupiah that may be told; one query."""
    if not reference:
        return []
    marks = EarmarkBalance.objects.filter(told("earmark__"), earmark__proposal=reference)
    found: dict[int, tuple[Line, Moved]] = {}
    for one in marks.select_related("earmark__line").order_by("pk"):
        line = one.earmark.line
        found[line.pk] = (line, found[line.pk][1] + _moved(one) if line.pk in found else _moved(one))
    return list(found.values())


def lines_like(text: str) -> QuerySet[Line]:
    """The lines whose account code begins with a text, or whose fund source is called so; the newest first."""
    return Line.objects.filter(Q(account_code__istartswith=text) | Q(fund_source__iexact=text)).order_by("-year", "pk")


def lines_numbered(numbers: Iterable[int]) -> dict[int, Line]:
    """Lines by number; one query."""
    return Line.objects.in_bulk(set(numbers))


def _changes(number: int) -> Iterable[Change]:
    given = Transfer.objects.filter(line=number, earmark__isnull=True).select_related("entry").order_by("pk")
    for one in given[:MOST_CHANGES]:
        sign = 1 if one.source == Stage.APPROPRIATED else -1
        yield Change(one.entry.day, one.entry.kind, one.entry.document or one.entry.reason, sign * one.amount_idr)


def _purpose(balance: EarmarkBalance) -> Purpose:
    mark = balance.earmark
    kind, uuid = _named(mark.purpose)
    return Purpose(mark.pk, kind, uuid, mark.village_code, mark.proposal, mark.plan, _moved(balance))


def _named(purpose: str) -> tuple[str, UUID | None]:
    """The kind and uuid of a work or class in its purpose, "project:<uuid>" or "project:<uuid>/<plan>"."""
    kind, _colon, rest = purpose.partition(":")
    if kind not in ("project", "course"):
        return "", None
    try:
        return kind, UUID(rest.partition("/")[0])
    except ValueError:
        return "", None


def _moved(one: EarmarkBalance) -> Moved:
    return Moved(one.reserved_idr, one.committed_idr, one.paid_idr, one.returned_idr)


def _all(one: EarmarkBalance) -> int:
    return one.reserved_idr + one.committed_idr + one.paid_idr - one.returned_idr
