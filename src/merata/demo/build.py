"""From a seed to a whole dataset folder: every table of the demonstration, written one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import (
    aid,
    calibration,
    evidence,
    followups,
    forums,
    further_aid,
    geography,
    money,
    planted,
    population,
    projects,
    rounds,
    sample,
    training,
    welfare,
)
from merata.demo.aid import Aid
from merata.demo.calibration import Calibration
from merata.demo.destination import REPORT_FILES
from merata.demo.further_aid import FurtherAid
from merata.demo.geography import Geography
from merata.demo.naming import numbered
from merata.demo.population import Population
from merata.demo.training import Training
from merata.demo.welfare import CALIBRATED_YEAR, Households
from merata.errors import UsageError
from merata.progress import Step, silent
from merata.tables.catalogue import TABLES
from merata.tables.folder import DESCRIPTION_FILE, POLYGONS_FILE, Dataset, Description
from merata.tables.writing import whole_file, whole_folder

NAME = "Blitar (sintetis / synthetic)"
SURVEY_YEARS = (2023, 2024, 2025)


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was built: counts of synthetic persons, households and villages, and how near the truth came."""

    persons: int
    households: int
    villages: int
    calibration: tuple[Calibration, ...]


@dataclass(frozen=True, slots=True)
class _Places:
    """Places and what may be or was built there."""

    geography: Geography
    projects: pa.Table
    project_villages: pa.Table
    project_edits: pa.Table


@dataclass(frozen=True, slots=True)
class _History:
    """What happened to the households: aid, courses, village programme, and the consumption that followed.

    `aid` comes on top of what consumption would be, `further` is part of it. `consumption` is rupiah per person per
    month by year, an array by household.
    """

    aid: Aid
    further: FurtherAid
    training: Training
    entered: NDArray[np.int64]
    consumption: Mapping[int, NDArray[np.float64]]
    calibration: tuple[Calibration, ...]


def build(
    root: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    polygons: Path | None = None,
    step: Step | None = None,
) -> DemoSummary:
    """Write the synthetic Blitar into the folder `root`, all tables together or none; return what was built.

    `scale` shrinks (or grows) people, money, seats and costs together, so that a rupiah buys the same at every
    scale; villages and roads stay. The same seed and scale give the same tables. `polygons` is the user's own
    GeoJSON of villages. Raises `UsageError` for a scale or seed that cannot be, `InputError` for its faults.
    """
    if not 0 < scale <= 100:
        raise UsageError(f"demo: scale is {scale}; expected more than 0 and at most 100, e.g. 0.05")
    if seed < 0:
        raise UsageError(f"demo: seed is {seed}; expected a whole number of at least 0")
    report = step or silent
    report(0.0, "desa, jalan / places")
    places = _places(seed, scale, polygons)
    report(0.12, "rumah tangga sintetis / synthetic households")
    villages = places.geography.villages
    people = population.build(villages, seed=seed, scale=scale)
    report(0.35, "bantuan, pelatihan, konsumsi / aid, courses, consumption")
    history = _history(places, people, seed=seed, scale=scale)
    report(0.60, "menulis tabel / writing tables")
    with whole_folder(root, last=DESCRIPTION_FILE) as folder:
        Dataset(folder).describe(Description(NAME, CALIBRATED_YEAR, synthetic=True, seed=seed, scale=scale))
        _write_people(folder, people, history)
        report(0.80, "survei, forum, anggaran / survey, forums, budget")
        _write_rounds(folder, places, people, history, seed=seed, scale=scale)
        _write_places(folder, places, history.training, seed=seed, scale=scale)
        # What was said of an earlier demo is not true of this one.
        for file in REPORT_FILES.values():
            (root / file).unlink(missing_ok=True)
    report(1.0, "selesai / done")
    return DemoSummary(people.persons.num_rows, people.households.num_rows, villages.num_rows, history.calibration)


def _places(seed: int, scale: float, polygons: Path | None) -> _Places:
    """Places and projects; costs shrink with the people they serve."""
    found = geography.build(seed, polygons)
    planned, reached, edits = projects.build(found, seed)
    cost = pa.array(np.maximum(np.rint(planned["cost_idr"].to_numpy() * scale), 1).astype(np.int64))
    planned = planned.set_column(planned.column_names.index("cost_idr"), "cost_idr", cost)
    return _Places(found, planned, reached, edits)


