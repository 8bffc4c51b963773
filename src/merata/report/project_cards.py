"""The five figures at the top of a project sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from merata.access.projects.appraisal import Appraisal
from merata.report.numbers import Numbers
from merata.report.project_rows import DASH
from merata.report.texts import Words


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of a sheet: what it is, the figure, and what it means."""

    label: str
    value: str
    note: str


def project_cards(found: Appraisal, project: int, row: Mapping[str, Any], numbers: Numbers, words: Words) -> list[Card]:
    """What a project (its place in the list, its `row` in `project_table`) costs, saves and gives to whom."""

    def amount(value: float | None, write: Any) -> str:
        return DASH if value is None else str(write(value))

    def in_seasons(measure: int) -> str:
        """Dry and wet, where both are counted."""
        trips = found.terms.weights(found.kinds) if measure == 0 else 1.0
        values = {
            one.season: numbers.integer(float((one.persons[project, :, measure] * trips).sum()))
            for one in found.seasons
        }
        return words("sheet.seasons", **values) + "; " if len(values) > 1 else ""

    within = row["people_within_standard"]
    if within is None:
        within_note = words("sheet.within_none")
    elif row["cost_per_person_within_idr"] is None:
        within_note = in_seasons(2) + words("sheet.within_fewer" if within < 0 else "sheet.within_nobody")
    else:
        cost = numbers.money_short(row["cost_per_person_within_idr"])
        within_note = in_seasons(2) + words("sheet.within_note", cost=cost)
    per_minute = row["cost_per_person_minute_idr"]
    figures = (
        ("cost", numbers.money_short(row["cost_idr"]), words("sheet.cost_note")),
        ("minutes", numbers.integer(row["person_minutes_saved"]), in_seasons(0) + words("sheet.minutes_note")),
        ("per_minute", amount(per_minute, numbers.money), words("sheet.per_minute_note")),
        ("within", amount(within, numbers.integer), within_note),
        ("given_way", numbers.integer(row["people_given_a_way"]), in_seasons(1) + words("sheet.given_way_note")),
    )
    return [Card(words(f"sheet.{key}"), value, note) for key, value, note in figures]
