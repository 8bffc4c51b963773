from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from merata_portal.actor import SYSTEM
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(areas: dict[str, Any]) -> Job:
    return enqueue(by=SYSTEM("uji"), kind="registry.link", parameters={"area": "35.05"}, area="35.05")


def test_a_job_is_listed_told_and_stopped(
    officer: Client, job: Job, text_of: Callable[[Any], str], told: Callable[[Any], list[str]]
) -> None:
    assert "Pencarian data kembar" in text_of(officer.get("/kantor/pekerjaan/"))
    assert "Hentikan" in text_of(officer.get(f"/kantor/pekerjaan/{job.id}/"))
    answer = officer.post(f"/kantor/pekerjaan/{job.id}/hentikan/", follow=True)
    assert told(answer) == ["Diminta berhenti; yang sudah selesai tetap tersimpan."]
    assert Job.objects.get().status == Status.CANCELLED
    assert "Hentikan" not in text_of(officer.get(f"/kantor/pekerjaan/{job.id}/"))


def test_a_failure_is_told_in_the_pages_language_with_its_code(
    officer: Client, job: Job, text_of: Callable[[Any], str]
) -> None:
    Job.objects.update(status=Status.FAILED, failure_id="Gagal membaca.", failure_en="Cannot read.",
                       failure_code="ab12", finished_at=job.queued_at)  # fmt: skip
    shown = text_of(officer.get(f"/kantor/pekerjaan/{job.id}/"))
    assert "Gagal membaca. Kode untuk operator: ab12" in shown
    with override("en"):
        english = text_of(officer.get(f"/kantor/pekerjaan/{job.id}/", headers={"Accept-Language": "en"}))
    assert "Cannot read." in english


def test_progress_is_a_bar_where_the_end_is_known(officer: Client, job: Job) -> None:
    Job.objects.update(done=1500, total=3000)
    assert b'<progress max="3000" value="1500"' in officer.get(f"/kantor/pekerjaan/{job.id}/").content
    Job.objects.update(total=0)
    assert "1.500 sampai sekarang" in officer.get(f"/kantor/pekerjaan/{job.id}/").content.decode()


def test_who_may_see_a_job_but_not_stop_it(browser: Callable[..., Client], job: Job) -> None:
    planner = browser("planner")
    assert b"Hentikan" not in planner.get(f"/kantor/pekerjaan/{job.id}/").content
    assert planner.post(f"/kantor/pekerjaan/{job.id}/hentikan/").status_code == 403
    assert browser("planner", "35.72").get(f"/kantor/pekerjaan/{job.id}/").status_code == 403
