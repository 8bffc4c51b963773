"""Which edition speaks for a regency, what is said where none does, and where its figures come from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from merata_portal.analysis.queries.publications import Edition, State, told
from merata_portal.analysis.queries.published import table
from merata_portal.analysis.refusals import BrokenStore
from merata_portal.public.views.inequality.estimates import DATASET, TABLE, Estimate, of_level

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """A regency's editions: the newest that stands, the one that was withdrawn since (if it was the newest), and those
    that stand of each year, the latest first. `broken`: the newest stands, but its file is gone or changed; then
    nothing is told in its place."""

    newest: Edition | None
    withdrawn: Edition | None
    broken: Edition | None
    by_year: Sequence[Edition]


@dataclass(frozen=True, slots=True)
class Origin:
    """One calculation behind the figures: its level, identifier, hash, and the command that computes it again."""

    level: str
    uuid: str
    answer_hash: str
    command: str


def standing_of(areas: Sequence[str]) -> dict[str, Standing]:
    """What stands of each area; one query."""
    found = list(told().filter(area__in=areas))
    return {area: _standing([one for one in found if one.area == area]) for area in areas}


def _standing(editions: Sequence[Edition]) -> Standing:
    stand = [one for one in editions if one.state == State.PUBLISHED]
    gone = editions[0] if editions and editions[0].state == State.WITHDRAWN else None
    if stand and not _is_whole(stand[0]):
        return Standing(None, gone, stand[0], [])
    years: dict[int, Edition] = {}
    for one in stand:
        if _is_whole(one):
            years.setdefault(one.year, one)
    newest = stand[0] if stand else None
    return Standing(newest, gone, None, [years[year] for year in sorted(years, reverse=True)])


def _is_whole(edition: Edition) -> bool:
    """Whether its table can be read as it was published; where not, the operator is told and the page says so."""
    try:
        table(edition, DATASET, TABLE)
    except BrokenStore:
        logger.exception("edition %s of %s cannot be read", edition.number, edition.area)
        return False
    return True


def over_years(editions: Sequence[Edition], area: str, measure: str) -> list[Estimate]:
    """A regency's measure in each edition, one a year of the survey, the earliest first."""
    found: dict[int, Estimate] = {}
    for one in editions:
        estimate = of_level(one, "regency", measure).get(area, {}).get(measure)
        if estimate is not None:
            found.setdefault(estimate.year, estimate)
    return [found[year] for year in sorted(found)]


def origins(edition: Edition) -> list[Origin]:
    """The calculations behind an edition's figures of inequality and poverty."""
    sources = edition.manifest.get(DATASET, {}).get("sources", {})
    found = []
    for name, said in sorted(sources.items()):
        result, _space, answer_hash = str(said).partition(" ")
        uuid = result.removeprefix("result:")
        found.append(
            Origin(name.removeprefix("measure_"), uuid, answer_hash, f"merata portal analysis recompute DATA {uuid}")
        )
    return found
