"""Courses, their applicants, and the need-weighted lottery with known chances that chose among them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import inclusion, reference
from merata.demo.naming import numbered
from merata.demo.population import SNAPSHOT, Population
from merata.tables.catalogue import TABLES

LEAST_APPLICATIONS = 3000
"""Applications to held courses at any scale, so that their effect can still be estimated."""

_PART = 103
_APPLICANTS_PER_SEAT = 2.5
_FIRST_AGE, _LAST_AGE = 18, 45
_COMPLETING = 0.9
_MINIMUM_ATTENDANCE, _EXCUSED = 0.8, 0.25
_WOMEN_SEATS, _DISABILITY_SEATS, _VILLAGE_SEATS = 0.3, 0.05, 0.15
"""Shares of a candidate class's seats kept for women and people with a disability, and at most for one village."""
_APPLICATION_DAYS = 28
"""Held classes took applications in February of their year, candidates do in the snapshot's December."""
_NEED_WEIGHT = np.array([2.0, 3.0, 3.0, 3.0, 3.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0])
"""Weight in the lottery by desil (index 0: not determined): three classes of need."""
_OFFERS = pa.schema(
    {
        "slug": pa.string(),
        "name": pa.string(),
        "sector": pa.string(),
        "owner": pa.string(),
        "years": pa.string(),
        "seats": pa.int64(),
        "applicants": pa.int64(),
        "women_share": pa.float64(),
        "cost_per_seat_idr": pa.int64(),
        "minimum_schooling_years": pa.int64(),
        "sessions": pa.int64(),
        "evidence_id": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Training:
    """Tables `courses` and `applications`, and by application what followups and effects need.

    `person` and `household` are indices, `year` is the course's year, `completed` is false for whoever was not
    selected or has not been drawn yet.
    """

    courses: pa.Table
    applications: pa.Table
    person: NDArray[np.int64]
    household: NDArray[np.int64]
    year: NDArray[np.int64]
    completed: NDArray[np.bool_]

    def completed_year(self, households: int) -> NDArray[np.int64]:
        """The first year in which a member of each household completed a course; 9999 for none."""
        first = np.full(households, 9999)
        np.minimum.at(first, self.household[self.completed], self.year[self.completed])
        return first


@dataclass(frozen=True, slots=True)
class _People:
    """What decides who applies: arrays by person."""

    eligible: NDArray[np.bool_]
    male: NDArray[np.bool_]
    farming: NDArray[np.bool_]
    regency: NDArray[np.object_]


def build(population: Population, villages: pa.Table, *, seed: int, scale: float) -> Training:
    """Offer the courses, draw applicants, and hold the lotteries of all courses but next year's candidates."""
    rng = np.random.default_rng([seed, _PART])
    courses = _courses(scale)
    people = _people(population, villages)
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in ("course", "person", "chance", "won", "done")}
    for at, course in enumerate(courses):
        person = _applicants(people, course, rng)
        chance, won = np.full(person.size, np.nan), np.zeros(person.size, np.bool_)
        if course["status"] == "held" and person.size:
            weight = _NEED_WEIGHT[population.desil[population.member_of[person]]]
            chance = inclusion.probabilities(weight, min(course["seats"], person.size))
            won[inclusion.systematic(chance, rng)] = True
            people.eligible[person[won]] = False
        done = won & (rng.random(person.size) < _COMPLETING)
        values = (np.full(person.size, at), person, chance, won, done)
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    flat = {name: np.concatenate(parts) for name, parts in columns.items()}
    schema = TABLES["courses"].arrow
    table = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in courses], schema=schema)
    household = population.member_of[flat["person"]]
    year = np.array([row["year"] for row in courses])[flat["course"]]
    known = _recorded(courses, flat, _NEED_WEIGHT[population.desil[household]], np.random.default_rng([seed, _PART, 1]))
    applications = _applications(population, table, flat, known)
    return Training(table, applications, flat["person"], household, year, flat["done"])


def delivered(training: Training) -> pa.Table:
    """Held classes, in the columns of `delivered` without its identifier; `households` counts who completed."""
    reached = np.zeros(training.courses.num_rows, np.int64)
    position = {course: at for at, course in enumerate(training.courses["course_id"].to_pylist())}
    taken = training.applications["course_id"].filter(pa.array(training.completed)).to_pylist()
    np.add.at(reached, [position[course] for course in taken], 1)
    rows = [
        {
            "year": row["year"],
            "lever": "training",
            "item_id": row["course_id"],
            "village_code": None,
            "households": int(count),
            "amount_idr": row["cost_idr"],
        }
        for row, count in zip(training.courses.to_pylist(), reached, strict=True)
        if row["status"] == "held"
    ]
    return pa.Table.from_pylist(rows)


def _courses(scale: float) -> list[dict[str, Any]]:
    """Classes by year, with seats and applicants at `scale`: next year's are candidates, earlier were held."""
    offers = [
        {**offer, "year": int(year)}
        for offer in reference.read("courses", _OFFERS).to_pylist()
        for year in offer["years"].split()
    ]
    offers.sort(key=lambda offer: (offer["year"], offer["owner"], offer["slug"]))
    held = sum(offer["applicants"] for offer in offers if offer["year"] <= SNAPSHOT.year)
    held_share = max(scale, min(LEAST_APPLICATIONS / held, 1.0))
    return [_course(offer, held_share if offer["year"] <= SNAPSHOT.year else scale) for offer in offers]


