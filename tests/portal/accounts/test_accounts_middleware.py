from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from merata_portal.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_view_that_declares_nothing_is_refused_to_everybody(
    office: str, client: Client, person: Callable[..., User], browser_of: Callable[..., Client],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    assert client.get("/x/undeclared/").status_code == 403
    everything = browser_of(person(("administrator", "35.05")))
    assert everything.get("/x/undeclared/").status_code == 403
    assert "undeclared declares no access and was refused" in caplog.text


def test_what_is_public_needs_no_account_and_no_query(
    office: str, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/x/open/").content == b"open"


def test_a_stranger_is_sent_to_sign_in_and_back(office: str, client: Client) -> None:
    answer = client.get(f"{office}?page=2")
    assert answer.url == f"{reverse('account_login')}?next=/x/office/%3Fpage%3D2"
    posted = client.post(office)
    assert posted.url == f"{reverse('account_login')}?next=/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(office: str, client: Client) -> None:
    answer = client.get(office, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("social_officer", 200), ("auditor", 200), ("planner", 403), ("village_operator", 403),
        ("administrator", 403), ("council_member", 403), ("sector_officer", 403),
    ],
)  # fmt: skip
def test_a_page_admits_whoever_has_one_of_its_capabilities(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client], role: str, status: int
) -> None:
    browser = browser_of(person((role, "35.05")))
    assert browser.get("/x/narrow/").status_code == status
    assert browser.get("/x/own/").status_code == 200


def test_the_refusal_says_what_it_takes(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client]
) -> None:
    page = browser_of(person(("planner", "35.05"))).get("/x/narrow/").content.decode()
    assert "Halaman ini untuk yang berwenang: export_numbers / view_audit." in page
    assert "This page is for those who may: export_numbers / view_audit." in page


def test_an_account_without_a_role_gets_nowhere(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client]
) -> None:
    assert browser_of(person()).get(office).status_code == 403


def test_a_temporary_password_must_be_changed_first(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client]
) -> None:
    user = person(("planner", "35.05"))
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    browser = browser_of(user)
    assert browser.get(office).url == reverse("account_change_password")
    part = browser.get(office, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse("account_change_password")


def test_pages_for_a_person_are_kept_out_of_caches(
    office: str, client: Client, person: Callable[..., User], browser_of: Callable[..., Client]
) -> None:
    page = browser_of(person(("planner", "35.05"))).get(office)
    assert "no-store" in page.headers["Cache-Control"]
    assert "private" in page.headers["Cache-Control"]
    assert "Cache-Control" not in client.get("/x/open/").headers


def test_knowing_who_it_is_takes_three_queries(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client],
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    browser = browser_of(person(("planner", "35.05"), ("planner", "35.72")))
    browser.get(office)  # notes in the session that it was seen; not again within a minute
    with django_assert_num_queries(3):  # session, account, roles
        assert browser.get(office).content.decode().startswith("halo Orang")


def test_a_role_that_ended_ends_at_the_next_request(
    office: str, person: Callable[..., User], browser_of: Callable[..., Client]
) -> None:
    user = person(("social_officer", "35.05"))
    browser = browser_of(user)
    assert browser.get(office).status_code == 200
    user.assignments.update(until_day="2024-06-01")
    assert browser.get(office).status_code == 403


def test_every_answer_carries_the_headers_of_a_closed_house(office: str, client: Client) -> None:
    answer = client.get("/x/open/")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_from_another_site_is_refused(office: str, person: Callable[..., User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person(("planner", "35.05")))
    answer = browser.post(office)
    assert answer.status_code == 403
    assert "Halaman sudah kedaluwarsa" in answer.content.decode()
