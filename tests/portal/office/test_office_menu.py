from __future__ import annotations

import pytest
from django.urls import reverse

from merata_portal.accounts.checks import routes
from merata_portal.actor import ASSIGNABLE, SYSTEM, Actor, Held, Role
from merata_portal.office.menu import ENTRIES, menu


def acting(role: Role) -> Actor:
    return Actor(1, "x", (Held(role, "35.05"),))


@pytest.mark.parametrize("role", sorted(ASSIGNABLE))
def test_each_role_sees_the_pages_that_it_may_open_and_no_others(role: Role) -> None:
    opened = {route.name: route for route in routes()}
    shown = {entry.address for entry in menu(acting(role), "/")}
    for entry in ENTRIES:
        may = opened[entry.route].access.admits(acting(role), authenticated=True)  # type: ignore[union-attr]
        assert (reverse(entry.route) in shown) is may


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/kantor/", "/kantor/"),
        ("/kantor/impor/x/", "/kantor/impor/"),
        ("/kantor/saya/", None),
        ("/kantor/audit/3/", None),
    ],
)
def test_the_open_page_is_marked_once_and_the_home_page_only_by_itself(path: str, current: str | None) -> None:
    marked = [entry.address for entry in menu(acting(Role.SOCIAL_OFFICER), path) if entry.current]
    assert marked == ([current] if current else [])


def test_who_holds_nothing_sees_nothing() -> None:
    assert menu(Actor(1, "x"), "/kantor/") == []
    assert "/kantor/pengguna/" in {entry.address for entry in menu(SYSTEM("uji"), "/")}
