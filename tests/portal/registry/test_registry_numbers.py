from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from uuid import UUID

import pytest
from registry_exports import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, kk, nik, row, two_families

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.registry.actions.numbers import Number, export_list, export_numbers, reveal_number
from merata_portal.registry.models import Import, Person
from merata_portal.registry.queries.lists import households
from merata_portal.registry.writing.identity import nik_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def slamet(imported: Callable[..., Import]) -> UUID:
    imported([*two_families(), row(6, 3, "-5 Budi", kode_desa=FAR_VILLAGE)])
    return Person.objects.get(identity_digest=nik_digest(nik(1))).uuid


def read(lines: Iterable[bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(lines).decode("utf-8-sig"))))


def test_a_number_is_revealed_with_a_reason_and_each_time_it_is_an_event(slamet: UUID, officer: Actor) -> None:
    assert reveal_number(by=officer, uuid=slamet, number=Number.NIK, reason="verifikasi") == nik(1)
    home = households(officer, village=VILLAGE).rows[0].uuid
    assert reveal_number(by=officer, uuid=home, number=Number.KK, reason="verifikasi") == kk(1)
    assert reveal_number(by=officer, uuid=home, number=Number.ACCOUNT, reason="verifikasi") == ""
    events = list(Event.objects.filter(action="registry.reveal").order_by("sequence"))
    assert [(one.subject, one.reason) for one in events[:1]] == [(f"person:{slamet}", "verifikasi")]
    assert len(events) == 3


def test_without_reason_or_right_nothing_is_revealed(
    slamet: UUID, officer: Actor, acting: Callable[..., Actor]
) -> None:
    with pytest.raises(ReasonMissing):
        reveal_number(by=officer, uuid=slamet, number=Number.NIK, reason=" ")
    for by in (acting(("auditor", "35.05")), acting(("village_operator", OTHER_VILLAGE)), acting(("planner", "35.05"))):
        with pytest.raises(Refused):
            reveal_number(by=by, uuid=slamet, number=Number.NIK, reason="ingin tahu")
    assert not Event.objects.filter(action="registry.reveal").exists()


def test_an_export_of_numbers_is_one_event_before_the_first_row(slamet: UUID, officer: Actor) -> None:
    lines = export_numbers(by=officer, area="35.05.01", reason="pemadanan Dukcapil")
    event = Event.objects.get(action="registry.export_numbers")
    assert (event.rows, event.area, event.reason) == (5, "35.05.01", "pemadanan Dukcapil")
    rows = read(lines)
    assert rows[0]["nik"] == f"'{nik(1)}"  # the apostrophe keeps a spreadsheet from rounding it
    assert {one["kk"] for one in rows} == {f"'{kk(1)}", f"'{kk(2)}"}
    with pytest.raises(ReasonMissing):
        export_numbers(by=officer, area="35.05", reason="")


def test_a_list_has_masked_numbers_and_is_safe_in_a_spreadsheet(
    slamet: UUID, acting: Callable[..., Actor], officer: Actor
) -> None:
    text = b"".join(export_list(by=officer, area="35.05"))
    assert nik(1).encode() not in text
    assert "9905••••••••••01".encode() in text
    rows = read([text])
    assert [one["nama"] for one in rows if one["desa"] == FAR_VILLAGE] == ["'-5 Budi"]
    operator = acting(("village_operator", OTHER_VILLAGE))
    assert {one["desa"] for one in read(export_list(by=operator, area=OTHER_VILLAGE))} == {OTHER_VILLAGE}
    for area in (VILLAGE, "35.05"):
        with pytest.raises(Refused):
            export_list(by=operator, area=area)
    with pytest.raises(Refused):
        export_numbers(by=operator, area=OTHER_VILLAGE, reason="ingin tahu")
