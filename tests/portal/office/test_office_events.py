from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from office_places import TYPED, VILLAGE
from throwaway_database import guards_down

from merata_portal.actor import SYSTEM
from merata_portal.audit.actions import record
from merata_portal.audit.models import Event

pytestmark = pytest.mark.django_db


def recorded(count: int = 1, **changed: Any) -> list[Event]:
    given = {"action": "registry.reveal", "subject": "person:1", "area": VILLAGE, "reason": "uji"} | changed
    with transaction.atomic():
        return [record(by=SYSTEM("uji"), held=None, **given) for _ in range(count)]  # type: ignore[arg-type]


def test_events_are_listed_filtered_and_gone_on(browser: Callable[..., Client], text_of: Callable[[Any], str]) -> None:
    auditor = browser("auditor")
    recorded(51)
    recorded(action="registry.merge", subject="person:2")
    first = auditor.get("/kantor/audit/")
    assert len(first.context["rows"]) == 50
    assert len(auditor.get(first.context["next"]).context["rows"]) == 2
    assert "Dua data digabungkan" in text_of(first)
    filtered = auditor.get("/kantor/audit/", {"tindakan": "registry.m", "perihal": "person:2", "wilayah": VILLAGE})
    assert [event.subject for event, _who in filtered.context["rows"]] == ["person:2"]
    assert auditor.get("/kantor/audit/", {"tindakan": "\x00", "sebelum": "9" * 40}).status_code == 200


def test_all_that_fit_the_filter_come_as_csv(browser: Callable[..., Client]) -> None:
    recorded(3, reason="=1+1")
    recorded(reason="lain", action="registry.merge")
    answer = browser("auditor").get("/kantor/audit/", {"bentuk": "csv", "tindakan": "registry.reveal"})
    found = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["reason"] for row in found] == ["'=1+1"] * 3
    assert found[0]["sequence"] == "3"


def test_one_event_is_told_with_its_place_in_the_chain(
    browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    event = recorded(data={"typed": TYPED}, rows=2)[0]
    shown = text_of(browser("auditor").get(f"/kantor/audit/{event.sequence}/"))
    for said in (event.hash, event.previous_hash, "Operator mesin", "Nomor utuh dibuka", '"typed"'):
        assert said in shown
    assert "<script>alert" not in browser("auditor").get(f"/kantor/audit/{event.sequence}/").content.decode()
    assert browser("auditor").get("/kantor/audit/99/").status_code == 404
    assert browser("auditor", "35.72").get(f"/kantor/audit/{event.sequence}/").status_code == 404


def test_the_chain_is_verified_and_a_tampered_event_is_named(
    browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    recorded(3)
    auditor = browser("auditor")
    assert "Utuh: 3 catatan dihitung ulang" in text_of(auditor.post("/kantor/audit/periksa/"))
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET reason = 'lain' WHERE sequence = 2")
    shown = text_of(auditor.post("/kantor/audit/periksa/"))
    assert "Utuh:" not in shown
    assert " 2 " in shown
    assert browser("administrator").post("/kantor/audit/periksa/").status_code == 200
    assert browser("social_officer").post("/kantor/audit/periksa/").status_code == 403
