from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from made_programmes import OTHER_VILLAGE, VILLAGE
from paying_made import Three, entitled, running

from merata.programmes.lists.membership import read_membership
from merata_portal.actor import Actor, Refused
from merata_portal.audit.actions import NotRecordable
from merata_portal.audit.models import Event
from merata_portal.audit.verifying import verify
from merata_portal.personal.columns import sealed
from merata_portal.personal.reasons import Declined
from merata_portal.programmes.actions import membership_numbers
from merata_portal.programmes.actions.membership_numbers import membership_file_with_numbers
from merata_portal.programmes.actions.memberships import check_list, make_list, send_list
from merata_portal.programmes.models import Cycle, Enrolment, Launch, MembershipList, memberships
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Person

pytestmark = pytest.mark.django_db
HEADER = [
    "perubahan", "anggota", "nik", "nama", "tanggal_lahir", "iuran_lama_rp", "iuran_baru_rp", "alasan_lama",
    "alasan_baru",
]  # fmt: skip
ACTION = "programmes.membership_file_with_numbers"


@pytest.fixture
def three(social: Actor, social2: Actor, sector: Actor) -> Three:
    return Three(sector, social2, social)


@pytest.fixture
def premium(areas: object) -> tuple[Launch, list[Enrolment]]:
    """Siti, a name that a spreadsheet would compute, and Wati, who has no NIK; Rp42,000 a month each."""
    made, enrolled = running(("Siti", "=1+1", "Wati"), annual_idr=504_000, delivery="membership", unit="person",
                             instalments=12)  # fmt: skip
    for number, one in enumerate(enrolled):
        person = whose(one)
        person.nik_sealed = sealed(Person, "nik_sealed", None if number == 2 else nik(number), person.uuid)
        person.birth_date = None if number == 1 else date(1990, 1, 5 + number)
        person.save()
    return made, enrolled


def nik(number: int) -> str:
    return f"350599050190{number:04d}"


def whose(one: Enrolment) -> Person:
    assert one.person is not None
    return one.person


def checked(cycle: Cycle, by: Three) -> MembershipList:
    made = make_list(by=by.maker, cycle_id=cycle.pk)
    return check_list(by=by.checker, membership_list=made.uuid, reason="cocok")


def sent(cycle: Cycle, by: Three) -> MembershipList:
    return send_list(by=by.payer, membership_list=checked(cycle, by).uuid, document="SP2D", reason="iuran")


