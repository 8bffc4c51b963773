"""The pages of works: an officer with contract and photographs, the village's hand-over, a resident's report."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from made_works import (
    ANYBODY,
    PDF,
    candidate,
    contracted,
    finished,
    handed_over,
    line,
    photo,
    photos,
    planned,
    reported,
    under_way,
)  # fmt: skip
from PIL import Image

from merata_portal.accounts.models import User
from merata_portal.attachments.models import Attachment
from merata_portal.infrastructure.actions import mending
from merata_portal.infrastructure.models import Contract, Defect, Payment, Project
from merata_portal.infrastructure.queries import defects

pytestmark = pytest.mark.django_db
TEXT = "Jembatan ambruk di sisi timur, motor tidak bisa lewat"


@pytest.fixture
def browser(browser_of: Any, who: Any) -> Any:
    """`browser("officer")`: signed in as one of `who`."""
    return lambda name: browser_of(User.objects.get(pk=getattr(who, name).user_id))


def told(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def upload(name: str, content: bytes, kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def at(name: str, thing: Any) -> str:
    return reverse(f"office:{name}", kwargs={"uuid": thing.uuid})


def test_from_a_candidate_to_a_contract(who: Any, browser: Any) -> None:
    officer, planner = browser("officer"), browser("planner")
    given = {
        "name": "Jalan Salam", "kind": "road", "work": "rehabilitation", "owner": "35.05",
        "village_code": "35.05.01.2001", "place": "RT 3", "latitude": "-8.1", "longitude": "112.1", "about": "",
        "candidate_id": "project_7", "proposal": "U-1",
    }  # fmt: skip
    assert officer.post(reverse("office:project-new"), {**given, "latitude": "95"}).status_code == 422
    officer.post(reverse("office:project-new"), given)
    made = Project.objects.get()
    plan = {
        "line": line().pk, "amount_idr": "500000000", "start_on": "2026-02-10", "finish_on": "2026-06-30",
        "reason": "RKPD 2026", "name1": "Badan jalan", "weight1": "60", "due1": "2026-04-30", "name2": "Aspal",
        "weight2": "40", "due2": "2026-06-30",
    }  # fmt: skip
    assert "Rencanakan dan cadangkan dana" in told(planner.get(at("project", made)))
    assert planner.post(at("project-plan", made), {**plan, "due2": ""}).status_code == 422
    planner.post(at("project-plan", made), plan)
    assert Project.objects.get().budget_idr == 500_000_000
    officer.post(at("project-tender", made), {"reason": "LPSE"})
    contract = {
        "form": "cv", "name": "CV Karya Jaya", "npwp": "01.234.567.8-901.000", "number": "602/1", "method": "open",
        "signed_on": "2026-02-01", "starts_on": "2026-02-01", "ends_on": "2026-06-30", "value_idr": "400000000",
        "warranty_days": "180", "reason": "pemenang",
    }  # fmt: skip
    person = officer.post(at("project-contract", made), {**contract, "npwp": "3505991234567890"})
    assert "orang perseorangan tidak dicatat" in told(person)
    officer.post(at("project-contract", made), contract)
    assert Contract.objects.get().value_idr == 400_000_000
    assert Project.objects.get().state == "contracted"
    officer.post(at("project-start", made), {"on_day": "kemarin", "reason": "SPMK"})
    assert Project.objects.get().state == "contracted"
    officer.post(at("project-start", made), {"on_day": "2026-02-10", "reason": "SPMK"})
    assert Project.objects.get().state == "under_way"


def test_a_report_with_two_photographs_is_on_the_public_page(who: Any, browser: Any) -> None:
    made = under_way(who)
    given = {"on_day": "2026-03-15", "physical_pc": "40", "note": "pondasi selesai", "correction": ""}
    officer = browser("officer")
    assert officer.post(at("project-report", made), given).status_code == 422
    photos = [upload("a.jpg", photo()), upload("b.jpg", photo(-8.2, colour=7))]
    officer.post(at("project-report", made), {**given, "photos": photos})
    page = Client().get(reverse("public:project", kwargs={"uuid": made.uuid}))
    text = told(page)
    assert "40,0%" in text
    assert "0 m dari lokasi" in text
    assert "11.120 m dari lokasi" in text
    shot = Attachment.objects.order_by("id")[0]
    kept = b"".join(Client().get(reverse("public:project-photo", kwargs={"uuid": shot.uuid})).streaming_content)  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()


def test_the_village_accepts_with_its_minutes(who: Any, browser: Any) -> None:
    made = finished(who)
    given = {"accepted": "1", "on_day": "2026-07-01", "minutes_number": "BAST/1", "findings": "cat railing"}
    village = browser("village")
    assert village.post(at("project-hand-over", made), given).status_code == 422
    assert browser("officer").post(at("project-hand-over", made), given).status_code == 403
    village.post(at("project-hand-over", made), {**given, "minutes": upload("b.pdf", PDF, "application/pdf")})
    assert Project.objects.get().state == "handed_over"
    paper = Attachment.objects.get(kind="minutes")
    assert b"".join(village.get(at("project-file", paper)).streaming_content) == PDF
    assert Client().get(reverse("public:project-photo", kwargs={"uuid": paper.uuid})).status_code == 404


def test_three_persons_pay(who: Any, browser: Any) -> None:
    made = under_way(who)
    officer, checker, payer = browser("officer"), browser("checker"), browser("payer")
    asked = {"milestone": "1", "amount": "1000000", "document": "SPP 1", "reason": "tahap 1"}
    officer.post(at("project-payment-ask", made), asked)
    one = Payment.objects.get()
    assert officer.post(at("project-payment-check", one), {"reason": "x"}).status_code == 403
    checker.post(at("project-payment-check", one), {"reason": "sesuai"})
    payer.post(at("project-payment-pay", one), {"document": "SP2D 1", "reason": "lengkap"})
    assert Payment.objects.get().state == "paid"
    assert "0,3%" in told(Client().get(reverse("public:project", kwargs={"uuid": made.uuid})))


def test_a_resident_reports_and_everybody_sees_days_contractor_and_warranty(who: Any) -> None:
    made = handed_over(who)
    phone = Client()
    address = reverse("public:defect-report", kwargs={"uuid": made.uuid})
    assert phone.post(address, {"kind": "collapse", "text": ""}).status_code == 422
    given = {"kind": "collapse", "text": TEXT, "contact": "rumah Bu RT", "photos": [upload("x.jpg", photo())]}
    receipt = phone.post(address, given, follow=True)
    assert "Laporan Anda sudah tampil untuk semua" in told(receipt)
    text = told(Client().get(reverse("public:project", kwargs={"uuid": made.uuid})))
    for wanted in (TEXT, "96 hari setelah serah terima", "dalam masa pemeliharaan", "CV Karya Jaya"):
        assert wanted in text
    assert "Bu RT" not in text
    ticket = Defect.objects.get().ticket
    assert ticket in receipt.content.decode()
    assert Client().get(reverse("public:own-defect", kwargs={"ticket": ticket})).status_code == 302
    assert "tidak cocok" in told(Client().post(reverse("public:defect-ticket"), {"ticket": ticket, "pin": "1"}))


def test_a_held_report_is_counted_and_not_read(who: Any, browser: Any) -> None:
    made = handed_over(who)
    given = {"kind": "crack", "text": "retak, hubungi 081234567890", "photos": [upload("x.jpg", photo())]}
    receipt = Client().post(reverse("public:defect-report", kwargs={"uuid": made.uuid}), given, follow=True)
    assert "memuat nomor telepon" in told(receipt)
    page = told(Client().get(reverse("public:project", kwargs={"uuid": made.uuid})))
    assert "1 laporan menunggu dibaca petugas" in page
    assert "081234567890" not in page
    shot = Attachment.objects.get(kind="photo", subject__startswith="defect:")
    assert Client().get(reverse("public:project-photo", kwargs={"uuid": shot.uuid})).status_code == 404
    defect, village = Defect.objects.get(), browser("village")
    assert "081234567890" in told(village.get(at("defect", defect)))
    village.post(at("defect-show", defect), {"shown": "1", "reason": "nomor kantor desa"})
    assert "081234567890" in told(Client().get(reverse("public:project", kwargs={"uuid": made.uuid})))


def test_a_defect_is_asked_for_mended_and_confirmed(who: Any, browser: Any) -> None:
    made = handed_over(who)
    phone = Client()
    phone.post(reverse("public:defect-report", kwargs={"uuid": made.uuid}), {"kind": "crack", "text": TEXT})
    defect, officer, village = Defect.objects.get(), browser("officer"), browser("village")
    assert "Retak atau turun" in told(officer.get(reverse("office:defects")))
    officer.post(at("defect-ask", defect), {"days": "5", "reason": "surat teguran 1"})
    assert "sampai 12 Oktober 2026" in told(Client().get(reverse("public:project", kwargs={"uuid": made.uuid})))
    assert officer.post(at("defect-mended", defect), {"note": "dilas"}).status_code == 422
    officer.post(at("defect-mended", defect), {"note": "dilas", "photos": [upload("y.jpg", photo(colour=9))]})
    assert officer.post(at("defect-confirm", defect), {"reason": "baik"}).status_code == 403
    village.post(at("defect-confirm", defect), {"reason": "sudah dicoba"})
    assert Defect.objects.get().state == "confirmed"
    phone.post(reverse("public:own-defect-reopen", kwargs={"ticket": defect.ticket}))
    assert Defect.objects.get().state == "reopened"
    officer.post(at("defect-reject", defect), {"reason": "bukan jembatan ini"})
    village.post(at("defect-reopen", defect), {"reason": "memang jembatan ini"})
    assert Defect.objects.get().state == "reopened"


def test_lists_show_warnings_delay_and_defects_with_few_queries(
    who: Any, browser: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        reported(who, under_way(who, name=f"Jembatan {number}"), "30", date(2026, 3, 15))
    officer = browser("officer")
    officer.get(reverse("office:projects"))
    with django_assert_max_num_queries(20):
        text = told(officer.get(reverse("office:projects")))
    assert text.count("30,0%") == 3
    with django_assert_max_num_queries(16):
        text = told(Client().get(reverse("public:projects")))
    assert text.count("terlambat 97 hari") == 3


def test_candidates_are_not_public_and_the_open_data_are(who: Any) -> None:
    made = candidate(who.officer, name="Calon rahasia")
    address = reverse("public:oc4ids")
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("public:project", kwargs={"uuid": made.uuid})).status_code == 404
    planned(who, name="Jalan Salam")
    found = json.loads(Client().get(address).content)
    assert [one["title"] for one in found["projects"]] == ["Jalan Salam"]
    assert "Calon rahasia" not in told(Client().get(reverse("public:projects")))


def test_every_step_of_an_officer_has_its_form(who: Any, browser: Any) -> None:
    made = contracted(who)
    officer, planner = browser("officer"), browser("planner")
    officer.post(at("project-party", made), {"role": "supervisor", "form": "pt", "name": "PT Awas", "npwp": ""})
    amended = {
        "document": "ADD-1", "signed_on": "2026-05-01", "value_idr": "450000000", "ends_on": "2026-08-31",
        "reason": "longsor",
    }  # fmt: skip
    officer.post(at("project-amend", made), amended)
    text = told(officer.get(at("project", made)))
    assert "PT Awas" in text
    assert "Adendum 1 (ADD-1" in text
    planner.post(at("project-release", made), {"reason": "sisa"})
    officer.post(at("project-cancel", made), {"reason": "lahan sengketa"})
    assert Project.objects.get().state == "cancelled"
    assert "lahan sengketa" in told(officer.get(at("project", made)))


def test_many_defects_of_a_work_are_read_with_as_many_queries_as_one(who: Any, django_assert_num_queries: Any) -> None:
    made = handed_over(who)
    for at in range(6):
        mending.report_defect(
            by=ANYBODY, project=made.uuid, kind="crack", text="Retak di sisi timur jembatan",
            photos=photos(photo(colour=at), photo(colour=100 + at)),
        )  # fmt: skip
    # The defects, what became of them, and their photographs.
    with django_assert_num_queries(3):
        rows = defects.public_defects(made)
    assert [len(row.pictures) for row in rows] == [2] * 6
