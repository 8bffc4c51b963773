from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from office_places import TYPED

from merata_portal.actor import Actor
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.requests import Ceiling, Share, Sum

pytestmark = pytest.mark.django_db


@pytest.fixture
def spent(acting: Callable[..., Actor]) -> Entry:
    """A million rupiah appropriated, 400,000 reserved and committed for TYPED, 100,000 of them paid."""
    planner, approver = acting(("planner", "35.05")), acting(("social_officer", "35.05"))
    payer = acting(("social_officer", "35.05"))
    actions.appropriate(
        by=planner, owner="35.05", year=2026, ceilings=[Ceiling("1.06.05", "DAU", 1_000_000, "assistance")],
        reason="=APBD 2026", key="apbd", document="Perda 1/2026",
    )  # fmt: skip
    share = Share(Line.objects.get().pk, TYPED, 400_000, programme="blt", village_code="35.05.01.2001")
    actions.reserve(by=planner, shares=[share], reason="rencana", key="r")
    earmark = Earmark.objects.get().pk
    actions.commit(by=approver, sums=[Sum(earmark, 400_000)], reason="SK", key="c")
    return actions.pay(by=payer, sums=[Sum(earmark, 100_000, "bayar-1")], reason="SP2D 9", key="p")


def test_lines_show_how_far_each_rupiah_has_come(
    browser: Callable[..., Client], spent: Entry, text_of: Callable[[Any], str]
) -> None:
    answer = browser("council_member").get("/kantor/anggaran/", {"tahun": "1234"})
    shown = text_of(answer)
    assert answer.context["year"] == 2026
    assert "1.06.05 DAU bantuan 1.000.000 600.000 0 300.000 100.000" in shown
    assert "Rp 1.000.000" in shown
    assert "10,0%" in shown


def test_lines_come_as_csv_with_numbers_as_numbers(browser: Callable[..., Client], spent: Entry) -> None:
    answer = browser("planner").get("/kantor/anggaran/", {"bentuk": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="anggaran-35.05-2026.csv"'
    [row] = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert (row["year"], row["appropriated_idr"], row["paid_idr"]) == ("2026", "1000000", "100000")


def test_the_journal_is_sought_in_the_body_and_each_entry_told(
    browser: Callable[..., Client], spent: Entry, text_of: Callable[[Any], str]
) -> None:
    auditor = browser("auditor")
    assert len(auditor.get("/kantor/anggaran/jurnal/").context["entries"]) == 4
    found = auditor.post("/kantor/anggaran/jurnal/", {"cari": "sp2d", "jenis": "", "pos": "", "sebelum": ""})
    assert [entry.pk for entry in found.context["entries"]] == [spent.pk]
    assert len(auditor.get("/kantor/anggaran/jurnal/", {"jenis": "pay"}).context["entries"]) == 1
    assert auditor.post("/kantor/anggaran/jurnal/", {"cari": "\x00'"}).status_code == 200
    shown = text_of(auditor.get(f"/kantor/anggaran/jurnal/{spent.pk}/"))
    for said in ("Pembayaran: Rp 100.000", "SP2D 9", "bayar-1", "Terikat", "Dibayar", "Petugas sosial"):
        assert said in shown
    assert browser("auditor", "35.72").get(f"/kantor/anggaran/jurnal/{spent.pk}/").status_code == 404


def test_a_rupiah_is_followed_from_appropriation_to_payment(browser: Callable[..., Client], spent: Entry) -> None:
    auditor = browser("auditor")
    assert auditor.get("/kantor/anggaran/ikuti/").context["rows"] == []
    for asked in ({"program": "blt"}, {"desa": "35.05.01.2001"}, {"perihal": TYPED}, {"rujukan": "bayar-1"}):
        rows = auditor.post("/kantor/anggaran/ikuti/", asked).context["rows"]
        assert [(kind, step.amount_idr) for step, _owner, kind, _from, _to in rows] == [
            ("Penetapan anggaran", 1_000_000), ("Pencadangan", 400_000), ("Pengikatan", 400_000),
            ("Pembayaran", 100_000),
        ]  # fmt: skip
    assert auditor.post("/kantor/anggaran/ikuti/", {"program": "lain\x00"}).context["rows"] == []
    assert browser("auditor", "35.72").post("/kantor/anggaran/ikuti/", {"program": "blt"}).context["rows"] == []


def test_what_is_typed_is_shown_as_it_is(browser: Callable[..., Client], spent: Entry) -> None:
    auditor = browser("auditor")
    shown = [
        auditor.get(f"/kantor/anggaran/jurnal/{spent.pk}/"),
        auditor.post("/kantor/anggaran/ikuti/", {"perihal": TYPED}),
        auditor.post("/kantor/anggaran/jurnal/", {"cari": TYPED}),
    ]
    for answer in shown:
        assert "<script>alert" not in answer.content.decode()
        assert "DROP TABLE" in answer.content.decode()