def given(by: Actor, one: MembershipList, reason: str = "permintaan BPJS 12/2026") -> bytes:
    return b"".join(membership_file_with_numbers(by=by, membership_list=one.uuid, reason=reason))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_same_changes_with_numbers_names_and_days_of_birth(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, (siti, formula, wati) = premium
    january = sent(entitled(made, three.maker, 1), three)
    head, *rows = rows_of(given(three.payer, january))
    ids = [whose(one).dataset_id for one in (siti, formula, wati)]
    why = siti.reason_id
    assert head == HEADER
    # An apostrophe keeps a spreadsheet from rounding sixteen digits, and from computing a name.
    assert sorted(rows) == sorted(
        [
            ["masuk", ids[0], "'" + nik(0), "Siti", "1990-01-05", "", "42000", "", why],
            ["masuk", ids[1], "'" + nik(1), "'=1+1", "", "", "42000", "", why],
            ["masuk", ids[2], "", "Wati", "1990-01-07", "", "42000", "", why],
        ]
    )
    Enrolment.objects.filter(pk=siti.pk).update(state="exited", since="2026-01-15")
    Enrolment.objects.filter(pk=formula.pk).update(annual_idr=360_000)
    february = sent(entitled(made, three.maker, 2), three)
    assert rows_of(given(three.payer, february))[1:] == [
        ["keluar", ids[0], "'" + nik(0), "Siti", "1990-01-05", "42000", "", why, ""],
        ["berubah", ids[1], "'" + nik(1), "'=1+1", "", "42000", "30000", why, why],
    ]
    difference = read_membership(b"".join(memberships.read(f"{february.uuid.hex}.csv", february.uuid)), "feb.csv")[2]
    assert difference.rows["key"].to_pylist() == ids[:2]


def test_each_time_one_event_with_rows_hash_and_reason_but_no_number(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, _ = premium
    one = sent(entitled(made, three.maker), three)
    kept = sorted(path.name for path in memberships.folder().iterdir())
    content = given(three.payer, one)
    event = Event.objects.get(action=ACTION)
    assert (event.rows, event.reason, event.area, event.subject) == (3, "permintaan BPJS 12/2026", "35.05", one.subject)
    assert event.content_hash == f"sha256:{sha256(content).hexdigest()}"
    assert (event.role, event.actor) == ("social_officer", three.payer.user_id)
    assert json.loads(event.data) == {"month": "2026-01", "without_nik": 1}
    assert not any(nik(0) in str(value) or "Siti" in str(value) for value in vars(event).values())
    assert sorted(path.name for path in memberships.folder().iterdir()) == kept
    given(three.payer, one)
    assert Event.objects.filter(action=ACTION).count() == 2
    assert verify().whole


def test_it_is_put_together_in_parts_as_if_in_one(
    premium: tuple[Launch, list[Enrolment]], three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = premium
    one = sent(entitled(made, three.maker), three)
    whole = given(three.payer, one)
    monkeypatch.setattr(membership_numbers, "PART_ROWS", 2)
    assert given(three.payer, one) == whole


def test_who_may_not_export_numbers_or_not_send_lists_is_refused(
    premium: tuple[Launch, list[Enrolment]], three: Three, auditor: Actor, planner: Actor, operator: Actor,
    sector: Actor, acting: Callable[..., Actor],
) -> None:  # fmt: skip
    made, _ = premium
    one = sent(entitled(made, three.maker), three)
    # The sector's officer may send lists, and yet not see whole numbers.
    for other in (auditor, planner, operator, sector, acting(("administrator", "35.05"))):
        with pytest.raises(Refused):
            given(other, one)
    elsewhere = acting(("social_officer", "35.72"))
    with pytest.raises(MembershipList.DoesNotExist):
        given(elsewhere, one)
    # Numbers may be exported in another regency alone: what is held there opens nothing here.
    both = acting(("sector_officer", "35.05"), ("social_officer", "35.72"))
    with pytest.raises(Refused):
        given(both, one)
    # A regency's launch is not an officer's of one kecamatan.
    with pytest.raises(MembershipList.DoesNotExist):
        given(acting(("social_officer", "35.05.01")), one)
    assert not Event.objects.filter(action=ACTION).exists()


def test_nothing_is_given_before_it_is_sent_nor_without_a_reason_that_can_be_recorded(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, _ = premium
    one = checked(entitled(made, three.maker), three)
    with pytest.raises(ProgrammeRefused, match="not sent yet"):
        given(three.payer, one)
    send_list(by=three.payer, membership_list=one.uuid, document="SP2D", reason="iuran")
    with pytest.raises(Declined):
        given(three.payer, one, reason=" ")
    with pytest.raises((Declined, NotRecordable)):
        given(three.payer, one, reason=f"untuk {nik(0)}")
    assert not Event.objects.filter(action=ACTION).exists()


def test_households_have_no_number_of_their_own(areas: Any, three: Three) -> None:
    made, _ = running(["Siti"], delivery="membership", unit="household", instalments=12)
    one = sent(entitled(made, three.maker), three)
    with pytest.raises(ProgrammeRefused, match="others than persons"):
        given(three.payer, one)
    assert not Event.objects.filter(action=ACTION).exists()


def test_whose_home_is_elsewhere_by_now_is_named_still(premium: tuple[Launch, list[Enrolment]], three: Three) -> None:
    made, (siti, *_others) = premium
    assert whose(siti).village_code == VILLAGE
    one = sent(entitled(made, three.maker), three)
    Person.objects.filter(pk=whose(siti).pk).update(village_code=OTHER_VILLAGE)
    assert [row[2] for row in rows_of(given(three.payer, one)) if row[3] == "Siti"] == ["'" + nik(0)]
