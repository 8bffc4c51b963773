from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_registry import household

from merata_portal.actor import Actor
from merata_portal.registry.queries.names import households_named, members_named, persons_named

pytestmark = pytest.mark.django_db
HERE, THERE = "35.05.01.2001", "35.05.01.2002"


def test_names_are_told_in_ones_own_area_alone(areas: dict[str, Any], acting: Callable[..., Actor]) -> None:
    mine, other = household(HERE, "Siti", "Budi"), household(THERE, "Wati")
    people = {one.uuid: one for home in (mine, other) for one in (m.person for m in home.memberships.all())}
    operator = acting(("village_operator", HERE))
    homes = households_named(operator, [mine.uuid, other.uuid])
    assert {uuid: row.head for uuid, row in homes.items()} == {mine.uuid: "Siti"}
    assert sorted(persons_named(operator, list(people)).values()) == ["Budi", "Siti"]
    assert {
        uuid: [name for _, name in names] for uuid, names in members_named(operator, [mine.uuid, other.uuid]).items()
    } == {mine.uuid: ["Siti", "Budi"]}


def test_who_may_not_read_the_registry_is_told_no_name(areas: dict[str, Any], acting: Callable[..., Actor]) -> None:
    made = household(HERE, "Siti")
    for role in ("planner", "sector_officer", "administrator"):
        actor = acting((role, "35.05"))
        assert households_named(actor, [made.uuid]) == {}
        assert persons_named(actor, [m.person.uuid for m in made.memberships.all()]) == {}
        assert members_named(actor, [made.uuid]) == {}


def test_many_cost_as_much_as_few(
    areas: dict[str, Any], acting: Callable[..., Actor], django_assert_num_queries: Callable[..., Any]
) -> None:
    officer = acting(("social_officer", "35.05"))
    for count in (1, 12):
        homes = [household(HERE, "Siti", "Budi").uuid for _ in range(count)]
        with django_assert_num_queries(3):
            assert len(households_named(officer, homes)) == count
        with django_assert_num_queries(2):
            assert len(members_named(officer, homes)) == count
