"""Opening a number: with a reason, as an event, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_registry import household
from office_places import OTHER_VILLAGE, TYPED, VILLAGE

from merata_portal.audit.models import Event
from merata_portal.registry.models import Person

pytestmark = pytest.mark.django_db


def address(kind: str) -> str:
    home = household(VILLAGE, "Slamet")
    return f"/kantor/rumah-tangga/{home.uuid}/kk/" if kind == "kk" else _nik_of(Person.objects.get())


def _nik_of(person: Person) -> str:
    return f"/kantor/rumah-tangga/orang/{person.uuid}/nik/"


@pytest.mark.parametrize(("kind", "start"), [("nik", "990501010180"), ("kk", "9905010101")])
def test_a_number_is_shown_once_for_a_reason_and_recorded(officer: Client, kind: str, start: str) -> None:
    path = address(kind)
    assert start not in officer.get(path).content.decode()
    answer = officer.post(path, {"reason": "mencocokkan KTP"})
    assert answer.context["number"].startswith(start)
    assert len(answer.context["number"]) == 16
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(action="registry.reveal")
    assert (event.reason, event.role, event.area) == ("mencocokkan KTP", "social_officer", VILLAGE)
    assert start not in event.data
    assert start not in officer.get(path).content.decode()


def test_without_a_reason_nothing_is_shown_or_recorded(officer: Client) -> None:
    answer = officer.post(address("nik"), {"reason": " "})
    assert (answer.status_code, answer.context["number"]) == (422, None)
    assert not Event.objects.filter(action="registry.reveal").exists()


def test_a_whole_number_in_the_reason_is_refused(officer: Client, told: Callable[[Any], list[str]]) -> None:
    answer = officer.post(address("nik"), {"reason": "cek 9905010101800001"})
    assert answer.context["number"] is None
    assert told(answer)[0].startswith("Alasan memuat NIK")


def test_what_is_typed_as_a_reason_comes_back_as_text(officer: Client, browser: Callable[..., Client]) -> None:
    officer.post(address("nik"), {"reason": TYPED})
    shown = browser("auditor").get("/kantor/audit/").content.decode()
    assert "DROP TABLE" in shown
    assert "<script>alert" not in shown


def test_nobody_else_opens_it(browser: Callable[..., Client]) -> None:
    path = address("nik")
    assert browser("auditor").post(path, {"reason": "x"}).status_code == 403
    assert browser("village_operator", OTHER_VILLAGE).post(path, {"reason": "x"}).status_code == 404
    assert not Event.objects.filter(action="registry.reveal").exists()
