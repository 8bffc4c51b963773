from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata_portal.accounts import scope
from merata_portal.accounts.models import Area
from merata_portal.actor import ASSIGNABLE, SYSTEM, Actor, Capability, Held, Role, covers

ALL_CODES = [
    "35.05", "35.05.01", "35.05.01.2001", "35.05.01.2002", "35.05.10", "35.05.10.2001", "35.05.10.1004",
    "35.72", "35.72.01", "35.72.01.1001", "35.72.01.1002",
]  # fmt: skip
VILLAGES = [code for code in ALL_CODES if code.count(".") == 3]
HELD = st.lists(
    st.builds(Held, role=st.sampled_from(sorted(ASSIGNABLE)), area=st.sampled_from([*ALL_CODES, "35.99", "35.0"])),
    max_size=5,
)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("35.05", VILLAGES[:4]),
        ("35.05.10", ["35.05.10.1004", "35.05.10.2001"]),
        ("35.72.01.1001", ["35.72.01.1001"]),
        ("35.99", []),
    ],
)
def test_a_role_reaches_the_villages_in_its_area(areas: dict[str, Any], area: str, expected: list[str]) -> None:
    actor = Actor(1, "Siti", (Held(Role.SOCIAL_OFFICER, area),))
    assert sorted(scope.village_codes(actor, Capability.VIEW_REGISTRY)) == sorted(expected)


def test_drop_downs_offer_the_actors_areas_of_all_levels(areas: dict[str, Any]) -> None:
    actor = Actor(1, "Siti", (Held(Role.SOCIAL_OFFICER, "35.05.10"),))
    offered = scope.areas(actor, Capability.VIEW_REGISTRY)
    assert [area.code for area in offered] == ["35.05.10", "35.05.10.1004", "35.05.10.2001"]


def test_the_operator_of_the_machine_reaches_every_known_village(areas: dict[str, Any]) -> None:
    assert scope.village_codes(SYSTEM("test"), Capability.IMPORT_REGISTRY) == set(VILLAGES)
    assert scope.village_codes(SYSTEM("test"), Capability.REVEAL_NUMBER) == frozenset()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HELD, capability=st.sampled_from(Capability))
def test_no_row_outside_the_actors_areas_is_ever_returned(
    areas: dict[str, Any], held: list[Held], capability: Capability
) -> None:
    actor = Actor(1, "Siti", tuple(held))
    mine = [code for code in ALL_CODES if actor.may(capability, code)]
    rows = Area.objects.all()
    within = scope.within(rows, actor, capability, "code")
    assert sorted(area.code for area in within) == sorted(code for code in mine if code in VILLAGES)
    assert within.count() == len(list(within))
    assert scope.within_areas(rows, actor, capability, "code").count() == len(mine)
    assert scope.area_codes(actor, capability) == set(mine)
    for area in within:
        assert any(covers(each.area, area.code) for each in actor.holding(capability))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HELD, asked=st.sampled_from(ALL_CODES))
def test_a_filter_by_another_area_cannot_widen_the_scope(areas: dict[str, Any], held: list[Held], asked: str) -> None:
    actor = Actor(1, "Siti", tuple(held))
    filtered = Area.objects.filter(code=asked) | Area.objects.filter(parent=asked)
    found = scope.within(filtered, actor, Capability.VIEW_REGISTRY, "code")
    assert all(actor.may(Capability.VIEW_REGISTRY, area.code) for area in found)
    searched = scope.within(Area.objects.all(), actor, Capability.VIEW_REGISTRY, "code").filter(name__contains="Desa")
    assert all(actor.may(Capability.VIEW_REGISTRY, area.code) for area in searched)


def test_a_path_to_the_village_is_limited_as_well(areas: dict[str, Any], acting: Callable[..., Any]) -> None:
    from merata_portal.accounts.models import Assignment  # noqa: PLC0415

    acting(("planner", "35.72.01.1001"))
    officer = acting(("social_officer", "35.05.01.2001"))
    found = scope.within(Assignment.objects.all(), officer, Capability.VIEW_REGISTRY, "area__code")
    assert [assignment.area_id for assignment in found] == ["35.05.01.2001"]


def test_it_takes_one_query_for_the_codes_and_none_for_nobody(
    areas: dict[str, Any], django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    officer = Actor(1, "Siti", (Held(Role.SOCIAL_OFFICER, "35.05"),))
    with django_assert_num_queries(2):
        list(scope.within(Area.objects.all(), officer, Capability.VIEW_REGISTRY, "code"))
    with django_assert_num_queries(0):
        assert scope.village_codes(Actor(1, "Tamu"), Capability.VIEW_REGISTRY) == frozenset()
        assert list(scope.within(Area.objects.all(), Actor(1, "Tamu"), Capability.VIEW_REGISTRY, "code")) == []
