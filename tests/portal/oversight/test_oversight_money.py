from __future__ import annotations

from typing import Any

import pytest
from made_council import CITY, FAR, REGENCY, A, B, budget, home, spent

from merata_portal.actor import Actor
from merata_portal.oversight.queries import money
from merata_portal.oversight.queries.places import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(areas: dict[str, Any]) -> None:
    """2026: assistance 1,000 (A: 300 reserved, 200 of it committed, 100 paid, 10 back; B: 50 reserved), roads 400
    (B: 100 reserved, committed and paid), 60 for none. 2025: assistance 500, of it A 40 paid. The city: 900 paid.
    """
    aid, roads = budget("assistance", 1_000), budget("infrastructure", 400)
    budget("", 60)
    spent(aid, A, 300, 200, 100, 10, programme="blt_dbhcht")
    spent(aid, B, 50, programme="blt_dbhcht")
    spent(roads, B, 100, 100, 100, purpose="project:1")
    spent(budget("assistance", 500, year=2025), A, 40, 40, 40)
    spent(budget("assistance", 900, owner="35.72"), FAR, 900, 900, 900)


def told(rows: list[money.Row]) -> dict[str, tuple[int, ...]]:
    return {
        one.code: (
            one.ceiling_idr,
            one.reserved_idr,
            one.committed_idr,
            one.realised_idr,
            one.gap_idr,
            one.last_year_idr,
        )
        for one in rows
    }


def test_pillars_add_up(books: None, council: Actor) -> None:
    rows = money.by_pillar(council, REGENCY, 2026)
    assert told(rows) == {
        "assistance": (1_000, 150, 100, 90, 910, 40),
        "infrastructure": (400, 0, 0, 100, 300, 0),
        "": (60, 0, 0, 0, 60, 0),
    }
    assert [one.share for one in rows] == [0.09, 0.25, 0.0]
    assert told([money.total(rows)]) == {"": (1_460, 150, 100, 190, 1_270, 40)}


def test_villages_stand_beside_an_equal_share_a_person(books: None, council: Actor) -> None:
    home(A, 3)
    home(B, 1)
    rows = {one.code: one for one in money.by_village(council, REGENCY, 2026)}
    # A: 100 reserved, 100 committed, 90 realised; B: 50 reserved and 100 realised. Together 440 for four people.
    assert told(list(rows.values())) == {
        A: (290, 100, 100, 90, 200, 40),
        B: (150, 50, 0, 100, 50, 0),
        "35.05.10.1004": (0, 0, 0, 0, 0, 0),
        "35.05.10.2001": (0, 0, 0, 0, 0, 0),
    }
    assert {code: (one.persons, one.equal_idr) for code, one in rows.items()} == {
        A: (3, 330), B: (1, 110), "35.05.10.1004": (0, 0), "35.05.10.2001": (0, 0),
    }  # fmt: skip
    assert rows[A].each_idr == 96
    of_roads = money.by_village(council, REGENCY, 2026, "infrastructure")
    assert {one.code: one.ceiling_idr for one in of_roads if one.ceiling_idr} == {B: 100}


def test_items_are_named_and_followed(books: None, council: Actor) -> None:
    found = [(one.kind, one.follow, one.of, one.row.ceiling_idr) for one in money.items(council, REGENCY, 2026)]
    assert found == [
        ("programme", "program", "blt_dbhcht", 340),
        ("project", "perihal", "project:1", 100),
    ]


def test_the_council_of_another_regency_sees_nothing(books: None, city_council: Actor, council: Actor) -> None:
    assert [one.code for one in places(council)] == ["35.05"]
    assert [one.code for one in places(city_council)] == ["35.72"]
    assert money.by_pillar(city_council, REGENCY, 2026) == []
    assert money.items(city_council, REGENCY, 2026) == []
    assert all((one.ceiling_idr, one.persons) == (0, 0) for one in money.by_village(city_council, REGENCY, 2026))
    assert told(money.by_pillar(city_council, CITY, 2026)) == {"assistance": (900, 0, 0, 900, 0, 0)}
    assert money.years(council, REGENCY) == [2026, 2025]


def test_who_oversees_villages_alone_has_their_own_budgets(areas: dict[str, Any], acting: Any) -> None:
    assert [one.code for one in places(acting(("planner", "35.05.01")))] == [A, B]
    assert places(acting(("village_operator", A))) == []
