from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from merata_portal.complaints.actions import filing
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint
from merata_portal.tickets.limits import DAY, HOUR, browser_digest, came, refuse_many_of_browser

pytestmark = pytest.mark.django_db
VILLAGE = "35.05.01.2001"


def complained(browser: str, hours_ago: float = 0) -> None:
    from merata_portal.actor import Actor  # noqa: PLC0415 - as the other tests make rows

    made, _pin = filing.file_complaint(
        by=Actor(-1, "anonim / anonymous"), channel="page", village_code=VILLAGE, category="road",
        text="Jalan berlubang di depan sekolah", browser=browser,
    )  # fmt: skip
    Complaint.objects.filter(pk=made.pk).update(filed_at=timezone.now() - timedelta(hours=hours_ago))


def test_a_browser_is_kept_as_a_keyed_digest(areas: dict[str, Any]) -> None:
    one = browser_digest("satu")
    assert one is not None
    assert len(one) == 16
    assert one != browser_digest("dua")
    assert browser_digest("") is None


def test_what_came_within_an_hour_and_a_day(areas: dict[str, Any]) -> None:
    for hours in (0.5, 2, 23, 25):
        complained("satu", hours)
    rows = Complaint.objects.all()
    assert (came(rows, "filed_at", HOUR), came(rows, "filed_at", DAY)) == (1, 3)


def test_only_this_browsers_day_counts_against_it(areas: dict[str, Any]) -> None:
    for hours in (1, 2, 30):
        complained("satu", hours)
    given: Any = (Complaint.objects.all(), "filed_at")
    refuse_many_of_browser(*given, browser_digest("satu"), 3, ("pengaduan", "complaints"), ComplaintDeclined)
    refuse_many_of_browser(*given, browser_digest("dua"), 1, ("pengaduan", "complaints"), ComplaintDeclined)
    refuse_many_of_browser(*given, None, 1, ("pengaduan", "complaints"), ComplaintDeclined)
    with pytest.raises(ComplaintDeclined) as refused:
        refuse_many_of_browser(*given, browser_digest("satu"), 2, ("pengaduan", "complaints"), ComplaintDeclined)
    assert refused.value.text_id.startswith("Gawai ini sudah mengirim 2 pengaduan dalam sehari")
    assert refused.value.text_en.startswith("This device sent 2 complaints within a day")
