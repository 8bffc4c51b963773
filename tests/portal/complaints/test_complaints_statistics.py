from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from made_complaints import NEIGHBOUR_VILLAGE, complaint

from merata_portal.complaints.models import Complaint
from merata_portal.complaints.queries.statistics import statistics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def answered_after(days: float, **changed: Any) -> None:
    made = complaint(**changed)
    Complaint.objects.filter(pk=made.pk).update(
        state="answered", answer="Sudah.", answered_at=made.filed_at + timedelta(days=days), due_on=None
    )


def test_counts_and_median_days_by_category_and_village() -> None:
    for days in (1, 2, 3, 4, 30):
        answered_after(days)
    for number in range(6):
        complaint(f"Sekolah bocor di kelas {number}", category="facility", village_code=NEIGHBOUR_VILLAGE)
    found = statistics()
    assert (found.total.filed, found.total.answered, found.total.median_days) == (11, 5, 3.0)
    told = {one.group: (one.filed, one.median_days) for one in (*found.by_category, *found.by_village)}
    assert told == {
        "road": (5, 3.0), "facility": (6, None), "35.05.01.2001": (5, 3.0), NEIGHBOUR_VILLAGE: (6, None)
    }  # fmt: skip


def test_few_are_not_told_nor_what_would_tell_them() -> None:
    for number in range(7):
        complaint(f"Jalan berlubang di titik {number}")
    for number in range(2):
        complaint(f"Pelatihan batal di pekan {number}", category="training")
    found = statistics()
    assert found.total.filed == 9
    # Two are too few; and 9 − 7 would tell them, so the seven are kept back too.
    assert {one.group: one.filed for one in found.by_category} == {"road": None, "training": None}


def test_old_ones_those_in_review_and_those_off_the_list_are_not_counted() -> None:
    for number in range(5):
        complaint(f"Jalan berlubang di titik {number}")
    old = complaint("Jalan berlubang dulu sekali")
    Complaint.objects.filter(pk=old.pk).update(filed_at=timezone.now() - timedelta(days=400))
    complaint("Petugas meminta pungutan", category="oversight")
    hidden = complaint("Iklan obat kuat murah")
    Complaint.objects.filter(pk=hidden.pk).update(state="spam", due_on=None)
    assert statistics().total.filed == 5


def test_an_empty_portal_has_an_empty_table() -> None:
    found = statistics()
    assert (found.total.filed, found.by_category, found.by_village) == (0, (), ())
