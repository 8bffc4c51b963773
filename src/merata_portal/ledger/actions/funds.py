"""Whether the money is there, asked with the lines locked, and said in words where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from merata_portal.ledger.models import Earmark, EarmarkBalance, Line, LineBalance
from merata_portal.ledger.refusals import NotEnough, Shortfall
from merata_portal.ledger.requests import Step
from merata_portal.ledger.stages import EARMARKED, Stage, change

_CHUNK = 10_000

_Changes = dict[int, dict[Stage, int]]


class Places(NamedTuple):
    """The lines and earmarks of an entry by id, the lines locked."""

    lines: dict[int, Line]
    earmarks: dict[int, Earmark]


def funded(steps: Sequence[Step]) -> Places:
    """Lock the lines of `steps` in the order of their ids; raise `NotEnough` naming every place that lacks money."""
    places = Places({}, {})
    of_line, of_earmark = _changes(steps)
    short: list[Shortfall] = []
    for lines in _chunks(of_line):
        balances = LineBalance.objects.select_for_update(of=("self",)).select_related("line")
        for balance in balances.filter(pk__in=lines).order_by("pk"):
            places.lines[balance.pk] = balance.line
            short += _shortfalls(balance, str(balance.line), of_line[balance.pk], tuple(Stage))
    for earmarks in _chunks(of_earmark):
        within = EarmarkBalance.objects.filter(pk__in=earmarks).select_related("earmark__line").order_by("pk")
        for held in within:
            places.earmarks[held.pk] = held.earmark
            place = f"{held.earmark.line} [{held.earmark.purpose}]"
            short += _shortfalls(held, place, of_earmark[held.pk], EARMARKED)
    if short:
        raise NotEnough(short)
    return places


def _changes(steps: Iterable[Step]) -> tuple[_Changes, _Changes]:
    moved: dict[tuple[int, int | None, Stage, Stage], int] = defaultdict(int)
    for step in steps:
        moved[step.line, step.earmark, step.source, step.target] += step.amount_idr
    of_line: _Changes = defaultdict(lambda: defaultdict(int))
    of_earmark: _Changes = defaultdict(lambda: defaultdict(int))
    for (line, earmark, source, target), amount in moved.items():
        for stage in (source, target):
            by = change(stage, (source, target)) * amount
            of_line[line][stage] += by
            if earmark is not None and stage in EARMARKED:
                of_earmark[earmark][stage] += by
    return of_line, of_earmark


def _shortfalls(
    balance: LineBalance | EarmarkBalance, place: str, changes: dict[Stage, int], stages: Sequence[Stage]
) -> list[Shortfall]:
    # What cannot be negative is said once, of the stage that the money would leave: the contra accounts follow it.
    short = []
    for stage in stages:
        left, by = getattr(balance, f"{stage.value}_idr"), changes.get(stage, 0)
        if stage is not Stage.APPROPRIATED and left + by < 0:
            short.append(Shortfall(place, stage, -by, left))
    returnable = balance.paid_idr + changes.get(Stage.PAID, 0) - balance.returned_idr
    if changes.get(Stage.RETURNED, 0) > returnable:
        short.append(Shortfall(place, Stage.RETURNED, changes[Stage.RETURNED], returnable))
    return short


def _chunks(changes: _Changes) -> Iterable[list[int]]:
    ids = sorted(changes)
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
