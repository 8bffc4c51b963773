"""On what a project's figures rest, as sentences; each that is an assumption is marked as one ("asumsi")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from merata.access.network import Network
from merata.access.projects.appraisal import Appraisal
from merata.access.projects.appraisal_document import excluded
from merata.access.projects.links import CLASS, SURFACE
from merata.access.projects.rupiah import RupiahGains, rupiah_table
from merata.access.projects.works import NEW_CONDITION
from merata.report.facility_kinds import kind_name
from merata.report.numbers import Numbers
from merata.report.texts import Words

ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Basis:
    """A sentence, and whether what it says is assumed."""

    text: str
    assumed: bool = False


def basis(
    found: Appraisal, project: int, numbers: Numbers, words: Words, gains: RupiahGains | None = None
) -> list[Basis]:
    """All that the figures of a project (its place in the list) rest on."""
    return [
        Basis(words("sheet.method")),
        *_speeds(found, numbers, words),
        *_terms(found, numbers, words),
        *_built(found, project, numbers, words),
        *_left_out(found, numbers, words),
        *([] if gains is None else [_rupiah(found, project, gains, numbers, words)]),
        Basis(
            words(
                "sheet.sources",
                people=found.plan.people.file,
                facilities=found.plan.facilities.file,
                projects=found.plan.projects.raw.file,
            )
        ),
    ]


def surface_assumed_share(network: Network) -> float:
    """The share of the length of the roads whose surface nobody recorded."""
    segment, first = np.unique(network.segment, return_index=True)
    length = np.asarray(network.length_m, dtype=np.float64)[first]
    return float(length[network.traits.surface_assumed[segment]].sum() / max(length.sum(), 1e-9))


def _speeds(found: Appraisal, numbers: Numbers, words: Words) -> Iterator[Basis]:
    speeds = found.plan.roads.network.speeds
    certainty = speeds["certainty"]
    assumed = certainty == ASSUMPTION
    yield Basis(
        words(
            "sheet.speeds",
            file=speeds["file"],
            date=speeds["valid_from"],
            off_road=numbers.plain(float(speeds["off_road_kmh"])),
            limit=numbers.integer(found.plan.roads.off_road_limit_m),
        ),
        assumed,
    )
    if not assumed:
        yield Basis(words("sheet.certainty_other", certainty=certainty))
    share = surface_assumed_share(found.plan.roads.network)
    if share > 0:
        yield Basis(words("sheet.surface", share=numbers.percent(share, 0)), assumed=True)


def _terms(found: Appraisal, numbers: Numbers, words: Words) -> Iterator[Basis]:
    terms = found.terms
    if len(terms.seasons) > 1:
        yield Basis(words("sheet.wet_share", share=numbers.percent(terms.wet_share, 0)), assumed=True)
    else:
        yield Basis(words("sheet.one_season", season=words(f"travel_map.season_{terms.seasons[0]}")))
    if terms.standard_minutes:
        limits = [
            words("sheet.standard_one", kind=kind_name(kind, words), minutes=numbers.plain(minutes))
            for kind, minutes in terms.standard_minutes.items()
        ]
        yield Basis(words("sheet.standard", limits=", ".join(limits)))
    weights = terms.weights(found.kinds)
    trips = [
        words("sheet.trips_one", kind=kind_name(kind, words), trips=numbers.plain(trips))
        for kind, trips in zip(found.kinds, weights.tolist(), strict=True)
    ]
    alike = bool((weights == weights[0]).all())
    yield Basis(words("sheet.trips_alike") if alike else words("sheet.trips", trips=", ".join(trips)), assumed=True)
    if weighted(found):
        yield Basis(words("sheet.weighted", file=found.plan.people.file))


def weighted(found: Appraisal) -> bool:
    """Whether people count by a welfare weight."""
    return bool((found.plan.people.welfare_weight != 1).any())


def _built(found: Appraisal, project: int, numbers: Numbers, words: Words) -> Iterator[Basis]:
    """What a new link, or a better road, is taken to be where the list of projects does not say."""
    plan = found.plan
    kind = str(plan.projects.kind[project])
    row = np.flatnonzero(plan.links.project == project)
    defaults = {"condition": NEW_CONDITION} if plan.projects.cells("surface")[project] is not None else {}
    if len(row):
        yield Basis(words("sheet.level"), assumed=True)
        defaults = {"class": CLASS, "surface": SURFACE[kind], "condition": NEW_CONDITION}
        if plan.length_assumed[row[0]]:
            km = numbers.decimal(float(plan.length_m[row[0]]) / 1000, 2)
            yield Basis(words("sheet.straight", km=km), assumed=True)
    columns = {"class": "road_class", "surface": "surface", "condition": "condition"}
    untold = [
        words(f"sheet.built_{name}", value=words(f"sheet.road_{value}"))
        for name, value in defaults.items()
        if plan.projects.cells(columns[name])[project] is None
    ]
    if untold:
        yield Basis(words("sheet.built_link", what=", ".join(untold)), assumed=True)


def _left_out(found: Appraisal, numbers: Numbers, words: Words) -> Iterator[Basis]:
    left = excluded(found)
    if left["people"]:
        people = numbers.integer(sum(row["population"] for row in left["people"]))
        yield Basis(words("sheet.excluded_people", count=numbers.integer(len(left["people"])), people=people))
    if left["facilities"]:
        yield Basis(words("sheet.excluded_facilities", count=numbers.integer(len(left["facilities"]))))


def _rupiah(found: Appraisal, project: int, gains: RupiahGains, numbers: Numbers, words: Words) -> Basis:
    name = found.plan.projects.project_id[project]
    row = next(row for row in rupiah_table(found, gains).to_pylist() if row["project_id"] == name)
    amounts = {
        "gain": numbers.money_short(row["gain_idr_a_year"]),
        "low": numbers.money_short(row["low_idr"]),
        "high": numbers.money_short(row["high_idr"]),
    }
    records = ", ".join(record.effect_id for record in gains.records)
    return Basis(words("sheet.rupiah", records=records, **amounts), gains.assumed)
