"""What earlier courses and years say of how outcomes vary: what the power of the next evaluation is reckoned with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError
from merata.evaluation.lottery_frame import INCOME_BEFORE, Applicants, applicants, of_courses
from merata.evaluation.village_panel import LOG_CONSUMPTION, village_panel
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]

_UNASKED = ""
"""A measure that nobody was asked: outcomes are then not cleared of what income at application explains."""
_FEWEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class ApplicantVariation:
    """How income varied among applicants of `classes` earlier classes: `n` found again of those who drew lots.

    `sd` of log income within classes and arms, of which income at application `explained` (R²). `attrition` is the
    share not found again, `completion` how much more often winners completed. `mean_idr` is the mean monthly income.
    """

    sd: float
    explained: float
    attrition: float
    completion: float
    mean_idr: float
    n: int
    classes: int


@dataclass(frozen=True, slots=True)
class VillageVariation:
    """How the mean of log consumption of `n` villages without programme or works varied from year to year.

    `sd` is of a village's own yearly deviation from the mean of all, taken as new each year (half the variance of
    yearly changes); `mean_idr` the typical consumption per person per month in the last of `years`.
    """

    sd: float
    mean_idr: float
    n: int
    years: tuple[int, ...]


def applicant_variation(dataset: Dataset, subject: str) -> ApplicantVariation:
    """What classes of the evidence record `subject` that were followed up say; of all classes where none was.

    Raises `InputError` where no class at all was followed up.
    """
    courses, applications, outcomes = (dataset.read(name) for name in ("courses", "applications", "outcomes"))
    held = courses.filter(pc.equal(courses["status"], "held"))
    mine = held.filter(pc.fill_null(pc.equal(held["evidence_id"], subject), fill_value=False))
    errors: list[InputError] = []
    for chosen in (mine, held):
        theirs = of_courses(applications, chosen["course_id"].to_pylist())
        try:
            raw = applicants(theirs, courses, outcomes, before=_UNASKED)
            cleared = applicants(theirs, courses, outcomes)
            rows = raw.compared()
        except InputError as error:
            errors.append(error)
            continue
        asked = np.concatenate(rows)
        sd, residual = (_within(one, rows) for one in (raw, cleared))
        completed, selected = raw.completed[asked], raw.selected[asked]
        known = ~np.isnan(completed)
        return ApplicantVariation(
            sd=sd,
            explained=float(min(max(1 - residual**2 / sd**2, 0.0), 0.95)) if sd > 0 else 0.0,
            attrition=float(np.mean(~raw.found[asked])),
            completion=float(completed[known & selected].mean() - completed[known & ~selected].mean()),
            mean_idr=_mean_income(dataset, raw),
            n=int(np.count_nonzero(raw.found[asked])),
            classes=len(rows),
        )
    raise errors[-1]


def village_variation(dataset: Dataset, apart: Collection[str] = ()) -> VillageVariation:
    """What villages monitored before say, without those `apart` (in a programme, or served by works).

    Raises `InputError` where fewer than three villages were seen in two years.
    """
    panel = village_panel(dataset.read("outcomes"), LOG_CONSUMPTION)
    panel = panel.only(~panel.among(apart))
    if len(panel) < 3 or len(panel.years) < _FEWEST_YEARS:
        raise InputError(
            f"outcomes has {len(panel)} free villages seen in {len(panel.years)} years; how they vary needs at least 3 "
            f"in {_FEWEST_YEARS}"
        )
    changes = np.diff(panel.values, axis=1)
    own = changes - changes.mean(axis=0)
    degrees = (len(panel) - 1) * changes.shape[1]
    return VillageVariation(
        sd=float(np.sqrt(np.sum(own**2) / degrees / 2)),
        mean_idr=float(np.exp(panel.values[:, -1].mean())),
        n=len(panel),
        years=panel.years,
    )


def _within(frame: Applicants, classes: list[NDArray[np.int64]]) -> float:
    """The standard deviation of the outcome within classes and arms."""
    squares, degrees = 0.0, 0
    for rows in classes:
        for arm in (True, False):
            values = frame.outcome[rows[(frame.selected[rows] == arm) & frame.found[rows]]]
            squares += float(np.sum((values - values.mean()) ** 2))
            degrees += values.size - 1
    return float(np.sqrt(squares / degrees))


def _mean_income(dataset: Dataset, frame: Applicants) -> float:
    """The mean monthly income at application where it was asked, else the mean found again without the winners."""
    outcomes = dataset.read("outcomes")
    names = frame.application_id
    asked = outcomes.filter(
        pc.and_(pc.equal(outcomes["measure"], INCOME_BEFORE), pc.is_in(outcomes["unit_id"], value_set=names))
    )
    values = asked["value"].drop_null()
    if len(values):
        return float(pc.mean(values).as_py())
    return float(np.exp(frame.outcome[frame.found & ~frame.selected]).mean())
