from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from made_works import ANYBODY, handed_over, on, photo, photos, under_way

from merata_portal.actor import Refused
from merata_portal.attachments.models import Attachment
from merata_portal.audit.models import Event
from merata_portal.infrastructure.actions import handing_over, mending
from merata_portal.infrastructure.models import Defect, Project
from merata_portal.infrastructure.queries import defects
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused
from merata_portal.tickets.actions import NotFound, opened

pytestmark = pytest.mark.django_db
TEXT = "Jembatan ambruk di sisi timur, motor tidak bisa lewat"


def reported(project: Project, text: str = TEXT) -> tuple[Defect, str]:
    return mending.report_defect(
        by=ANYBODY, project=project.uuid, kind="collapse", text=text, contact="rumah Bu RT", photos=photos(photo())
    )


def test_a_bridge_that_fails_after_three_months_is_seen_at_once(who: Any) -> None:
    made = handed_over(who)
    defect, pin = reported(made)
    (row,) = defects.public_defects(made)
    assert (row.text, row.days_after_hand_over, row.within_warranty, row.contact) == (TEXT, 96, True, "")
    assert len(row.pictures) == 1
    assert defect.ticket.startswith("R-")
    assert opened(defects.tickets(), defect.ticket, pin) == defect
    with pytest.raises(NotFound):
        opened(defects.tickets(), defect.ticket, "000000" if pin != "000000" else "000001")


def test_what_was_written_is_sealed_and_stands_in_no_event(who: Any) -> None:
    defect, _pin = reported(handed_over(who))
    assert TEXT.encode() not in bytes(defect.text_sealed)
    assert not [one for one in Event.objects.all() if "ambruk" in one.data or "Bu RT" in one.data]
    assert defects.office_defect(who.officer, defect.uuid).contact == "rumah Bu RT"
    assert defects.office_defect(who.village, defect.uuid).contact == ""


def test_a_text_with_a_telephone_number_waits_and_its_photographs_too(who: Any) -> None:
    made = handed_over(who)
    defect, _pin = reported(made, "Jembatan ambruk, hubungi 081234567890")
    assert (defect.shown, defect.held_codes) == (False, ["phone"])
    assert defects.public_defects(made) == []
    assert defects.held_count(made) == 1
    assert Attachment.objects.get(subject=defect.subject).public is False
    mending.show_defect(by=who.village, defect=defect.uuid, shown=True, reason="nomor milik kantor desa")
    assert len(defects.public_defects(made)) == 1
    assert Attachment.objects.get(subject=defect.subject).public is True
    mending.show_defect(by=who.village, defect=defect.uuid, shown=False, reason="menyebut orang")
    assert defects.public_defects(made) == []


def test_the_contractor_has_working_days_and_the_village_has_the_last_word(who: Any, monkeypatch: Any) -> None:
    made = handed_over(who)
    defect, _pin = reported(made)
    # Monday 5 October 2026: five working days end on Monday the 12th.
    mending.ask_contractor(by=who.officer, defect=defect.uuid, working_days=5, note="surat teguran 1")
    (row,) = defects.public_defects(made)
    assert (row.defect.mend_by, row.overdue_days) == (date(2026, 10, 12), None)
    on(monkeypatch, date(2026, 10, 15))
    assert defects.public_defects(made)[0].overdue_days == 3
    with pytest.raises(FaultyWorks, match="1 to 3 photographs"):
        mending.claim_mended(by=who.officer, defect=defect.uuid, note="selesai", photos=[])
    mending.claim_mended(by=who.officer, defect=defect.uuid, note="selesai", photos=photos(photo(colour=44)))
    with pytest.raises(Refused):
        mending.confirm_mended(by=who.officer, defect=defect.uuid, note="baik")
    mending.reopen(by=who.village, defect=defect.uuid, note="masih goyang")
    mending.ask_contractor(by=who.officer, defect=defect.uuid, working_days=2, note="surat teguran 2")
    mending.claim_mended(by=who.officer, defect=defect.uuid, note="dilas", photos=photos(photo(colour=45)))
    mending.confirm_mended(by=who.village, defect=defect.uuid, note="sudah dicoba dengan truk")
    (row,) = defects.public_defects(made)
    assert [step.step for step in row.steps] == [
        "reported", "asked", "mended", "reopened", "asked", "mended", "confirmed",
    ]  # fmt: skip
    assert (row.defect.state, len(row.mended)) == ("confirmed", 2)
    mending.reopen_own(by=ANYBODY, defect=defect)
    assert Defect.objects.get().state == "reopened"


