"""Every route × every role × every area. New routes join by themselves; new things need a sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from access_matrix import by_area, by_role, restricted, with_arguments
from access_samples import SAMPLES, Sample, sample
from django.test import Client

from merata_portal.accounts.models import User
from merata_portal.actor import ASSIGNABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(person: Callable[..., User], browser_of: Callable[[User], Client]) -> dict[str, tuple[Client, User | None]]:
    """One of each role, and the four who may nothing: nobody, no role, no second factor shown, a closed account."""
    found: dict[str, tuple[Client, User | None]] = {"nobody": (Client(), None)}
    for role in sorted(ASSIGNABLE):
        user = person((role, "35.05"))
        found[role] = (browser_of(user), user)
    without = person()
    found["no role"] = (browser_of(without), without)
    half = Client()
    half.force_login(person(("social_officer", "35.05")))
    found["no second factor"] = (half, None)
    shut = person(("social_officer", "35.05"))
    browser = browser_of(shut)
    User.objects.filter(pk=shut.pk).update(is_active=False)
    found["closed"] = (browser, None)
    return found


@pytest.fixture
def browser(person: Callable[..., User], browser_of: Callable[[User], Client]) -> Callable[[str, str], Any]:
    def open_as(role: str, area: str) -> tuple[Client, User]:
        user = person((role, area))
        return browser_of(user), user

    return open_as


def test_every_route_is_open_to_the_roles_it_names_and_to_no_other(people: dict[str, Any]) -> None:
    assert list(by_role(people)) == []


def test_nothing_is_seen_from_an_area_that_does_not_hold_it(browser: Callable[[str, str], Any]) -> None:
    assert list(by_area(browser, SAMPLES)) == []


def test_every_route_about_something_has_a_sample_of_it() -> None:
    assert [route.name for route in restricted() if with_arguments(route) and route.name not in SAMPLES] == []


def test_no_sample_is_of_a_route_that_is_gone() -> None:
    assert set(SAMPLES) - {route.name for route in restricted()} == set()


def test_the_matrix_sees_a_page_that_leaks(villages_office: None, browser: Callable[[str, str], Any]) -> None:
    def village(code: str) -> Sample:
        return Sample({"code": code}, code, marks=(f"warga {code}",))

    names = ("village", "leaking-village", "change", "leaking-change")
    found = list(by_area(browser, dict.fromkeys(names, village)))
    leaking_pages = {line.split(" is open to ")[0] for line in found if " is open to " in line}
    leaking_lists = {line.split(" shows ")[0] for line in found if " shows " in line}
    assert leaking_pages == {"leaking-village", "leaking-change"}
    assert leaking_lists == {"leaking-villages"}
    readers = ("auditor", "social_officer", "village_operator")
    elsewhere = ("35.05.01.2002", "35.05.10", "35.72")
    assert [line for line in found if line.startswith("leaking-village is open to ")] == [
        f"leaking-village is open to {role}@{area}: 200" for role in readers for area in elsewhere
    ]


def test_what_lies_in_no_area_is_open_to_whoever_has_the_capability_anywhere(
    villages_office: None, browser: Callable[[str, str], Any]
) -> None:
    found = list(by_area(browser, {"leaking-village": lambda code: Sample({"code": "x"}, None)}))
    assert found == []


def test_the_matrix_sees_a_page_that_is_open_or_closed_to_the_wrong_role(
    office: str, people: dict[str, Any], browser_of: Callable[[User], Client]
) -> None:
    assert list(by_role(people)) == []
    planner, officer = people["planner"], people["social_officer"]
    wrong = {"planner": (officer[0], planner[1]), "social_officer": (planner[0], officer[1])}
    assert [line for line in by_role(wrong) if line.startswith("x/")] == [
        "x/narrow/ is open to planner: 200",
        "x/narrow/ is closed to social_officer: 403",
    ]


def test_two_samples_of_one_route_are_a_mistake() -> None:
    sample("invented")(lambda code: Sample({}, code))
    try:
        with pytest.raises(ValueError, match="two samples for invented"):
            sample("invented")(lambda code: Sample({}, code))
    finally:
        del SAMPLES["invented"]