def _history(places: _Places, people: Population, *, seed: int, scale: float) -> _History:
    villages = places.geography.villages
    given = aid.build(people, villages, seed=seed, scale=scale)
    further = further_aid.build(people, villages, given, seed=seed, scale=scale)
    courses = training.build(people, villages, seed=seed, scale=scale)
    entered = rounds.entry_years(villages, seed=seed)
    exposure = planted.Exposure(
        courses.completed_year(people.size.size),
        entered[people.village],
        planted.served(places.projects, places.project_villages, villages, people.village),
    )
    shapes = welfare.luck(people.score, people.village, seed=seed)
    factors = {year: exposure.factor(year) for year in shapes}
    # Lists before the first recorded year are taken to have been those of that year.
    received = {year: given.monthly_pc_idr(max(year, aid.YEARS[0]), people.size) for year in shapes}
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[people.village]
    year = CALIBRATED_YEAR
    calibrated = Households(shapes[year], factors[year], received[year], people.size)
    level, spread = calibration.solve(regency, calibrated)
    consumption = welfare.consumption(shapes, factors, received, level, spread)
    reached = calibration.reached(villages, regency, consumption[year], people.size)
    return _History(given, further, courses, entered, consumption, reached)


def _write_people(root: Path, people: Population, history: _History) -> None:
    dataset = Dataset(root)
    ids = people.households["household_id"]
    dataset.write("households", _with(people.households, history.further.households))
    dataset.write("persons", _with(people.persons, history.further.persons))
    dataset.write("benefits", pa.concat_tables([history.aid.benefits(ids), history.further.aid.benefits(ids)]))
    dataset.write("applications", history.training.applications)
    truth = [
        pa.table(
            {
                "household_id": ids,
                "year": pa.repeat(pa.scalar(year, pa.int64()), len(ids)),
                "consumption_pc_idr": history.consumption[year],
            }
        )
        for year in SURVEY_YEARS
    ]
    dataset.write("truth", pa.concat_tables(truth))


def _with(table: pa.Table, columns: Mapping[str, pa.Array]) -> pa.Table:
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def _write_rounds(
    root: Path, places: _Places, people: Population, history: _History, *, seed: int, scale: float
) -> None:
    dataset, villages = Dataset(root), places.geography.villages
    samples = [
        sample.draw(people.households, villages, people.village, history.consumption[year], year=year, seed=seed)
        for year in SURVEY_YEARS
    ]
    dataset.write("survey_households", pa.concat_tables(samples))
    dataset.write("delivered", _delivered(places, people, history, scale))
    watched = rounds.monitoring(villages, people.village, history.consumption, seed=seed)
    followed = followups.build(history.training, people, history.consumption, seed=seed)
    dataset.write("outcomes", pa.concat_tables([followed, watched]))
    dataset.write("truth_effects", planted.truth_effects(history.training, places.projects))
    dataset.write("evidence", evidence.build())


def _delivered(places: _Places, people: Population, history: _History, scale: float) -> pa.Table:
    """The `delivered` table: payments, classes, village grants and works, by year."""
    villages, schema = places.geography.villages, TABLES["delivered"].arrow
    parts = (
        history.aid.delivered(villages, people.village),
        training.delivered(history.training),
        rounds.entries(villages, history.entered, people.village, scale=scale),
        rounds.works(places.projects, places.project_villages, villages, people.village),
    )
    columns = [field for field in schema if field.name != "delivery_id"]
    table = pa.concat_tables([part.cast(pa.schema(columns)) for part in parts if part.num_rows])
    table = table.take(pc.sort_indices(table, [("year", "ascending"), ("lever", "ascending")]))
    further = history.further.aid.delivered(villages, people.village)
    table = pa.concat_tables([table, further.cast(table.schema)])
    return table.add_column(0, "delivery_id", numbered("D", table.num_rows, 6))


def _write_places(root: Path, places: _Places, courses: Training, *, seed: int, scale: float) -> None:
    dataset, found = Dataset(root), places.geography
    dataset.write("villages", found.villages)
    dataset.write("roads", found.roads)
    dataset.write("facilities", found.facilities)
    dataset.write("projects", places.projects)
    dataset.write("project_villages", places.project_villages)
    dataset.write("project_edits", places.project_edits)
    dataset.write("courses", courses.courses)
    dataset.write("programmes", aid.programmes())
    dataset.write("poverty_lines", calibration.poverty_lines())
    dataset.write("budget", money.build(found, seed, scale))
    held = forums.build(found, places.projects, places.project_villages, courses.courses, seed)
    for name, table in zip(("forums", "proposals", "findings", "approvals"), held, strict=True):
        dataset.write(name, table)
    with whole_file(root / POLYGONS_FILE) as partial:
        partial.write_text(json.dumps(found.polygons, ensure_ascii=False), encoding="utf-8")
