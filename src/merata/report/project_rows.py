"""Who gains by a project: the villages of its sheet, season by season, and what is noticed most in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.network import Flags
from merata.access.projects.appraisal import Appraisal
from merata.report.access_outcome import Outcome, VillageChange, noticed, saved_minutes, village_changes
from merata.report.facility_kinds import kind_name
from merata.report.numbers import Numbers
from merata.report.texts import Words

VILLAGES_SHOWN = 6
"""Villages on a sheet at the most; the others are added up."""

_ROWS_SHOWN, _ROWS_LEAST = 10, 4
_FREE_LETTERS, _ROW_LETTERS = 800, 200

DASH = "–"


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village as the data call it (`village`), its number on the map, name, people, and the change of each season."""

    label: str
    village: str
    name: str
    people: float
    seasons: tuple[VillageChange, ...]


@dataclass(frozen=True, slots=True)
class VillageRows:
    """The villages that change most, and of the `others` and of `all` that change how many they are and their people.
    `totals`: of all that change, by season: person-minutes saved, people given a way, people brought within.
    """

    rows: tuple[VillageRow, ...]
    others: tuple[int, float]
    all: tuple[int, float]
    totals: tuple[VillageChange, ...]

    @property
    def given(self) -> bool:
        """Whether anybody is given a way, or loses it."""
        return any(each.people_given_a_way for row in self.rows for each in row.seasons) or any(
            each.people_given_a_way for each in self.totals
        )


def rows_shown(letters: int) -> int:
    """How many rows of villages and kinds together leave room on one page for so many letters of other text: sentences
    and assumptions stand in three columns, and a row is as high as `_ROW_LETTERS` of them.
    """
    return max(_ROWS_SHOWN - max(letters - _FREE_LETTERS, 0) // _ROW_LETTERS, _ROWS_LEAST)


def village_rows(
    found: Appraisal, seasons: Sequence[Outcome], kind: int, names: Mapping[str, str], most: int = VILLAGES_SHOWN
) -> VillageRows:
    """The villages whose way to one kind changes in any season, those with most person-minutes on an average day of
    the year first, then those where most are given a way; `names`: of villages that the data call otherwise.
    """
    people, standard = found.plan.people, found.terms.standards(found.kinds)[kind]
    shares = found.terms.season_shares()
    by_season = [village_changes(people, one.home_before[kind], one.home_after[kind], standard) for one in seasons]
    minutes = shares @ np.array([[abs(each.person_minutes_saved) for each in one] for one in by_season])
    given = shares @ np.array([[abs(each.people_given_a_way) for each in one] for one in by_season])
    changed = np.flatnonzero((minutes > 0) | (given > 0))
    order = changed[np.lexsort((-given[changed], -minutes[changed]))]
    population = people.by_village(people.population)
    listed = order[:most].tolist()
    rows = tuple(
        VillageRow(
            str(place),
            people.villages[v],
            names.get(people.villages[v], people.villages[v]),
            float(population[v]),
            tuple(one[v] for one in by_season),
        )
        for place, v in enumerate(listed, start=1)
    )
    rest = order[most:]
    totals = tuple(_total([one[v] for v in order.tolist()]) for one in by_season)
    return VillageRows(
        rows, (len(rest), float(population[rest].sum())), (len(order), float(population[order].sum())), totals
    )


def _total(changes: Sequence[VillageChange]) -> VillageChange:
    """Sums over villages, and their means by those whose minutes are compared."""
    counted = sum(each.people_saved for each in changes)
    before = sum((each.minutes_before or 0.0) * each.people_saved for each in changes)
    saved = sum(each.person_minutes_saved for each in changes)
    return VillageChange(
        before / counted if counted > 0 else None,
        (before - saved) / counted if counted > 0 else None,
        saved,
        counted,
        sum(each.people_given_a_way for each in changes),
        sum(each.people_within_standard for each in changes),
    )


def village_cells(
    changes: Sequence[VillageChange], columns: Sequence[str], numbers: Numbers, words: Words
) -> list[str]:
    """The cells of a village: for each season those of the `columns`."""
    return [_village_cell(change, column, numbers, words) for change in changes for column in columns]


def _village_cell(change: VillageChange, column: str, numbers: Numbers, words: Words) -> str:
    match column:
        case "before" | "after":
            value = change.minutes_before if column == "before" else change.minutes_after
            return words("sheet.no_way") if value is None else numbers.decimal(value, 1)
        case "saved":
            return DASH if change.minutes_saved is None else numbers.decimal(change.minutes_saved, 1)
        case "given_column":
            return numbers.integer(change.people_given_a_way)
        case _:
            return numbers.integer(change.people_within_standard)


def sentences(found: Appraisal, one: Outcome, kind: int, numbers: Numbers, words: Words) -> Iterator[str]:
    """What is noticed most, in words: how many people are how much sooner or later, who is given or loses a way."""
    people, before, after = found.plan.people, one.home_before[kind], one.home_after[kind]
    saved, had, have = saved_minutes(before, after), np.isfinite(before), np.isfinite(after)
    felt = noticed(before, after) & (people.population > 0)
    names = {"kind": kind_name(found.kinds[kind], words), "season": words(f"travel_map.season_{one.season}")}

    def persons(who: Flags) -> float:
        return float(people.population[who].sum())

    for key, who in (("quicker", felt & (saved > 0)), ("slower", felt & (saved < 0))):
        if who.any():
            yield words(
                f"sheet.{key}",
                people=numbers.integer(persons(who)),
                villages=numbers.integer(len(np.unique(people.village[who]))),
                minutes=numbers.decimal(abs(float(saved[who] @ people.population[who])) / persons(who), 1),
                **names,
            )
    for key, who in (("given", felt & ~had & have), ("taken", felt & had & ~have)):
        if who.any():
            yield words(f"sheet.{key}", people=numbers.integer(persons(who)), **names)
    if not felt.any():
        yield words("sheet.unnoticed")
