from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from merata_portal.accounts.models import Assignment, User
from merata_portal.accounts.queries import (
    actor_of,
    area_names,
    assignments_within,
    held_by,
    names_of,
    user_named,
    users_within,
    valid_on,
)
from merata_portal.actor import SYSTEM, Actor, Held, Refused, Role

pytestmark = pytest.mark.django_db


def test_a_role_is_valid_from_its_day_until_the_day_before_the_last(person: Callable[..., User]) -> None:
    user = person()
    Assignment.objects.create(
        user=user, role="planner", area_id="35.05", from_day=date(2026, 3, 1), until_day=date(2026, 4, 1)
    )
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [valid_on(day).count() for day in days] == [0, 1, 1, 0]
    assert [bool(actor_of(user, on=day).held) for day in days] == [False, True, True, False]
    assert held_by(user, on=date(2026, 2, 28)) == (Held(Role.PLANNER, "35.05"),)


def test_nobody_signed_in_is_an_actor_who_holds_nothing() -> None:
    nobody = actor_of(AnonymousUser())
    assert (nobody.user_id, nobody.held) == (-1, ())


def test_an_actor_takes_one_query(person: Callable[..., User], django_assert_num_queries: Callable[[int], Any]) -> None:
    user = person(("planner", "35.05"), ("planner", "35.72"))
    with django_assert_num_queries(1):
        assert len(actor_of(user).held) == 2


def test_an_account_is_found_by_its_name(person: Callable[..., User]) -> None:
    siti = person(username="siti")
    assert user_named("siti") == siti
    assert user_named("siti' OR 1=1 --") is None


def test_an_administrator_sees_the_accounts_of_their_area_and_those_without_a_role(
    person: Callable[..., User], acting: Callable[..., Actor]
) -> None:
    here, there, nowhere = person(("planner", "35.05.01")), person(("planner", "35.72")), person()
    admin = acting(("administrator", "35.05"))
    seen = set(users_within(admin))
    assert {here, nowhere} <= seen
    assert there not in seen
    assert [assignment.user for assignment in assignments_within(admin) if assignment.role == "planner"] == [here]
    assert there in set(users_within(SYSTEM("test")))
    with pytest.raises(Refused):
        users_within(acting(("auditor", "35.05")))


def test_names_of_areas_and_people(person: Callable[..., User]) -> None:
    siti = person(username="siti")
    assert area_names(["35.05", "35.99"]) == {"35.05": "Kabupaten 35.05"}
    assert names_of([siti.pk, 0, -5]) == {siti.pk: siti.full_name}
