"""Who came, spoke, asked and received, by group, beside the shares in the population; small counts never told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from merata.stats.disclosure.beside import column_totals, groups_told, whole_told
from merata.stats.disclosure.rules import THRESHOLD
from merata_portal.actor import Actor
from merata_portal.oversight.queries.listening import MEASURES, Meeting, meetings_of
from merata_portal.oversight.queries.places import Place
from merata_portal.programmes.queries.recipients_by_group import ALL, Reached, recipients, recipients_by_group
from merata_portal.registry.queries.population import population
from merata_portal.training.queries.seats_by_group import seats_by_group

DIMENSIONS = ("sex", "disability", "poor", "part")
THINGS = (*MEASURES, "received", "seats")
Group = str | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of one group; None: too few to be told, or it would tell another that is.

    `share`: of those whose group is known; where a group is not told, of all. `low` and `high`: where for some it is
    not known, those who are known are taken as a sample of all (Wilson 1927, 95%); None where everybody was counted.
    """

    count: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class EquityRow:
    """One group of one dimension: its place in the population, and what it had of each thing. `group` None: unknown."""

    dimension: str
    group: Group
    persons: int | None
    persons_share: float | None
    households: int | None
    households_share: float | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """The households of one group that one programme reaches."""

    programme_id: str
    dimension: str
    group: Group
    cell: Cell


@dataclass(frozen=True, slots=True)
class Equity:
    """The tables, and n of each thing: how many meetings, persons there, households and seats they rest on."""

    rows: tuple[EquityRow, ...]
    programmes: tuple[ProgrammeRow, ...]
    meetings: int
    n: Mapping[str, int | None]


def equity(actor: Actor, place: Place, year: int) -> Equity:
    """All groups of the place and year.

    Meetings are those whose documents are sealed: each one's own table is public, so the totals here are told only
    where with all of these nothing hidden follows. What is received are households by their head's sex, whether
    somebody in them is disabled, and desil; seats of courses are persons. A hamlet is known of meetings alone.
    """
    meetings = meetings_of(actor, place, year)
    live = population(actor, place.code, place.villages)
    reached = recipients_by_group(actor, place.code, year)
    seats = seats_by_group(actor, place.code, year)
    rows: list[EquityRow] = []
    programmes: list[ProgrammeRow] = []
    wholes: dict[str, int | None] = {}
    for dimension in DIMENSIONS:
        columns = {measure: _heard(meetings, dimension, measure) for measure in MEASURES}
        columns["received"], of_each = _programmes(reached, dimension)
        columns["seats"] = _listed(seats.get(dimension, {}))
        programmes += of_each
        persons, homes = live.persons_by.get(dimension, {}), live.households_by.get(dimension, {})
        groups = sorted({*persons, *homes, *(group for told in columns.values() for group in told)}, key=_order)
        rows += [
            EquityRow(
                dimension, group, *_share(persons, group), *_share(homes, group),
                {thing: told.get(group, Cell(0)) for thing, told in columns.items()},
            )
            for group in groups
        ]  # fmt: skip
    for measure in MEASURES:
        totals = np.array([one.totals.get(measure, 0) for one in meetings], dtype=np.int64)
        told = whole_told(totals, ~((totals > 0) & (totals < THRESHOLD)))
        wholes[measure] = int(totals.sum()) if told else None
    wholes["received"] = _told(recipients(actor, place.code, year).values("household").distinct().count())
    wholes["seats"] = _told(sum(seats.get("sex", {}).values()))
    return Equity(tuple(rows), tuple(programmes), len(meetings), wholes)


def _heard(meetings: Sequence[Meeting], dimension: str, measure: str) -> dict[Group, Cell]:
    groups = sorted({group for one in meetings for group in one.counts(dimension, measure)}, key=_order)
    if not groups:
        return {}
    counts = np.array(
        [[one.counts(dimension, measure).get(group, 0) for group in groups] for one in meetings], dtype=np.int64
    )
    hidden = np.array([[group in one.hidden(dimension, measure) for group in groups] for one in meetings], dtype=bool)
    rows_told = np.array([not 0 < int(row.sum()) < THRESHOLD for row in counts])
    return _cells(groups, counts.sum(axis=0).tolist(), column_totals(counts, hidden, rows_told).tolist())


def _programmes(reached: Sequence[Reached], dimension: str) -> tuple[dict[Group, Cell], list[ProgrammeRow]]:
    """Households that any programme reaches, and those of each programme, so that neither tells of the other.

    A household in two programmes counts once in the first: told as though it could not be, which tells less.
    """
    of = {(one.programme_id, one.group): one.households for one in reached if one.dimension == dimension}
    groups = sorted({group for _, group in of}, key=_order)
    codes = sorted({code for code, _ in of} - {ALL})
    if not groups:
        return {}, []
    counts = np.array([[of.get((code, group), 0) for group in groups] for code in codes], dtype=np.int64)
    told = np.array([groups_told(row) for row in counts.tolist()])
    every = [of.get((ALL, group), 0) for group in groups]
    rows_told = np.array([not 0 < int(row.sum()) < THRESHOLD for row in counts])
    whole = column_totals(counts, ~told, rows_told) & groups_told(every)
    rows = [
        ProgrammeRow(code, dimension, group, cell)
        for code, numbers, shown in zip(codes, counts.tolist(), told.tolist(), strict=True)
        for group, cell in _cells(groups, numbers, shown).items()
    ]
    return _cells(groups, every, whole.tolist()), rows


def _listed(counts: Mapping[Group, int]) -> dict[Group, Cell]:
    groups = sorted(counts, key=_order)
    values = [counts[group] for group in groups]
    return _cells(groups, values, groups_told(values).tolist()) if groups else {}


def _cells(groups: Sequence[Group], counts: Sequence[int], told: Sequence[bool]) -> dict[Group, Cell]:
    total = sum(counts)
    unknown = sum(count for group, count in zip(groups, counts, strict=True) if group is None)
    # Of whom it is known, only where all is told: else the whole of the known would give a hidden group away.
    known = total - unknown if all(told) else total
    found = {}
    for group, count, shown in zip(groups, counts, told, strict=True):
        if not shown:
            found[group] = Cell()
        elif group is None or not known:
            found[group] = Cell(count, count / total if total else None)
        else:
            found[group] = Cell(count, count / known, *_wilson(count, known, sampled=all(told) and unknown > 0))
    return found


def _wilson(count: int, known: int, *, sampled: bool) -> tuple[float | None, float | None]:
    if not sampled:
        return None, None
    found = binomtest(count, known).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def _share(groups: Mapping[Group, int], group: Group) -> tuple[int | None, float | None]:
    count, total = groups.get(group), sum(groups.values())
    return (None, None) if count is None else (count, count / total if total else None)


def _told(count: int) -> int | None:
    return None if 0 < count < THRESHOLD else count


def _order(group: Group) -> tuple[int, str]:
    # Known before unknown, yes before no.
    return (2, "") if group is None else (int(group is False), str(group))
