"""Applicants who drew lots, as arrays: their chances, who won and completed, and what became of their income."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Positions = NDArray[np.int64]

INCOME = "income_idr"
INCOME_BEFORE = "income_at_application_idr"
FEWEST_IN_AN_ARM = 2
"""Winners, and losers, that a class needs to say anything with an error of its own."""


@dataclass(frozen=True, slots=True)
class Applicants:
    """Applicants with a chance strictly between 0 and 1, one element each.

    `lot` indexes `courses`. `completed` is 1 or 0; NaN where a winner's is not recorded. `outcome` is the logarithm of
    the income found, less what income at application explains of it; NaN where the applicant was not found again.
    `certain` counts the applicants left out because their chance was 0 or 1.
    """

    application_id: pa.Array
    courses: tuple[str, ...]
    lot: Positions
    chance: Floats
    selected: Flags
    completed: Floats
    outcome: Floats
    certain: int

    @property
    def found(self) -> Flags:
        """Who was found again."""
        return ~np.isnan(self.outcome)

    def classes(self) -> list[Positions]:
        """The applicants of each class, found again or not, by position."""
        return [np.flatnonzero(self.lot == lot) for lot in range(len(self.courses))]

    def compared(self) -> list[Positions]:
        """As `classes`, of those with enough found again in both arms; `InputError` where there is none."""
        found = self.found
        enough = [
            rows
            for rows in self.classes()
            if min(np.count_nonzero(found[rows] & arm[rows]) for arm in (self.selected, ~self.selected))
            >= FEWEST_IN_AN_ARM
        ]
        if not enough:
            raise InputError(
                f"no class has {FEWEST_IN_AN_ARM} winners and {FEWEST_IN_AN_ARM} losers who were found again; add "
                "follow-ups to outcomes"
            )
        return enough


def applicants(
    applications: pa.Table,
    courses: pa.Table,
    outcomes: pa.Table,
    *,
    measure: str = INCOME,
    years_after: int = 1,
    before: str = INCOME_BEFORE,
) -> Applicants:
    """The applicants of all classes that drew lots, with `measure` as found `years_after` the course.

    Reads the tables `applications`, `courses` (for the year) and `outcomes` (unit application; `before` names the
    measure asked in the course's year, used where it is there). Raises `InputError` where a course is unknown or an
    income that was found is not positive.
    """
    drawn = applications.filter(pc.and_(applications["chance"].is_valid(), applications["selected"].is_valid()))
    chance = drawn["chance"].to_numpy()
    open_lot = (chance > 0) & (chance < 1)
    drawn = drawn.filter(pa.array(open_lot))
    selected = drawn["selected"].to_numpy()
    income = _incomes(drawn, courses, outcomes, measure, years_after)
    found = ~np.isnan(income)
    if np.any(income[found] <= 0):
        raise InputError(
            f"outcomes: {np.count_nonzero(income[found] <= 0)} values of {measure} are not positive, and logarithms "
            "are compared; correct them, or leave them empty where the applicant was not found"
        )
    names, lot = np.unique(drawn["course_id"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    outcome = np.log(income, out=np.full(income.size, np.nan), where=found)
    earlier = _incomes(drawn, courses, outcomes, before, 0)
    # Nobody is left out for an income of zero at application: it is then as if not asked.
    log_before = np.log(earlier, out=np.full(earlier.size, np.nan), where=earlier > 0)
    outcome -= _explained(outcome, log_before, lot, selected)
    return Applicants(
        application_id=drawn["application_id"].combine_chunks(),
        courses=tuple(names.tolist()),
        lot=lot.astype(np.int64),
        chance=chance[open_lot],
        selected=selected,
        completed=_completed(drawn, selected),
        outcome=outcome,
        certain=int(np.count_nonzero(~open_lot)),
    )


def attendance(frame: Applicants, applications: pa.Table, courses: pa.Table) -> Floats:
    """The share of the course's sessions that each applicant of `frame` attended, 0 to 1; losers none.

    NaN for a winner whose attendance is not recorded, and for all of a course whose number of sessions is not.
    """
    row = pc.index_in(frame.application_id, value_set=applications["application_id"].combine_chunks())
    mine = applications.take(row)
    course = pc.index_in(mine["course_id"], value_set=courses["course_id"].combine_chunks())
    if "sessions_attended" not in mine.column_names or "sessions" not in courses.column_names:
        return np.where(frame.selected, np.nan, 0.0)
    attended, held = (
        np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
        for column in (mine["sessions_attended"], courses["sessions"].take(course))
    )
    share = attended / held
    return np.where(np.isnan(share) & ~frame.selected, 0.0, share)


def of_courses(applications: pa.Table, course_ids: Sequence[str]) -> pa.Table:
    """The rows of `applications` to any of the courses."""
    return applications.filter(pc.is_in(applications["course_id"], value_set=pa.array(course_ids, pa.string())))


def _completed(drawn: pa.Table, selected: Flags) -> Floats:
    """1 for who completed, 0 for who did not; a loser without a record did not, a winner's is then unknown."""
    if "completed" not in drawn.column_names:
        return np.where(selected, np.nan, 0.0)
    recorded = drawn["completed"].cast(pa.float64())
    values = np.asarray(pc.fill_null(recorded, np.nan).to_numpy(), dtype=np.float64)
    return np.where(np.isnan(values) & ~selected, 0.0, values)


def _incomes(drawn: pa.Table, courses: pa.Table, outcomes: pa.Table, measure: str, years_after: int) -> Floats:
    """Each applicant's value in the year asked for; NaN where they were not found again."""
    row = pc.index_in(drawn["course_id"], value_set=courses["course_id"].combine_chunks())
    if row.null_count:
        raise InputError("some applications name a course that `courses` lacks; run `merata check` to see which")
    wanted = courses["year"].take(row).to_numpy() + years_after
    follow_up = outcomes.filter(
        pc.and_(pc.equal(outcomes["unit"], "application"), pc.equal(outcomes["measure"], measure))
    )
    incomes = np.full(wanted.size, np.nan)
    for year in np.unique(wanted):
        rows = follow_up.filter(pc.equal(follow_up["year"], int(year)))
        at = pc.index_in(drawn["application_id"], value_set=rows["unit_id"].combine_chunks())
        values = pc.fill_null(rows["value"].take(at), np.nan).to_numpy()
        incomes = np.where(wanted == year, values, incomes)
    return incomes


def _explained(later: Floats, earlier: Floats, lots: NDArray[np.integer], selected: Flags) -> Floats:
    """What the earlier logarithm explains of the later one: slope × deviation from the class's mean.

    The slope is common to all classes and estimated within each class's arms, so that the effect itself does not
    enter. Zero for whoever was not asked before, and for everyone where nobody was.
    """
    asked = ~np.isnan(earlier)
    both = asked & ~np.isnan(later)
    arm = 2 * lots + selected
    earlier_deviation, later_deviation = (_from_mean(values, arm, both) for values in (earlier, later))
    spread = float(np.dot(earlier_deviation, earlier_deviation))
    slope = float(np.dot(earlier_deviation, later_deviation)) / spread if spread > 0 else 0.0
    return slope * _from_mean(earlier, lots, asked)


def _from_mean(values: Floats, group: NDArray[np.integer], known: Flags) -> Floats:
    """Deviations from the mean of the known in each group; 0 for the unknown."""
    filled = np.where(known, values, 0.0)
    counts = np.maximum(np.bincount(group, weights=known), 1)
    means = np.bincount(group, weights=filled) / counts
    return np.asarray(np.where(known, filled - means[group], 0.0))
