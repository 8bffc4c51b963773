from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_registry import household
from office_places import FAR_VILLAGE, VILLAGE

from merata_portal.audit.models import Event

pytestmark = pytest.mark.django_db


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_a_list_comes_masked_and_is_an_event(browser: Callable[..., Client]) -> None:
    household(VILLAGE, "=HYPERLINK(1)", "Agus")
    household(FAR_VILLAGE, "Budi")
    answer = browser("auditor").post("/kantor/rumah-tangga/unduh/daftar/", {"area": "35.05.01"})
    assert answer["Content-Disposition"] == 'attachment; filename="penduduk-35.05.01.csv"'
    found = rows(answer)
    assert [row["nama"] for row in found] == ["'=HYPERLINK(1)", "Agus"]
    assert {row["nik"][:6] for row in found} == {"9905••"}
    event = Event.objects.get(action="registry.export_list")
    assert (event.rows, event.area, event.role) == (2, "35.05.01", "auditor")


def test_whole_numbers_need_a_reason_and_the_role(
    browser: Callable[..., Client], officer: Client, told: Callable[[Any], list[str]]
) -> None:
    household(VILLAGE, "Slamet")
    path = "/kantor/rumah-tangga/unduh/nomor/"
    assert told(officer.post(path, {"area": "35.05"}, follow=True))[0].startswith("Alasan wajib diisi")
    found = rows(officer.post(path, {"area": "35.05", "reason": "pemadanan bank"}))
    assert [row["nik"][:13] for row in found] == ["'990501010180"]
    assert Event.objects.get(action="registry.export_numbers").reason == "pemadanan bank"
    assert browser("auditor").post(path, {"area": "35.05", "reason": "x"}).status_code == 403
    assert b"Nomor utuh" not in browser("auditor").get("/kantor/rumah-tangga/unduh/").content
    assert b"Nomor utuh" in officer.get("/kantor/rumah-tangga/unduh/").content


@pytest.mark.parametrize("area", ["35.72", "", "x"])
def test_no_other_area_is_given(browser: Callable[..., Client], area: str) -> None:
    assert browser("auditor").post("/kantor/rumah-tangga/unduh/daftar/", {"area": area}).status_code == 403
    assert not Event.objects.filter(action="registry.export_list").exists()
