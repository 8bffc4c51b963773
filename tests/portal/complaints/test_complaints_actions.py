from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone
from made_complaints import ANYBODY, FAR_VILLAGE, NEIGHBOUR_VILLAGE, VILLAGE, complaint, complaint_and_pin, passed

from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.complaints.actions import climbing, filing, handling, moderating, pins, reopening
from merata_portal.complaints.categories import LEVELS, rules
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint, StillSo
from merata_portal.complaints.queries import complaints as queries
from merata_portal.jobs.models import Job
from merata_portal.jobs.worker import Worker
from merata_portal.personal.reasons import Declined, ReasonMissing
from merata_portal.tickets.actions import opened
from merata_portal.working_calendar import working_calendar, years_known

pytestmark = pytest.mark.django_db
Acting = Callable[..., Any]


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


@pytest.fixture
def operator(acting: Acting) -> Any:
    return acting(("village_operator", VILLAGE))


@pytest.fixture
def sector(acting: Acting) -> Any:
    return acting(("sector_officer", "35.05"))


def sweep() -> Job:
    job = climbing.ask_escalation(by=ANYBODY)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert job.status == "succeeded", job.failure_id
    return job


def test_each_category_says_who_within_what_time_and_on_what_ground() -> None:
    for category in rules().categories.values():
        assert category.route, category.code
        assert 0 < category.term_working_days <= 60
        assert category.legal_base
        assert category.certainty in {"high", "medium", "low", "memory"}
        heights = [LEVELS.index(post.level) for post in category.route]
        assert heights == sorted(set(heights)), f"{category.code} does not climb"
        assert heights[-1] == LEVELS.index("regency")
    assert not rules().categories["oversight"].public


def test_anybody_complains_without_a_name_and_the_clock_begins() -> None:
    made, pin = complaint_and_pin()
    assert made.ticket.startswith("P-")
    assert (made.state, made.role, made.area) == ("filed", "village_operator", VILLAGE)
    assert made.due_on == working_calendar().after(timezone.localdate(), 14)
    assert opened(queries.to_open(), made.ticket, pin) == made
    page = queries.public_page(made.ticket)
    assert (page.text, page.named, page.overdue, page.days_left) == (
        "Jembatan Kali Lekso berlubang sejak Maret.", False, False, 14,
    )  # fmt: skip


def test_all_faults_are_told_together() -> None:
    with pytest.raises(ComplaintDeclined) as refused:
        complaint("9905010101800001", village_code="x", category="y", about="z" * 101)
    for said in ("desa/kelurahan", "perihal", "100 huruf", "NIK"):
        assert said in refused.value.text_id
    assert not Complaint.objects.exists()


def test_words_and_names_are_sealed_and_the_name_is_the_handlers_alone(operator: Any, sector: Any) -> None:
    made = complaint(name="Siti Aminah", contact="0812 3456")
    row = Complaint.objects.values_list().get(pk=made.pk)
    assert not [cell for cell in row if isinstance(cell, str) and ("Siti" in cell or "Jembatan" in cell)]
    with pytest.raises(ReasonMissing):
        handling.open_identity(by=operator, uuid=made.uuid, reason=" ")
    with pytest.raises(Refused, match="ditangani village_operator"):
        handling.open_identity(by=sector, uuid=made.uuid, reason="ingin tahu")
    found = handling.open_identity(by=operator, uuid=made.uuid, reason="menghubungi untuk lokasi")
    assert (found.name, found.contact) == ("Siti Aminah", "0812 3456")
    event = Event.objects.get(action="complaints.open_identity")
    assert (event.actor, event.reason) == (operator.user_id, "menghubungi untuk lokasi")
    assert "Siti" not in str(list(Event.objects.values_list("data", "reason", "subject")))


def test_ten_neighbours_behind_one_address_are_not_blocked_but_one_browser_is() -> None:
    for number in range(filing.MOST_OF_BROWSER_A_DAY):
        complaint(f"Lampu jalan nomor {number} mati", browser="satu")
    with pytest.raises(ComplaintDeclined, match="sudah mengirim 8"):
        complaint("Lampu jalan nomor delapan mati", browser="satu")
    for browser in range(30):
        assert complaint(f"Air keruh di rumah nomor {browser}", browser=f"gawai {browser}").state == "filed"


