"""The file of members with whole numbers: who is offered it, what comes down, and what is said instead."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.append(str(Path(__file__).parents[1] / "programmes"))

from paying_made import entitled, running

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.memberships import check_list, make_list, send_list
from merata_portal.programmes.models import MembershipList

pytestmark = pytest.mark.django_db
OFFERED = "Berkas dengan NIK untuk lembaga"


@pytest.fixture
def sent(areas: dict[str, Any], acting: Callable[..., Actor]) -> MembershipList:
    """Siti's first month, sent by three people."""
    made, _ = running(("Siti",), annual_idr=504_000, instalments=12, delivery="membership", unit="person")
    maker, checker, payer = (acting(("sector_officer", "35.05")) for _each in range(3))
    one = make_list(by=maker, cycle_id=entitled(made, maker).pk)
    check_list(by=checker, membership_list=one.uuid, reason="cocok")
    return send_list(by=payer, membership_list=one.uuid, document="SP2D", reason="iuran")


def page(of: MembershipList) -> str:
    return f"/kantor/program/tahap/{of.cycle_id}/"


def address(of: MembershipList) -> str:
    return f"/kantor/program/kepesertaan/{of.uuid}/berkas-nomor/"


def test_the_social_officer_takes_it_along_for_a_reason(
    sent: MembershipList, officer: Client, text_of: Callable[[Any], str]
) -> None:
    assert OFFERED in text_of(officer.get(page(sent)))
    answer: Any = officer.post(address(sent), {"reason": "pengiriman ke BPJS"})
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"kepesertaan-nomor-utuh-{sent.launch.programme_id}-2026-01.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    head, row = b"".join(answer).decode("utf-8-sig").splitlines()
    assert head.split(",")[:5] == ['"perubahan"', '"anggota"', '"nik"', '"nama"', '"tanggal_lahir"']
    assert row.split(",")[3] == '"Siti"'
    assert Event.objects.get(action="programmes.membership_file_with_numbers").reason == "pengiriman ke BPJS"


def test_without_a_reason_nothing_comes_down(
    sent: MembershipList, officer: Client, told: Callable[[Any], list[str]]
) -> None:
    said = told(officer.post(address(sent), {}, follow=True))
    assert said == ["Alasan wajib diisi: tulis mengapa ini dilakukan."]
    assert not Event.objects.filter(action="programmes.membership_file_with_numbers").exists()


@pytest.mark.parametrize(
    ("role", "area"),
    [
        ("sector_officer", "35.05"),
        ("planner", "35.05"),
        ("auditor", "35.05"),
        ("village_operator", "35.05.01.2001"),
    ],
)
def test_others_are_not_offered_it_and_refused(
    role: str, area: str, sent: MembershipList, browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    other = browser(role, area)
    shown = other.get(page(sent))
    assert shown.status_code == 200
    assert OFFERED not in text_of(shown)
    assert other.post(address(sent), {"reason": "ingin tahu"}).status_code == 403


def test_another_regency_does_not_find_it(sent: MembershipList, browser: Callable[..., Client]) -> None:
    assert browser("social_officer", "35.72").post(address(sent), {"reason": "x"}).status_code == 404
