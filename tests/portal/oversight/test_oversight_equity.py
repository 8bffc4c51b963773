"""Equity over a regency of a few people: every figure by hand, and every hidden one sought in what is published."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_council import REGENCY, A, B, guests, home, sealed_meeting

from merata_portal.actor import Actor
from merata_portal.oversight.queries import listening
from merata_portal.oversight.queries.equity import Cell, Equity, equity
from merata_portal.participation.queries.publishing import public_meeting
from merata_portal.registry.models import Person
from merata_portal.registry.queries.population import population

sys.path.append(str(Path(__file__).parents[1] / "programmes"))
from made_programmes import enrolment, launch

pytestmark = pytest.mark.django_db


def cells(found: Equity, dimension: str, thing: str) -> dict[Any, Cell]:
    return {row.group: row.cells[thing] for row in found.rows if row.dimension == dimension}


def counts(found: Equity, dimension: str, thing: str) -> dict[Any, int | None]:
    return {group: cell.count for group, cell in cells(found, dimension, thing).items()}


def test_population_by_hand(areas: dict[str, Any], council: Actor, city_council: Actor) -> None:
    home(A, 3, head_sex="female", desil=2, disabled=1)  # one woman, two men
    home(A, 2, desil=7)
    home(B, 1, desil=None)
    Person.objects.filter(village_code=B).update(disability=None)
    found = population(council, "35.05", REGENCY.villages)
    assert (found.persons, found.households) == (6, 3)
    assert found.persons_by == {
        "sex": {"female": 1, "male": 5},
        "disability": {True: 1, False: 4, None: 1},
        "poor": {True: 3, False: 2, None: 1},
    }  # fmt: skip
    assert found.households_by == {
        "sex": {"female": 1, "male": 2}, "disability": {True: 1, False: 2}, "poor": {True: 1, False: 1, None: 1}
    }  # fmt: skip
    assert population(city_council, "35.05", REGENCY.villages).persons == 0


def test_who_came_is_told_where_every_meeting_told_it(areas: dict[str, Any], council: Actor) -> None:
    sealed_meeting(A, guests(10, 20), 30)
    sealed_meeting(B, guests(6, 8), 14)
    found = equity(council, REGENCY, 2026)
    assert (found.meetings, found.n["attended"]) == (2, 44)
    assert cells(found, "sex", "attended") == {"female": Cell(16, 16 / 44), "male": Cell(28, 28 / 44)}
    # Nobody's disability is known: none of the 44 is in a group that the population has.
    assert cells(found, "disability", "attended") == {True: Cell(0), False: Cell(0), None: Cell(44, 1.0)}
    assert equity(council, REGENCY, 2025).meetings == 0


def test_an_interval_stands_where_some_are_not_known(areas: dict[str, Any], council: Actor) -> None:
    people = guests(8, 12)
    sealed_meeting(A, [*people, *(one.__class__(one.name + "x", "community") for one in people[:6])], 26)
    found = cells(equity(council, REGENCY, 2026), "sex", "attended")
    # Wilson (1927) for 8 of 20 by hand: (0.4 + 3.8415/40 ± 1.96 √(0.24/20 + 3.8415/1600)) / (1 + 3.8415/20).
    women = found["female"]
    assert (women.count, women.share) == (8, 0.4)
    assert women.low == pytest.approx(0.2188, abs=5e-5)
    assert women.high == pytest.approx(0.6134, abs=5e-5)
    assert found[None] == Cell(6, 6 / 26)


def test_a_hidden_count_of_one_meeting_does_not_come_back_by_the_total(areas: dict[str, Any], council: Actor) -> None:
    sealed_meeting(A, guests(10, 20), 30)
    small = sealed_meeting(B, guests(3, 8), 11)
    assert all(one.attended is None for one in public_meeting(small.meeting).groups if one.dimension == "sex")
    # 13 and 28 less the first meeting's 10 and 20 would be the second's.
    assert counts(equity(council, REGENCY, 2026), "sex", "attended") == {"female": None, "male": None}
    sealed_meeting("35.05.10.2001", guests(4, 9), 13)
    assert counts(equity(council, REGENCY, 2026), "sex", "attended") == {"female": 17, "male": 37}


def test_no_hidden_count_of_any_meeting_follows_from_all_that_is_published(
    areas: dict[str, Any], council: Actor
) -> None:
    sizes = ((10, 20), (3, 8), (2, 2), (5, 1), (7, 9))
    for women, men in sizes:
        sealed_meeting(A, guests(women, men), women + men)
    found = equity(council, REGENCY, 2026)
    told = counts(found, "sex", "attended")
    meetings = listening.meetings_of(council, REGENCY, 2026)
    unknown = [
        (at, group) for at, one in enumerate(meetings) for group in sorted(one.hidden("sex", "attended"), key=str)
    ]
    assert unknown, "nothing was hidden: this proves nothing"
    of = {one: place for place, one in enumerate(unknown)}
    equations = [
        [float(one[0] == at) for one in unknown] for at, one in enumerate(meetings) if one.totals["attended"] >= 5
    ]
    equations += [[float(one[1] == group) for one in unknown] for group, count in told.items() if count is not None]
    if found.n["attended"] is not None:
        equations.append([1.0] * len(unknown))
    rank = np.linalg.matrix_rank(np.array(equations)) if equations else 0
    for one in unknown:
        unit = np.eye(len(unknown))[of[one]]
        assert np.linalg.matrix_rank(np.vstack([*equations, unit])) == rank + 1, one


@pytest.fixture
def served(areas: dict[str, Any]) -> None:
    """Of one programme 6 households of women (of them 2 poor), 14 of men (10 poor), 3 with somebody disabled."""
    homes = [home(A, head_sex="female", desil=2 if at < 2 else 8, disabled=1 if at < 3 else 0) for at in range(6)] + [
        home(B, head_sex="male", desil=2 if at < 10 else 8) for at in range(14)
    ]
    made = launch("running", {A: 6 * 1_800_000, B: 14 * 1_800_000})
    for one in homes:
        enrolment(made, one, "enrolled")
    home(A, head_sex="female")  # gets nothing


def test_recipients_by_group(served: None, council: Actor, city_council: Actor) -> None:
    found = equity(council, REGENCY, 2026)
    assert found.n["received"] == 20
    assert cells(found, "sex", "received") == {"female": Cell(6, 0.3), "male": Cell(14, 0.7)}
    assert counts(found, "poor", "received") == {True: 12, False: 8}
    # 3 with somebody disabled are too few, and 17 beside 20 would tell them.
    assert counts(found, "disability", "received") == {True: None, False: None}
    of_programme = {(one.dimension, one.group): one.cell.count for one in found.programmes}
    assert of_programme == {
        ("sex", "female"): 6, ("sex", "male"): 14, ("poor", True): 12, ("poor", False): 8,
        ("disability", True): None, ("disability", False): None,
    }  # fmt: skip
    women = next(row for row in found.rows if (row.dimension, row.group) == ("sex", "female"))
    assert (women.households, women.households_share) == (7, 7 / 21)
    assert equity(city_council, REGENCY, 2026).n["received"] == 0


def test_two_programmes_do_not_tell_of_each_other(served: None, council: Actor) -> None:
    # A second programme, of 3 women and 9 men: its own row hides both, so the sums of both programmes must as well.
    more = [home(A, head_sex="female") for _ in range(3)] + [home(B, head_sex="male") for _ in range(9)]
    other = launch("running", {A: 3 * 1_800_000, B: 9 * 1_800_000}, programme_id="rtlh_kabupaten")
    for one in more:
        enrolment(other, one, "enrolled")
    found = equity(council, REGENCY, 2026)
    assert found.n["received"] == 32
    assert counts(found, "sex", "received") == {"female": None, "male": None}
    by_programme = {(one.programme_id, one.group): one.cell.count for one in found.programmes if one.dimension == "sex"}
    assert by_programme == {
        ("blt_dbhcht", "female"): 6, ("blt_dbhcht", "male"): 14,
        ("rtlh_kabupaten", "female"): None, ("rtlh_kabupaten", "male"): None,
    }  # fmt: skip


def test_queries_do_not_grow_with_meetings_that_were_counted_before(
    areas: dict[str, Any], council: Actor, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(2):
        sealed_meeting(A, guests(6, 6), 12)
    equity(council, REGENCY, 2026)
    with django_assert_max_num_queries(32) as few:
        first = equity(council, REGENCY, 2026)
    for _ in range(4):
        sealed_meeting(B, guests(6, 6), 12)
    equity(council, REGENCY, 2026)
    with django_assert_max_num_queries(len(few.captured_queries)):
        later = equity(council, REGENCY, 2026)
    assert [one.n["attended"] for one in (first, later)] == [24, 72]


def test_shares_of_a_dimension_add_up_to_one(served: None, council: Actor) -> None:
    found = equity(council, REGENCY, 2026)
    for dimension, rows in itertools.groupby(found.rows, key=lambda row: row.dimension):
        assert sum(row.persons_share or 0 for row in rows) == pytest.approx(1), dimension
