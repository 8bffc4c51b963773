"""The effects that the demo plants in the hidden truth, and how large a household's share of each is.

An effect raises consumption by a share of itself: that of a course from the year after its completion, that of
the village programme from the year of entry on, that of a road or bridge from the year it was handed over on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo.training import Training
from merata.tables.catalogue import TABLES

COURSE_EFFECT = 0.15
EMPOWERMENT_EFFECT = 0.06
PROJECT_EFFECT = 0.08
PASS_THROUGH = 1.0
EMPOWERMENT_ID = "desa_wisata"

NEVER = 9999
"""Stands for the year of what never happened."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who was reached by what, and when: arrays by household.

    `completed_year` of a course by a member, `entry_year` of the village into the empowerment programme, both
    `NEVER` for none; `projects` holds for each built project its year and the share by which it serves the
    household's village.
    """

    completed_year: NDArray[np.int64]
    entry_year: NDArray[np.int64]
    projects: tuple[tuple[int, NDArray[np.float64]], ...]

    def factor(self, year: int) -> NDArray[np.float64]:
        """By how much the planted effects multiply each household's consumption in `year`."""
        factor = np.where(self.completed_year < year, 1 + COURSE_EFFECT, 1.0)
        factor *= np.where(self.entry_year <= year, 1 + EMPOWERMENT_EFFECT, 1.0)
        for built, share in self.projects:
            if built <= year:
                factor *= 1 + PROJECT_EFFECT * share
        return factor


def served(
    projects: pa.Table, project_villages: pa.Table, villages: pa.Table, village: NDArray[np.int64]
) -> tuple[tuple[int, NDArray[np.float64]], ...]:
    """Year and household shares of each built project. `village` is the households' index into `villages`."""
    position = {code: at for at, code in enumerate(villages["village_code"].to_pylist())}
    reached = project_villages.to_pylist()
    found = []
    for project in projects.to_pylist():
        if project["status"] == "built":
            share = np.zeros(len(position))
            for row in reached:
                if row["project_id"] == project["project_id"]:
                    share[position[row["village_code"]]] = row["share_of_households"]
            found.append((int(project["year"]), share[village]))
    return tuple(found)


def truth_effects(training: Training, projects: pa.Table) -> pa.Table:
    """The `truth_effects` table: a row for each held course, the village programme, built projects, and aid."""
    rows = [
        _row(
            "training",
            course["course_id"],
            COURSE_EFFECT,
            "share_of_income",
            f"who completes, from {course['year'] + 1}",
        )
        for course in training.courses.to_pylist()
        if course["status"] == "held"
    ]
    rows.append(
        _row(
            "empowerment",
            EMPOWERMENT_ID,
            EMPOWERMENT_EFFECT,
            "share_of_consumption",
            "every household of a village from its year of entry",
        )
    )
    rows.extend(
        _row(
            "infrastructure",
            project["project_id"],
            PROJECT_EFFECT,
            "share_of_consumption",
            f"households of served villages, times share_of_households, from {project['year']}",
        )
        for project in projects.to_pylist()
        if project["status"] == "built"
    )
    rows.append(_row("assistance", "all", PASS_THROUGH, "pass_through", "aid becomes consumption"))
    return pa.Table.from_pylist(rows, schema=TABLES["truth_effects"].arrow)


def _row(lever: str, item_id: str, effect: float, unit: str, note: str) -> dict[str, object]:
    names = ("effect_id", "lever", "item_id", "effect", "unit", "note")
    return dict(zip(names, (f"effect_{item_id}", lever, item_id, effect, unit, note), strict=True))