def test_a_flood_is_taken_in_and_waits_to_be_looked_at(monkeypatch: pytest.MonkeyPatch, operator: Any) -> None:
    monkeypatch.setattr(filing, "MOST_OF_SUBJECT_A_DAY", 2)
    same = [complaint(f"Jembatan putus, laporan {n}", about="Jembatan Lekso", browser=str(n)) for n in range(3)]
    assert [one.state for one in same] == ["filed", "filed", "review"]
    assert complaint("Jembatan lain putus", about="Jembatan Bangle").state == "filed"
    monkeypatch.setattr(filing, "MOST_AN_HOUR", 4)
    late = complaint("Air mati sejak pagi", category="facility")
    assert late.state == "review"
    by_phone = complaint("Air mati sejak pagi", by=operator, channel="phone")
    assert by_phone.state == "filed"
    with pytest.raises(Complaint.DoesNotExist):
        queries.public_page(late.ticket)
    assert queries.public_page(late.ticket, opened=True).text == "Air mati sejak pagi"
    moderating.review(by=operator, uuid=late.uuid, is_complaint=True, reason="benar")
    assert queries.public_page(late.ticket).complaint.state == "filed"
    moderating.review(by=operator, uuid=same[2].uuid, is_complaint=False, reason="iklan")
    same[2].refresh_from_db()
    assert (same[2].state, same[2].due_on) == ("spam", None)


def test_what_nobody_looks_at_is_shown_after_two_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "MOST_AN_HOUR", 0)
    made = complaint()
    assert sweep().result == {"escalated": 0, "released": 0}
    passed(made, 7)
    assert sweep().result == {"escalated": 0, "released": 1}
    assert queries.public_page(made.ticket).steps[-1].step == "released"


def test_asking_back_stops_the_clock_and_the_complainants_word_starts_it(operator: Any) -> None:
    made = complaint()
    passed(made, 7)  # five working days
    handling.take_up(by=operator, uuid=made.uuid)
    handling.ask(by=operator, uuid=made.uuid, question="Di RT berapa?")
    made.refresh_from_db()
    assert (made.state, made.due_on) == ("asked", None)
    before = timezone.localdate()
    filing.add(by=ANYBODY, complaint=made, text="RT 02, dekat masjid")
    made.refresh_from_db()
    assert made.state == "taken"
    assert made.due_on is not None
    assert made.due_on >= working_calendar().after(before, 5)
    page = queries.public_page(made.ticket)
    assert [(one.step, one.note, one.written) for one in page.steps][-2:] == [
        ("asked", "Di RT berapa?", ""), ("added", "", ""),
    ]  # fmt: skip
    assert queries.page(operator, made.uuid).steps[-1].written == "RT 02, dekat masjid"


def test_an_answer_fills_its_template_in_and_is_public(operator: Any) -> None:
    made = complaint()
    with pytest.raises(ComplaintDeclined, match=r"\{hari\}"):
        handling.answer(by=operator, uuid=made.uuid, text=rules().templates["repaired"].id)
    handling.answer(by=operator, uuid=made.uuid, text="Sudah diperbaiki pada 3 Maret.")
    page = queries.public_page(made.ticket)
    assert (page.complaint.state, page.complaint.answer) == ("answered", "Sudah diperbaiki pada 3 Maret.")
    with pytest.raises(ComplaintDeclined, match="Tidak dapat sekarang"):
        handling.answer(by=operator, uuid=made.uuid, text="Lagi.")


def test_the_overdue_climb_by_themselves_once_a_day_and_stay_marked(operator: Any, sector: Any) -> None:
    made, other = complaint(), complaint("Lampu jalan mati di gang dua")
    passed(made, 40)
    assert queries.public_page(made.ticket).overdue
    assert list(queries.public_complaints(state="overdue")) == [made]
    assert sweep().result == {"escalated": 1, "released": 0}
    made.refresh_from_db()
    assert (made.post, made.role, made.area, made.was_overdue) == (1, "sector_officer", "35.05", True)
    assert made.due_on == working_calendar().after(timezone.localdate(), 14)
    assert list(queries.turn(sector)) == [made]
    assert list(queries.turn(operator)) == [other]
    with pytest.raises(Refused):
        handling.take_up(by=operator, uuid=made.uuid)
    assert sweep().result == {"escalated": 0, "released": 0}
    passed(made, 40)
    assert sweep().result == {"escalated": 0, "released": 0}
    assert queries.public_page(made.ticket).steps[-1].step == "overdue"
    assert queries.public_page(made.ticket).overdue


def test_a_sweep_that_breaks_off_leaves_each_complaint_whole_and_goes_on_later(
    monkeypatch: pytest.MonkeyPatch, operator: Any
) -> None:
    late = [complaint(f"Jalan berlubang di titik {number}") for number in range(3)]
    for one in late:
        passed(one, 40)
    climbed: list[int] = []
    record = climbing.record

    def dying(**given: Any) -> Any:
        climbed.append(1)
        if len(climbed) == 2:
            raise RuntimeError("the machine died")
        return record(**given)

    monkeypatch.setattr(climbing, "record", dying)
    job = climbing.ask_escalation(by=ANYBODY)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert job.status == "failed"
    assert [one.post for one in Complaint.objects.order_by("id")] == [1, 0, 0]
    assert Event.objects.filter(action="complaints.escalate").count() == 1
    monkeypatch.setattr(climbing, "record", record)
    assert sweep().result == {"escalated": 2, "released": 0}
    for one in late:
        assert [step.step for step in one.steps.order_by("id")] == ["filed", "escalated"]