def _course(offer: Mapping[str, Any], share: float) -> dict[str, Any]:
    """One class at `share` of its size; what is still to be decided keeps the scale of the budgets."""
    seats = max(2, round(offer["seats"] * share))
    applicants = math.ceil(max(offer["applicants"] * share, seats * _APPLICANTS_PER_SEAT))
    is_held = offer["year"] <= SNAPSHOT.year
    return {
        **offer,
        "course_id": f"course_{offer['year']}_{offer['slug']}",
        "seats": seats,
        "applicants": applicants,
        "cost_idr": seats * offer["cost_per_seat_idr"],
        "status": "held" if is_held else "candidate",
        "minimum_attendance": _MINIMUM_ATTENDANCE,
        **_terms(offer, seats, is_held=is_held),
    }


def _terms(offer: Mapping[str, Any], seats: int, *, is_held: bool) -> dict[str, int | None]:
    """Who may apply and for whom seats are kept; the lotteries of the classes held so far asked for neither."""
    names = ("women_seats", "disability_seats", "max_per_village", "minimum_age", "maximum_age")
    if is_held:
        return dict.fromkeys((*names, "minimum_schooling_years"))
    women = round(_WOMEN_SEATS * seats) if 0 < offer["women_share"] < 1 else 0
    values = (women, round(_DISABILITY_SEATS * seats), max(1, round(_VILLAGE_SEATS * seats)), _FIRST_AGE, _LAST_AGE)
    return {**dict(zip(names, values, strict=True)), "minimum_schooling_years": offer["minimum_schooling_years"]}


def _people(population: Population, villages: pa.Table) -> _People:
    persons, age = population.persons, population.age
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[population.village]
    return _People(
        eligible=(age >= _FIRST_AGE) & (age <= _LAST_AGE) & persons["school_level"].is_null().to_numpy(),
        male=pc.equal(persons["sex"], "male").to_numpy(),
        farming=pc.fill_null(pc.equal(persons["work_sector"], "farming"), fill_value=False).to_numpy(),
        regency=regency[population.member_of],
    )


def _applicants(people: _People, course: Mapping[str, Any], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw the course's applicants, in random order, from the owner's residents."""
    able = np.flatnonzero(people.eligible & (people.regency == course["owner"]))
    weight = np.where(people.male[able], 1 - course["women_share"], course["women_share"]) + 1e-6
    if course["sector"] == "farming":
        weight = weight * np.where(people.farming[able], 6.0, 1.0)
    key = rng.exponential(size=able.size) / weight
    count = min(course["applicants"], able.size)
    chosen = np.argpartition(key, count - 1)[:count] if count else np.zeros(0, np.int64)
    return rng.permutation(able[chosen])


def _recorded(
    courses: list[dict[str, Any]],
    flat: Mapping[str, NDArray[Any]],
    need_weight: NDArray[np.float64],
    rng: np.random.Generator,
) -> dict[str, pa.Array]:
    """What is recorded of an application beside its draw: its day, its weight of need, and sessions attended.

    Who completed attended at least the share that completion needs, who was selected and did not, fewer. Nobody was
    promoted from a waiting list.
    """
    at, won, done = flat["course"], flat["won"], flat["done"]
    sessions = np.array([course["sessions"] for course in courses])[at]
    needed = np.ceil(sessions * _MINIMUM_ATTENDANCE - 1e-9).astype(np.int64)
    attended = rng.integers(np.where(done, needed, 0), np.where(done, sessions + 1, needed))
    excused = np.where(done, np.minimum(rng.binomial(2, _EXCUSED, at.size), sessions - attended), 0)
    first = [
        datetime.date(course["year"], 2, 1) if course["status"] == "held" else datetime.date(course["year"] - 1, 12, 1)
        for course in courses
    ]
    day = np.array(first, "datetime64[D]")[at] + rng.integers(0, _APPLICATION_DAYS, at.size)
    return {
        "applied_on": pa.array(day),
        "need_weight": pa.array(need_weight.astype(np.int64)),
        "sessions_attended": pa.array(attended, mask=~won),
        "sessions_excused": pa.array(excused, mask=~won),
        "promoted": pa.array(np.zeros(at.size, np.bool_), mask=np.isnan(flat["chance"])),
    }


def _applications(
    population: Population, courses: pa.Table, flat: Mapping[str, NDArray[Any]], recorded: Mapping[str, pa.Array]
) -> pa.Table:
    pending = np.isnan(flat["chance"])
    household = population.member_of[flat["person"]]
    return pa.table(
        {
            "application_id": numbered("A", pending.size, 6),
            "course_id": courses["course_id"].take(pa.array(flat["course"])),
            "person_id": population.persons["person_id"].take(pa.array(flat["person"])),
            "household_id": population.households["household_id"].take(pa.array(household)),
            "chance": pa.array(flat["chance"], mask=pending),
            "selected": pa.array(flat["won"], mask=pending),
            "completed": pa.array(flat["done"], mask=pending),
            **recorded,
        }
    )
