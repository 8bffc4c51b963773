"""Two at once: neither may slip past what the other is about to make impossible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from concurrency import became

from merata_portal.accounts import actions
from merata_portal.accounts.actions import AccountError
from merata_portal.accounts.models import Assignment, User
from merata_portal.actor import SYSTEM, Role, SamePerson
from merata_portal.audit.queries import verify

pytestmark = pytest.mark.django_db(transaction=True)


def grant(user: User, role: Role, area: str) -> Callable[[], Any]:
    return lambda: actions.grant(by=SYSTEM("test"), user=user, role=role, area=area, reason="SK 1")


@pytest.mark.parametrize("_", range(3))
def test_of_two_incompatible_roles_granted_at_once_one_holds(person: Callable[..., User], _: int) -> None:
    user = person()
    ended = became(grant(user, Role.PLANNER, "35.05"), grant(user, Role.SOCIAL_OFFICER, "35.72"))
    assert ended == [SamePerson.__name__, "done"]
    assert Assignment.objects.filter(user=user).count() == 1


def test_the_same_role_granted_at_once_is_held_once(person: Callable[..., User]) -> None:
    user = person()
    ended = became(*(grant(user, Role.PLANNER, "35.05") for _ in range(4)))
    assert ended == [AccountError.__name__] * 3 + ["done"]
    assert Assignment.objects.filter(user=user).count() == 1


def test_grants_to_many_people_at_once_all_hold_and_are_one_chain(person: Callable[..., User]) -> None:
    users = [person() for _ in range(6)]
    assert became(*(grant(user, Role.PLANNER, "35.05") for user in users)) == ["done"] * 6
    verdict = verify()
    assert (verdict.broken, verdict.events) == (None, 6)


def test_a_role_ended_twice_at_once_ends_once(person: Callable[..., User]) -> None:
    assignment = person(("planner", "35.05")).assignments.get()
    ended = became(*[lambda: actions.revoke(by=SYSTEM("test"), assignment=assignment, reason="mutasi")] * 2)
    assert ended == [AccountError.__name__, "done"]