def test_the_first_act_of_a_day_asks_for_the_sweep_once() -> None:
    complaint()
    complaint("Lampu jalan mati di gang dua")
    assert Job.objects.filter(kind=climbing.ESCALATE).count() == 1


def test_escalation_by_hand_and_assignment_give_a_whole_term(operator: Any) -> None:
    made = complaint()
    passed(made, 7)
    with pytest.raises(ReasonMissing):
        climbing.escalate(by=operator, uuid=made.uuid, reason="")
    climbing.escalate(by=operator, uuid=made.uuid, reason="jalan kabupaten")
    made.refresh_from_db()
    assert (made.area, made.due_on) == ("35.05", working_calendar().after(timezone.localdate(), 14))
    with pytest.raises(ComplaintDeclined, match="tertinggi"):
        climbing.escalate(by=operator, uuid=made.uuid, reason="lagi")
    moderating.assign(by=operator, uuid=made.uuid, category="assistance", post=1, reason="salah perihal")
    made.refresh_from_db()
    assert (made.category, made.role, made.area) == ("assistance", "social_officer", "35.05")
    with pytest.raises(ComplaintDeclined, match="sudah di sana"):
        moderating.assign(by=operator, uuid=made.uuid, category="assistance", post=1, reason="sama")


def test_what_may_endanger_its_writer_never_comes_on_the_list(operator: Any) -> None:
    made = complaint("Petugas meminta pungutan dua puluh ribu", category="oversight")
    assert list(queries.public_complaints()) == []
    with pytest.raises(Complaint.DoesNotExist):
        queries.public_page(made.ticket)
    moderating.assign(by=operator, uuid=made.uuid, category="road", post=0, reason="salah perihal")
    assert list(queries.public_complaints()) == []


def test_a_hidden_text_keeps_its_place_and_says_why(operator: Any) -> None:
    made = complaint("Pak Anu mencuri semen, alamatnya jelas")
    moderating.hide(by=operator, uuid=made.uuid, reason="menuduh orang bernama")
    page = queries.public_page(made.ticket)
    assert (page.text, page.complaint.hidden_reason) == (None, "menuduh orang bernama")
    assert [one.text for one in queries.listed(list(queries.public_complaints()))] == [None]
    assert queries.page(operator, made.uuid).text == "Pak Anu mencuri semen, alamatnya jelas"
    with pytest.raises(ComplaintDeclined, match="sudah disembunyikan"):
        moderating.hide(by=operator, uuid=made.uuid, reason="lagi")
    moderating.show(by=operator, uuid=made.uuid, reason="nama dihapus pelapor")
    assert queries.public_page(made.ticket).text is not None


def answered(operator: Any, **changed: Any) -> Complaint:
    made = complaint(**changed)
    handling.answer(by=operator, uuid=made.uuid, text="Sudah diperbaiki.")
    made.refresh_from_db()
    return made


def test_the_complainant_reopens_and_it_climbs(operator: Any) -> None:
    made = answered(operator)
    with pytest.raises(ComplaintDeclined, match="apa yang masih terjadi"):
        reopening.reopen(by=ANYBODY, complaint=made, text="")
    reopening.reopen(by=ANYBODY, complaint=made, text="Masih berlubang")
    made.refresh_from_db()
    assert (made.state, made.round, made.role) == ("filed", 1, "sector_officer")
    with pytest.raises(ComplaintDeclined, match="Tidak dapat sekarang"):
        reopening.reopen(by=ANYBODY, complaint=made, text="Masih berlubang")


def said(made: Complaint, browser: str, **changed: Any) -> int:
    given = {"by": ANYBODY, "ticket": made.ticket, "village_code": VILLAGE, "browser": browser}
    return reopening.say_still_so(**(given | changed))


def test_three_neighbours_reopen_it_each_counted_once(operator: Any) -> None:
    made = answered(operator, browser="pelapor")
    assert said(made, "satu") == 1
    for browser, village in (("satu", VILLAGE), ("dua", NEIGHBOUR_VILLAGE), ("pelapor", VILLAGE), ("", VILLAGE)):
        with pytest.raises(ComplaintDeclined):
            said(made, browser, village_code=village)
    own, pin = complaint_and_pin("Selokan mampet di gang tiga", browser="satu")
    assert said(made, "satu", own=opened(queries.to_open(), own.ticket, pin)) == 2
    with pytest.raises(ComplaintDeclined, match="sudah menyatakannya"):
        said(made, "lain", own=own)
    assert said(made, "tiga") == 3
    made.refresh_from_db()
    assert (made.state, made.round, made.post) == ("filed", 1, 1)
    assert queries.public_page(made.ticket).steps[-1].step == "neighbours"
    # The next round counts anew.
    with pytest.raises(ComplaintDeclined, match="Tidak dapat sekarang"):
        said(made, "empat")
    assert StillSo.objects.filter(complaint=made).count() == 3


