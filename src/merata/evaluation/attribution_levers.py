"""What was done for whom by a year: aid in rupiah, courses, village programmes and works, each with its evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.planning.effects import ADDING_TO_WELFARE, CASH_EVIDENCE, COMPLETION, OFFER, Effect
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Programme:
    """One player: what households had of it in the years `first` and `second` of the two snapshots.

    `lever`: assistance, training, empowerment or infrastructure. Of assistance the arrays (households of the registry)
    are rupiah per person per month; of the others the number by which the effect's share is multiplied: 1 of a
    household whose member completed (or won a seat, by an effect per offer) or whose village entered, the share of
    households that works serve. `effect` is the evidence.
    """

    name: str
    title: str
    lever: str
    effect: Effect
    first: Floats
    second: Floats

    def __getitem__(self, snapshot: int) -> Floats:
        return (self.first, self.second)[snapshot]

    @property
    def of_village(self) -> bool:
        """Whether all households of a village have alike of it."""
        return self.lever in ("empowerment", "infrastructure")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was done and is no player, hence part of the unexplained rest: `reason` in words of `REASONS`."""

    name: str
    title: str
    lever: str
    reason: str


UNITS = {
    "assistance": ("pass_through",),
    "training": ("share_of_income", "share_of_consumption"),
    "empowerment": ("share_of_consumption", "share_of_income"),
    "infrastructure": ("share_of_consumption", "share_of_income"),
}
"""The units of evidence that each lever can be counted with; a share of income counts as one of consumption."""
REASONS = ("recorded_once", "not_consumption", "no_evidence")
"""Why something is left out: recorded in one of the two years alone, so that beginning cannot be told from being
recorded for the first time; not consumption of the year (a premium, a house); no evidence says what it changes."""


def programmes(
    dataset: Dataset,
    registry: pa.Table,
    *,
    years: tuple[int, int],
    effects: Mapping[str, Effect],
    started: Collection[str] = (),
) -> tuple[tuple[Programme, ...], tuple[LeftOut, ...]]:
    """The players, and what is left out, for the households of `registry` (household_id, village_code, size).

    `started` names assistance that is known to have begun or ended between the `years`, although one of them has no
    record of it. Raises `UsageError` for a name there that has no record in either, `InputError` naming evidence in a
    unit that its lever cannot be counted with.
    """
    found: list[Programme] = []
    out: list[LeftOut] = []
    for part in (
        _assistance(dataset, registry, years, effects, started),
        _training(dataset, registry, years, effects),
        _empowerment(dataset, registry, years, effects),
        _infrastructure(dataset, registry, years, effects),
    ):
        found += part[0]
        out += part[1]
    wrong = [
        f"{one.effect.evidence_id} is in {one.effect.unit}, and {one.lever} needs {' or '.join(UNITS[one.lever])}"
        for one in found
        if one.effect.unit not in UNITS[one.lever]
    ]
    if wrong:
        raise InputError(f"evidence: {'; '.join(dict.fromkeys(wrong))}; correct the unit, or the record that is named")
    return tuple(found), tuple(out)


Part = tuple[list[Programme], list[LeftOut]]


def _assistance(
    dataset: Dataset,
    registry: pa.Table,
    years: tuple[int, int],
    effects: Mapping[str, Effect],
    started: Collection[str],
) -> Part:
    """A player for each programme that pays what is consumed, and is on record in both years."""
    benefits = dataset.read("benefits") if dataset.has("benefits") else TABLES["benefits"].arrow.empty_table()
    benefits = benefits.filter(pc.is_in(benefits["year"], value_set=pa.array(sorted(set(years)))))
    place = pc.index_in(benefits["household_id"], value_set=registry["household_id"].combine_chunks())
    here = pc.is_valid(place)
    benefits, row = benefits.filter(here), place.filter(here).to_numpy().astype(np.int64)
    kinds, titles = _kinds(dataset)
    size = registry["size"].to_numpy().astype(np.float64)
    programme, year = benefits["programme_id"].to_numpy(zero_copy_only=False), benefits["year"].to_numpy()
    annual = benefits["annual_idr"].to_numpy().astype(np.float64)
    names = sorted(set(programme))
    unknown = sorted(set(started) - {*names, "all"})
    if unknown:
        raise UsageError(
            f"nothing is on record of {', '.join(unknown)} in {years[0]} or {years[1]}; "
            f"there is of {', '.join(names) or 'no assistance'}"
        )
    found: list[Programme] = []
    out: list[LeftOut] = []
    for name in names:
        title = titles.get(name, name)
        mine = programme == name
        if kinds.get(name, "cash") not in ADDING_TO_WELFARE:
            out.append(LeftOut(name, title, "assistance", "not_consumption"))
        elif len(set(year[mine])) < 2 and name not in started and "all" not in started:
            out.append(LeftOut(name, title, "assistance", "recorded_once"))
        else:
            paid = [
                np.bincount(row[rows], annual[rows], len(size)) / MONTHS / size
                for rows in (mine & (year == one) for one in years)
            ]
            found.append(Programme(name, title, "assistance", effects[CASH_EVIDENCE], paid[0], paid[1]))
    return found, out