def test_the_warranty_does_not_end_while_a_defect_is_open(who: Any, monkeypatch: Any) -> None:
    made = handed_over(who)
    defect, _pin = reported(made)
    on(monkeypatch, date(2027, 1, 4))
    with pytest.raises(WorksRefused, match="1 defects are open"):
        handing_over.end_warranty(by=who.officer, project=made.uuid, reason="x")
    mending.reject_defect(by=who.officer, defect=defect.uuid, note="bukan jembatan ini")
    assert handing_over.end_warranty(by=who.officer, project=made.uuid, reason="habis").state == "warranty_over"


def test_only_what_is_built_has_defects_and_faults_are_named_at_once(who: Any) -> None:
    with pytest.raises(Project.DoesNotExist):
        reported(under_way(who))
    made = handed_over(who, name="Jembatan lain")
    with pytest.raises(FaultyWorks) as error:
        mending.report_defect(
            by=ANYBODY, project=made.uuid, kind="nothing", text=" ", contact="x" * 151,
            photos=photos(*(photo(colour=at) for at in range(4))),
        )  # fmt: skip
    assert [text for _id, text in error.value.faults] == [
        "choose what is wrong", "say what is wrong in 2000 signs", "the contact is too long",
        "at most 3 photographs",
    ]  # fmt: skip
    assert Defect.objects.count() == 0


def test_one_browser_reports_eight_times_a_day_and_others_go_on(who: Any) -> None:
    made = handed_over(who)

    def report(browser: str) -> Defect:
        return mending.report_defect(by=ANYBODY, project=made.uuid, kind="crack", text=TEXT, browser=browser)[0]

    for _ in range(mending.MOST_OF_BROWSER_A_DAY):
        report("satu")
    with pytest.raises(WorksRefused, match="This device sent 8 reports"):
        report("satu")
    assert report("dua").shown
    assert report("").browser_digest is None


def test_a_flood_waits_unseen_and_then_is_refused(who: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(mending, "SHOWN_OF_PROJECT_A_DAY", 2)
    monkeypatch.setattr(mending, "MOST_OF_PROJECT_A_DAY", 4)
    made, other = handed_over(who), handed_over(who, name="Jalan Salam")
    shown = [reported(made)[0].shown for _ in range(4)]
    assert shown == [True, True, False, False]
    assert len(defects.public_defects(made)) == 2
    assert defects.held_count(made) == 2
    held = Defect.objects.filter(project=made).latest("id")
    assert defects.office_defect(who.officer, held.uuid).held_by[0][1] == "came together with very many other reports"
    with pytest.raises(WorksRefused, match="4 reports of this work came today"):
        reported(made)
    assert reported(other)[0].shown


def test_a_lost_pin_is_renewed_by_who_can_compare_the_contact(who: Any) -> None:
    made = handed_over(who)
    defect, pin = reported(made)
    new = mending.renew_pin(by=who.officer, defect=defect.uuid, reason="dihubungi lewat rumah Bu RT")
    assert opened(defects.tickets(), defect.ticket, new) == defect
    if new != pin:
        with pytest.raises(NotFound):
            opened(defects.tickets(), defect.ticket, pin)
    with pytest.raises(Refused):
        mending.renew_pin(by=who.village, defect=defect.uuid, reason="lupa")
    event = Event.objects.filter(action="works.renew_pin").get()
    assert new not in event.data + event.reason
    unnamed, _ = mending.report_defect(by=ANYBODY, project=made.uuid, kind="crack", text=TEXT)
    with pytest.raises(WorksRefused, match="nobody can show that it is theirs"):
        mending.renew_pin(by=who.officer, defect=unnamed.uuid, reason="lupa")
