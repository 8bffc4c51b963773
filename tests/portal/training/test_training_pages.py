"""The pages of courses as their users meet them: an officer, an operator, a trainer, and a resident without account."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from made_courses import (
    ANNOUNCED,
    CLOSES,
    DICE,
    DRAFT,
    DRAWN,
    FROZEN,
    OTHER,
    REVEAL_BY,
    VILLAGE,
    applied,
    drafted,
    drawn,
    finished,
    identified,
    line,
    on,
    opened,
    people_applied,
    planned_sessions,
    resident,
    seated,
)  # fmt: skip

from merata_portal.accounts.models import User
from merata_portal.training.actions import making
from merata_portal.training.models import Application, Certificate, Course, FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(browser_of: Any, who: Any) -> Any:
    """`browser("officer")`: signed in as one of `who`."""
    return lambda name: browser_of(User.objects.get(pk=getattr(who, name).user_id))


def told(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ticket_and_pin(answer: Any) -> tuple[str, str]:
    text = answer.content.decode()
    found = [re.search(rf'id="{name}">([^<]+)<', text) for name in ("tiket", "pin")]
    assert all(found)
    return tuple(one[1] for one in found)  # type: ignore[return-value, index]


def filled(**changed: str) -> dict[str, str]:
    return {
        "name": "Las dasar", "sector": "crafts", "owner": "35.05", "village_code": VILLAGE, "place": "BLK Wlingi",
        "starts_on": "2026-03-02", "ends_on": "2026-03-31", "seats": "2", "sessions": "3", "cost_idr": "0",
        "not_before": "nothing", "women_seats": "0", "disability_seats": "0", "minimum_attendance_pc": "60",
        "excused_at_most": "1", "residents_only": "on", **changed,
    }  # fmt: skip


def test_an_officer_makes_announces_freezes_and_draws(who: Any, browser: Any, monkeypatch: Any) -> None:
    officer = browser("officer")
    refused = officer.post(reverse("office:course-new"), filled(seats="0"))
    assert refused.status_code == 422
    officer.post(reverse("office:course-new"), filled())
    course = Course.objects.get()
    page = reverse("office:course", kwargs={"uuid": course.uuid})
    assert "Umumkan dan buka pendaftaran" in told(officer.get(page))
    on(monkeypatch, ANNOUNCED)
    answer = officer.post(
        reverse("office:course-announce", kwargs={"uuid": course.uuid}),
        {
            "closes_on": CLOSES.isoformat(), "drawn_on": DRAWN.isoformat(), "reveal_by": REVEAL_BY.isoformat(),
            "number_kind": "dice", "number_count": "10", "number_where": "Pendopo, sepuluh warga",
        },
    )  # fmt: skip
    secret = re.search(r'"value code">([0-9a-f]{64})<', answer.content.decode())
    assert secret
    assert secret[1] not in officer.get(page).content.decode()
    people_applied(who, course, 3)
    steps = [(FROZEN, "course-freeze", {}), (DRAWN, "course-number", {"number": DICE}), (DRAWN, "course-draw", {})]
    for day, name, given in steps:
        on(monkeypatch, day)
        answer = officer.post(reverse(f"office:{name}", kwargs={"uuid": course.uuid}), given, follow=True)
        assert "notice success" in answer.content.decode()
    assert Course.objects.get().state == "drawn"
    assert told(officer.get(page)).count("Mendapat kursi") == 2


def test_a_refusal_is_told_on_the_page(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    answer = browser("officer").post(reverse("office:course-freeze", kwargs={"uuid": course.uuid}), follow=True)
    assert "Daftar dibekukan setelah 31-01-2026 dan sebelum 05-02-2026; hari ini 05-01-2026." in told(answer)
    assert Course.objects.get().state == "open"


def test_a_planner_reserves_from_the_page(who: Any, browser: Any) -> None:
    made = making.make_course(by=who.officer, draft=DRAFT)
    where = line()
    address = reverse("office:course-reserve", kwargs={"uuid": made.uuid})
    browser("planner").post(address, {"line": where.pk, "reason": "RKPD"})
    assert Course.objects.get().earmark is not None
    assert browser("officer").post(address, {"line": where.pk, "reason": "RKPD"}).status_code == 403


def test_a_resident_applies_without_an_account_and_finds_it_again(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    phone = Client()
    listed = told(phone.get(reverse("public:courses")))
    assert "Barista dan pengolahan kopi" in listed
    address = reverse("public:course-apply", kwargs={"uuid": course.uuid})
    assert phone.post(address, {"name": ""}).status_code == 422
    given = {"name": "Siti Aminah", "birth_date": "1990-05-01", "village_code": OTHER, "contact": "", "income_idr": ""}
    receipt = phone.post(address, given, follow=True)
    ticket, pin = ticket_and_pin(receipt)
    assert pin not in phone.get(reverse("public:own-application", kwargs={"ticket": ticket})).content.decode()

    other = Client()
    page = reverse("public:own-application", kwargs={"ticket": ticket})
    assert other.get(page).status_code == 302
    enter = reverse("public:course-ticket")
    wrong = "000000" if pin != "000000" else "000001"
    assert "tidak cocok" in told(other.post(enter, {"ticket": ticket, "pin": wrong}))
    opened_again = other.post(enter, {"ticket": ticket.lower(), "pin": pin}, follow=True)
    assert "Terdaftar, menunggu undian" in told(opened_again)
    assert "Siti" not in told(opened_again)
    gone = other.post(reverse("public:own-application-withdraw", kwargs={"ticket": ticket}), follow=True)
    assert "Pendaftaran ditarik" in told(gone)
    assert Application.objects.get().withdrawn_on == ANNOUNCED
    assert Client().post(reverse("public:own-application-withdraw", kwargs={"ticket": ticket})).status_code == 302


def test_a_draft_is_not_found_by_the_public(who: Any) -> None:
    made = drafted(who)
    for name in ("course", "course-apply", "course-draw"):
        assert Client().get(reverse(f"public:{name}", kwargs={"uuid": made.uuid})).status_code == 404


def test_an_operator_finds_the_applicant_in_the_registry(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    person = resident("Sulastri Handayani")
    one = applied(course, "Sulastri Handayani")
    operator = browser("village")
    page = reverse("office:application", kwargs={"uuid": one.uuid})
    assert "Ini orangnya" in told(operator.get(page))
    assert "Ini orangnya" not in told(browser("officer").get(page))
    address = reverse("office:application-identify", kwargs={"uuid": one.uuid})
    assert operator.post(address, {"person": "x"}).status_code == 404
    operator.post(address, {"person": str(person.uuid)})
    assert Application.objects.get().person == person
    listed = told(operator.get(reverse("office:applicants", kwargs={"uuid": course.uuid})))
    assert "Sulastri Handayani" in listed
    assert "ditemukan" in listed


def test_an_operator_applies_for_who_came_and_tells_the_pin_once(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    operator, address = browser("village"), reverse("office:applicants", kwargs={"uuid": course.uuid})
    given = {"name": "Mbah Karto", "birth_date": "1950-01-01", "village_code": VILLAGE, "contact": "", "income_idr": ""}
    text = told(operator.post(address, given))
    assert re.search(r"L-\w{4}-\w{4} · PIN \d{6}", text)
    assert "PIN tampak sekali ini" not in told(operator.get(address))
    not_found = reverse("office:application-not-found", kwargs={"uuid": Application.objects.get().uuid})
    operator.post(not_found, {"reason": "tidak ada di KK mana pun"})
    assert Application.objects.get().not_found is True


def test_a_lost_pin_is_renewed_in_the_office_and_told_once(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    one = applied(course, "Siti")
    operator, address = browser("village"), reverse("office:application-pin", kwargs={"uuid": one.uuid})
    assert "Alasan wajib diisi" in told(operator.post(address, follow=True))
    found = re.search(r"PIN (\d{6})", told(operator.post(address, {"reason": "menunjukkan KTP"})))
    assert found
    enter = reverse("public:course-ticket")
    opened_again = Client().post(enter, {"ticket": one.ticket, "pin": found[1]}, follow=True)
    assert "Terdaftar, menunggu undian" in told(opened_again)


def test_everybody_verifies_the_draw_and_finds_a_number(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    address = reverse("public:course-draw", kwargs={"uuid": course.uuid})
    assert "Undian belum selesai" in told(Client().get(address))
    course = drawn(who, course, monkeypatch)
    answer = Client().get(address)
    text = told(answer)
    assert "tidak cocok" not in text.lower().replace("tidak cocok dengan dokumen", "")
    assert text.count(" cocok ") >= 6
    assert "Warga" not in text
    winner = seated(course)[0]
    assert "Mendapat kursi" in told(Client().get(address, {"nomor": winner.number}))
    assert "tidak ada di kelas ini" in told(Client().get(address, {"nomor": "A-0000-0000"}))
    document = course.draws.get().documents.get(file="2-list.json")
    assert "Cocok: itu sidik dokumen 2-list.json" in told(Client().get(address, {"sidik": document.sha256}))
    assert "Tidak cocok dengan dokumen mana pun" in told(Client().get(address, {"sidik": "0" * 64}))
    assert "Itu bukan sidik" in told(Client().get(address, {"sidik": "abc"}))
    kept = Client().get(
        reverse("public:draw-document", kwargs={"uuid": course.uuid, "number": 1, "file": "2-list.json"})
    )
    assert kept.content == bytes(document.content)
    missing = reverse("public:draw-document", kwargs={"uuid": course.uuid, "number": 2, "file": "2-list.json"})
    assert Client().get(missing).status_code == 404


def test_a_trainer_ticks_names_and_the_certificate_verifies(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    winner = identified(who, course, resident("Siti Aminah"), "Siti Aminah")
    course = drawn(who, course, monkeypatch)
    trainer = browser("trainer")
    days = planned_sessions(who, course)
    sheet = reverse("office:attendance", kwargs={"uuid": course.uuid, "number": 1})
    assert trainer.get(sheet).status_code == 404
    making.assign_trainer(by=who.officer, course=course.uuid, user_id=who.trainer.user_id)
    assert "Pertemuan 1" in told(trainer.get(reverse("office:own-classes")))
    for number, day in enumerate(days, 1):
        on(monkeypatch, day)
        address = reverse("office:attendance", kwargs={"uuid": course.uuid, "number": number})
        given = {f"hadir-{winner.uuid}": "1"} if number < 3 else {f"izin-{winner.uuid}": "1"}
        assert "Daftar hadir disimpan" in told(trainer.post(address, given, follow=True))
    officer = browser("officer")
    officer.post(reverse("office:course-finish", kwargs={"uuid": course.uuid}))
    made = Certificate.objects.get()
    verify = reverse("public:certificate")
    assert "Siti Aminah" in told(Client().post(verify, {"code": made.code}))
    assert "Siti" not in told(Client().get(verify))
    assert "Tidak ada sertifikat" in told(Client().post(verify, {"code": "S-1111-1111"}))
    printed = officer.get(reverse("office:certificate", kwargs={"uuid": made.uuid}))
    assert printed.content.startswith(b"%PDF")
    assert browser("village").get(reverse("office:certificate", kwargs={"uuid": made.uuid})).status_code == 403
    officer.post(reverse("office:certificate-revoke", kwargs={"uuid": made.uuid}), {"reason": "nama keliru"})
    assert "dicabut" in told(Client().post(verify, {"code": made.code}))


def test_the_public_page_keeps_small_counts_back(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    finished(who, drawn(who, course, monkeypatch), monkeypatch)
    text = told(Client().get(reverse("public:course", kwargs={"uuid": course.uuid})))
    assert "tidak disebut" in text
    assert "Warga 0" not in text


def test_surveys_are_done_from_the_due_list(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 2)
    finished(who, drawn(who, course, monkeypatch), monkeypatch)
    operator = browser("village")
    assert "Tidak ada yang jatuh tempo" in told(operator.get(reverse("office:surveys")))
    on(monkeypatch, date(2026, 7, 2))
    assert "Warga 0" in told(operator.get(reverse("office:surveys")))
    one = FollowUp.objects.filter(months=3)[0]
    address = reverse("office:survey", kwargs={"uuid": one.uuid})
    refused = operator.post(address, {"result": "answered", "income_idr": "", "correction": ""})
    assert "penghasilan sebulan wajib diisi" in told(refused)
    operator.post(address, {"result": "answered", "income_idr": "1500000", "correction": ""})
    assert FollowUp.objects.get(pk=one.pk).income_idr == 1_500_000


def test_a_planner_takes_the_tables_along(who: Any, browser: Any, monkeypatch: Any) -> None:
    drawn(who, opened(who, monkeypatch), monkeypatch)
    answer = browser("planner").post(reverse("office:courses-export"), {"owner": "35.05"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert sorted(packed.namelist()) == ["applications.csv", "courses.csv", "outcomes.csv"]
    assert browser("planner").post(reverse("office:courses-export"), {"owner": "35.72"}).status_code == 403
    assert browser("village").post(reverse("office:courses-export"), {"owner": "35.05"}).status_code == 403


def test_a_free_seat_and_a_wrong_identifier(who: Any, browser: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 4)
    course = drawn(who, course, monkeypatch)
    officer, address = browser("officer"), reverse("office:course-give-up", kwargs={"uuid": course.uuid})
    assert officer.post(address, {"application": "x", "reason": "sakit"}).status_code == 404
    gone = seated(course)[0]
    officer.post(address, {"application": str(gone.uuid), "reason": "sakit"})
    assert Application.objects.filter(promoted=True).count() == 1


def test_partners_are_kept_and_offered(who: Any, browser: Any) -> None:
    officer = browser("officer")
    given = {"owner": "35.05", "name": "CV Kopi Kawi", "kind": "firm", "offers": "magang"}
    assert "CV Kopi Kawi" in told(officer.post(reverse("office:course-partners"), given, follow=True))
    assert "CV Kopi Kawi" in told(officer.get(reverse("office:course-new")))