def _kinds(dataset: Dataset) -> tuple[dict[str, str], dict[str, str]]:
    if not dataset.has("programmes"):
        return {}, {}
    rows = dataset.read("programmes", ["programme_id", "kind", "name"]).to_pylist()
    return ({row["programme_id"]: row["kind"] for row in rows}, {row["programme_id"]: row["name"] for row in rows})


def _training(dataset: Dataset, registry: pa.Table, years: tuple[int, int], effects: Mapping[str, Effect]) -> Part:
    """A player for each evidence record of courses: households with a member who completed one in an earlier year, or
    won a seat where the record's effect is per offer.
    """
    if not (dataset.has("courses") and dataset.has("applications")):
        return [], []
    courses = [row for row in dataset.read("courses").to_pylist() if row["status"] == "held" and row["year"] < years[1]]
    applications = dataset.read("applications", ["course_id", "household_id", "completed", "selected"])
    reached_by = {
        per: pc.fill_null(applications[column], False).to_numpy()  # noqa: FBT003 - not known to have
        for per, column in ((COMPLETION, "completed"), (OFFER, "selected"))
    }
    row = pc.index_in(applications["household_id"], value_set=registry["household_id"].combine_chunks())
    row = pc.fill_null(row, -1).to_numpy().astype(np.int64)
    course = applications["course_id"].to_numpy(zero_copy_only=False)
    records: dict[str, list[tuple[str, int]]] = {}
    for held in courses:
        records.setdefault(held["evidence_id"] or "training", []).append((held["course_id"], held["year"]))
    found: list[Programme] = []
    out: list[LeftOut] = []
    for record, items in sorted(records.items()):
        if record not in effects:
            out.append(LeftOut(record, record, "training", "no_evidence"))
            continue
        reached = []
        mine = reached_by[effects[record].per or COMPLETION] & (row >= 0)
        for year in years:
            done = np.isin(course, [name for name, held in items if held < year]) & mine
            flags = np.zeros(registry.num_rows)
            flags[row[done]] = 1.0
            reached.append(flags)
        found.append(Programme(record, record, "training", effects[record], *reached))
    return found, out


def _empowerment(dataset: Dataset, registry: pa.Table, years: tuple[int, int], effects: Mapping[str, Effect]) -> Part:
    """A player for each village programme: households of villages that had entered by the year."""
    if not dataset.has("delivered"):
        return [], []
    delivered = dataset.read("delivered")
    chosen = pc.and_(pc.equal(delivered["lever"], "empowerment"), pc.less_equal(delivered["year"], years[1]))
    delivered = delivered.filter(pc.and_(chosen, delivered["village_code"].is_valid()))
    _, titles = _kinds(dataset)
    found: list[Programme] = []
    out: list[LeftOut] = []
    for item in sorted(set(delivered["item_id"].to_pylist())):
        if item not in effects:
            out.append(LeftOut(item, titles.get(item, item), "empowerment", "no_evidence"))
            continue
        mine = delivered.filter(pc.equal(delivered["item_id"], item))
        by_year = [_of_villages(registry, dict.fromkeys(_entered(mine, year), 1.0)) for year in years]
        found.append(Programme(item, titles.get(item, item), "empowerment", effects[item], *by_year))
    return found, out


def _infrastructure(
    dataset: Dataset, registry: pa.Table, years: tuple[int, int], effects: Mapping[str, Effect]
) -> Part:
    """A player for each evidence record of built works: the shares of each village's households that they serve."""
    if not (dataset.has("projects") and dataset.has("project_villages")):
        return [], []
    built = [
        row for row in dataset.read("projects").to_pylist() if row["status"] == "built" and row["year"] <= years[1]
    ]
    reached = dataset.read("project_villages", ["project_id", "village_code", "share_of_households"]).to_pylist()
    found: list[Programme] = []
    out: list[LeftOut] = []
    for record in sorted({row["evidence_id"] or "infrastructure" for row in built}):
        works = {row["project_id"]: row["year"] for row in built if (row["evidence_id"] or "infrastructure") == record}
        if record not in effects:
            out.append(LeftOut(record, record, "infrastructure", "no_evidence"))
            continue
        by_year = []
        for year in years:
            shares: dict[str, float] = {}
            for row in reached:
                if works.get(row["project_id"], year + 1) <= year:
                    shares[row["village_code"]] = shares.get(row["village_code"], 0.0) + row["share_of_households"]
            by_year.append(_of_villages(registry, shares))
        found.append(Programme(record, record, "infrastructure", effects[record], *by_year))
    return found, out


def _entered(rows: pa.Table, year: int) -> Sequence[str]:
    return sorted(set(rows.filter(pc.less_equal(rows["year"], year))["village_code"].to_pylist()))


def _of_villages(registry: pa.Table, shares: Mapping[str, float]) -> Floats:
    """Each household's village's number; 0 where there is none."""
    codes = registry["village_code"].combine_chunks().dictionary_encode()
    values = np.array([shares.get(code, 0.0) for code in codes.dictionary.to_pylist()] or [0.0])
    return np.asarray(values[codes.indices.to_numpy()])