def test_an_old_answer_is_not_reopened_but_complained_of_anew(operator: Any) -> None:
    made = answered(operator)
    Complaint.objects.filter(pk=made.pk).update(answered_at=timezone.now() - timedelta(days=61))
    with pytest.raises(ComplaintDeclined, match="pengaduan baru"):
        said(made, "satu")


def test_files_of_residents_are_the_offices_and_those_of_the_answer_public(operator: Any) -> None:
    made = complaint()
    pdf = b"%PDF-1.4\n%%EOF\n"
    filing.attach_file(by=ANYBODY, complaint=made, file_name="bukti.pdf", content=io.BytesIO(pdf), opened=True)
    filing.attach_file(by=operator, complaint=made, file_name="surat.pdf", content=io.BytesIO(pdf + b" "), public=True)
    assert [one.file_name for one in queries.public_page(made.ticket).files] == ["surat.pdf"]
    assert len(queries.page(operator, made.uuid).files) == 2
    with pytest.raises(Declined):
        filing.attach_file(by=ANYBODY, complaint=made, file_name="x.exe", content=io.BytesIO(b"MZ"), opened=True)


def test_a_new_pin_is_for_those_who_can_show_that_it_is_theirs(operator: Any) -> None:
    anonymous, named = complaint(), complaint("Lampu jalan mati di gang dua", name="Siti")
    with pytest.raises(ComplaintDeclined, match="tanpa nama"):
        pins.new_complaint_pin(by=operator, uuid=anonymous.uuid, reason="datang sendiri")
    fresh = pins.new_complaint_pin(by=operator, uuid=named.uuid, reason="menunjukkan KTP")
    assert opened(queries.to_open(), named.ticket, fresh) == named


def test_another_areas_office_finds_nothing(acting: Acting) -> None:
    made = complaint()
    for actor in (acting(("village_operator", FAR_VILLAGE)), acting(("planner", "35.72"))):
        assert list(queries.complaints(actor)) == []
        with pytest.raises(ObjectDoesNotExist):
            queries.page(actor, made.uuid)
        with pytest.raises(ObjectDoesNotExist):
            moderating.hide(by=actor, uuid=made.uuid, reason="x")


def test_the_database_refuses_nonsense() -> None:
    made = complaint()
    for changed in ({"state": "answered"}, {"due_on": None}, {"hidden_reason": "x"}, {"term_days": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=made.pk).update(**changed)


def test_browsers_reopen_it_once_and_then_only_own_tickets_of_the_village_count(operator: Any, sector: Any) -> None:
    made = answered(operator)
    for browser in ("satu", "dua", "tiga"):
        said(made, browser)
    handling.answer(by=sector, uuid=made.uuid, text="Sudah ditambal lagi.")
    made.refresh_from_db()
    with pytest.raises(ComplaintDeclined, match="sertakan tiket dan PIN"):
        said(made, "empat")
    far = complaint("Lampu jalan mati sejak lama", village_code=NEIGHBOUR_VILLAGE)
    with pytest.raises(ComplaintDeclined, match="dari desa lain"):
        said(made, "lima", own=far)
    for number in range(3):
        assert said(made, f"x{number}", own=complaint(f"Selokan mampet di gang {number}")) == number + 1
    made.refresh_from_db()
    assert (made.state, made.round) == ("filed", 2)


def test_a_term_over_the_turn_of_the_year_counts_on_and_says_where_holidays_are_not_known(
    operator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from merata_portal.complaints import clock  # noqa: PLC0415

    made = complaint()
    # Monday 21 December 2026: 24 and 25 are joint leave and Christmas, 1 January is a holiday where 2027 is known.
    clock.start(made, 14, date(2026, 12, 21))
    due = working_calendar().after(date(2026, 12, 21), 14)
    assert made.due_on == due
    assert due.year == 2027
    made.save()
    # Asked back on 30 December, told on 4 January: working days between do not count.
    clock.pause(made, date(2026, 12, 30))
    assert made.due_on is None
    clock.resume(made, date(2027, 1, 4))
    stood = working_calendar().between(date(2026, 12, 29), date(2027, 1, 3))
    assert made.due_on == working_calendar().after(due, stood)
    made.save()
    assert queries.public_page(made.ticket).holidays_unknown is (made.due_on.year not in years_known())
