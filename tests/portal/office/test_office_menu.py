from __future__ import annotations

from typing import Any

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


def test_entries_of_one_heading_stand_together_and_each_has_a_heading_but_the_first() -> None:
    groups = [str(entry.group) for entry in ENTRIES]
    assert groups[0] == ""
    assert all(groups[1:])
    runs = [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]
    assert len(runs) == len(set(runs))


def test_the_shown_ones_keep_their_headings() -> None:
    shown = {one.address: str(one.group) for one in menu(acting(Role.SOCIAL_OFFICER), "/kantor/")}
    assert shown["/kantor/"] == ""
    assert shown["/kantor/rumah-tangga/"] == "Warga"
    assert shown["/kantor/program/"] == shown["/kantor/keberatan/"] == "Bantuan"


@pytest.mark.django_db
def test_the_menu_opens_by_a_link_and_needs_no_script(browser: Any, text_of: Any) -> None:
    page = browser("planner").get("/kantor/").content.decode()
    assert '<a class="menu-open" href="#menu">' in page
    assert '<nav class="menu" id="menu"' in page
    assert "<h2>Bantuan</h2>" in page
