"""Planning and inviting: who may where, what each area holds, and what is taken from the registry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from made_meetings import KELURAHAN, START, VILLAGE, council, guests, invited, operator, planned, planner
from made_registry import household, person

from merata_portal.accounts.models import Area
from merata_portal.actor import Actor, Refused
from merata_portal.participation.actions import inviting
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import moment
from merata_portal.participation.models import Invitee, Meeting, MeetingEvent
from merata_portal.participation.procedures import kinds_in, procedure_on
from merata_portal.participation.queries.matching import Matched, matched
from merata_portal.participation.queries.meetings import meeting, meeting_to_hold, meetings
from merata_portal.personal.columns import unsealed
from merata_portal.personal.reasons import Declined
from merata_portal.registry.models import Membership, Person

pytestmark = pytest.mark.usefixtures("areas")
DAY = START.date()


@pytest.mark.parametrize(
    ("area", "kinds"),
    [
        (VILLAGE, {"musyawarah_desa", "musyawarah_desa_khusus", "musrenbang_desa"}),
        (KELURAHAN, {"musrenbang_kelurahan"}),
        ("35.05.01", {"musrenbang_kecamatan"}),
        ("35.05", {"musrenbang_regency", "pena_intan", "reses"}),
    ],
)
def test_what_is_held_where_depends_on_desa_kelurahan_and_level(area: str, kinds: set[str]) -> None:
    assert set(kinds_in(Area.objects.get(code=area), DAY)) == kinds
    for kind in kinds:
        by = council() if kind == "reses" else planner()
        assert planned(by, kind=kind, area=area).rules_on == DAY
    for kind in {"musyawarah_desa", "musrenbang_kelurahan", "musrenbang_regency"} - kinds:
        with pytest.raises(MeetingDeclined, match="tidak diadakan"):
            planned(planner(), kind=kind, area=area)


def test_before_its_rules_began_no_meeting_is_held() -> None:
    assert kinds_in(Area.objects.get(code=VILLAGE), DAY.replace(year=2014)) == []
    with pytest.raises(MeetingDeclined):
        planned(starts_at=moment(START.replace(year=2014)))


def test_a_regency_enters_a_procedure_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path
    folder = tmp_path / "procedures"
    folder.mkdir()
    from importlib.resources import files  # noqa: PLC0415 - only here

    text = (files("merata.participation") / "procedures" / "musyawarah_desa.yaml").read_text(encoding="utf-8")
    (folder / "musyawarah_desa.yaml").write_text(text.replace("value: 2/3", "value: 1/2"), encoding="utf-8")
    assert str(procedure_on("musyawarah_desa", DAY).quorum) == "1/2"
    forum = invited()
    forum.sign(0, 1, 2)
    forum.write("opened", 0)
    assert forum.row().state == "open"


@pytest.mark.parametrize(
    ("by", "kind", "area"),
    [
        (operator("35.05.01.2002"), "musyawarah_desa", VILLAGE),
        (operator(), "musrenbang_kecamatan", "35.05.01"),
        (council(), "musyawarah_desa", VILLAGE),
        (planner(), "reses", "35.05"),
        (planner("35.72"), "musyawarah_desa", VILLAGE),
    ],
)
def test_who_may_not_hold_it_may_not_plan_it(by: Actor, kind: str, area: str) -> None:
    with pytest.raises(Refused):
        planned(by, kind=kind, area=area)
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [{"place": " "}, {"place": "x" * 201}, {"agenda": []}, {"agenda": [(" ", False)]}],
)
def test_a_plan_has_a_place_and_an_agenda(changed: dict[str, Any]) -> None:
    with pytest.raises(MeetingDeclined):
        planned(**changed)


def test_no_personal_number_stands_in_the_open() -> None:
    with pytest.raises(Declined, match="NIK"):
        planned(agenda=[("Bantuan untuk 3505990101800001", False)])


def test_names_lie_sealed_and_all_faults_are_told_at_once() -> None:
    meeting = planned()
    inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=guests(2))
    kept = Invitee.objects.order_by("id").first()
    assert kept is not None
    assert b"Siti" not in bytes(kept.name_sealed)
    faulty = [inviting.Guest("", "women"), inviting.Guest("Budi", "raja", sex="x"), inviting.Guest("Siti", "women")]
    with pytest.raises(MeetingDeclined, match=r"baris 1: nama kosong.*baris 2: unsur.*baris 2: jenis kelamin"):
        inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=faulty)
    with pytest.raises(MeetingDeclined, match="kosong"):
        inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=[])
    assert meeting.invitees.count() == 2


def test_after_the_invitations_nothing_of_them_changes() -> None:
    forum = invited()
    first = Invitee.objects.order_by("id").first()
    assert first is not None
    for change in (
        lambda: inviting.add_invitees(by=forum.by, meeting=forum.meeting, guests=guests(1)),
        lambda: inviting.remove_invitee(by=forum.by, meeting=forum.meeting, invitee=first.uuid),
        lambda: inviting.send_invitations(by=forum.by, meeting=forum.meeting),
        lambda: inviting.change_plan(
            by=forum.by, meeting=forum.meeting, starts_at=moment(START), place="Lain", agenda=[("x", False)]
        ),
    ):
        with pytest.raises(MeetingDeclined, match="Undangan sudah dikirim"):
            change()
    assert MeetingEvent.objects.count() == 1


def test_a_plan_changes_before_and_takes_the_rules_of_its_new_day() -> None:
    meeting = planned()
    later = START + timedelta(days=30)
    inviting.change_plan(
        by=planner(), meeting=meeting.uuid, starts_at=moment(later), place="Pendopo", agenda=[("Satu", True)]
    )
    meeting.refresh_from_db()
    assert (meeting.place, meeting.rules_on) == ("Pendopo", later.date())
    assert [(one.title, one.oversight) for one in meeting.agenda.all()] == [("Satu", True)]


def test_nobody_invited_and_too_late_are_refused() -> None:
    meeting = planned()
    with pytest.raises(MeetingDeclined, match="Tidak ada yang diundang"):
        inviting.send_invitations(by=operator(), meeting=meeting.uuid, at=moment(START - timedelta(days=1)))
    inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=guests(1))
    with pytest.raises(MeetingDeclined, match="Mulai sebelum undangan"):
        inviting.send_invitations(by=operator(), meeting=meeting.uuid, at=moment(START + timedelta(hours=1)))


def test_sex_disability_and_poverty_come_from_the_registry_where_matched(acting: Callable[..., Actor]) -> None:
    by = acting(("village_operator", VILLAGE))
    someone = person(VILLAGE, "Siti Aminah", sex="female", disability=True)
    found = Matched(someone.uuid, "Siti Aminah", "female", disability=True, poor=None)
    meeting = planned(by)
    guest = inviting.Guest("Siti Aminah", "women", sex="male", disability=False, poor=True)
    inviting.add_invitees(by=by, meeting=meeting.uuid, guests=[guest], matched={0: found})
    kept = Invitee.objects.get()
    assert (kept.person, kept.sex, kept.disability, kept.poor) == (someone.uuid, "female", True, True)
    with pytest.raises(MeetingDeclined, match="sudah diundang"):
        inviting.add_invitees(by=by, meeting=meeting.uuid, guests=[guest], matched={0: found})


def test_a_nik_finds_the_person_with_what_the_registry_knows(acting: Callable[..., Actor]) -> None:
    home = household(VILLAGE, "Siti Aminah", desil=4)
    someone = Membership.objects.get(household=home).person
    Person.objects.filter(pk=someone.pk).update(sex="female", disability=False)
    number = unsealed(Person, "nik_sealed", someone.nik_sealed, someone.uuid) or ""
    found = matched(acting(("village_operator", VILLAGE)), number)
    assert found == Matched(someone.uuid, "Siti Aminah", "female", disability=False, poor=True)
    home.desil = 5
    home.save(update_fields=["desil"])
    richer = matched(acting(("village_operator", VILLAGE)), number)
    assert richer is not None
    assert richer.poor is False
    assert matched(acting(("village_operator", "35.05.01.2002")), number) is None
    assert matched(acting(("council_member", "35.05")), number) is None


def test_only_a_whole_nik_of_ones_own_area_is_matched(acting: Callable[..., Actor]) -> None:
    household(VILLAGE, "Siti Aminah")
    by = acting(("village_operator", VILLAGE))
    for text in ("", "Siti Aminah", "350599", "3505990101800001"):
        assert matched(by, text) is None


def test_lists_are_limited_to_areas() -> None:
    forum = invited()
    assert [one.uuid for one in meetings(council())] == [forum.meeting]
    assert list(meetings(operator("35.05.01.2002"))) == []
    for stranger in (operator("35.05.01.2002"), planner("35.72")):
        with pytest.raises(Meeting.DoesNotExist):
            meeting(stranger, forum.meeting)
    with pytest.raises(Meeting.DoesNotExist):
        meeting_to_hold(council(), forum.meeting)
