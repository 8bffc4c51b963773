from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from made_complaints import FAR_VILLAGE, NEIGHBOUR_VILLAGE, VILLAGE, complaint, passed

from merata_portal.complaints.models import Complaint
from merata_portal.complaints.queries.figures import Figures, figures

pytestmark = pytest.mark.django_db


def test_a_years_complaints_by_hand(areas: dict[str, Any], acting: Callable[..., Any]) -> None:
    today = timezone.localdate()
    for days in (1, 2, 9):
        answered = complaint(village_code=NEIGHBOUR_VILLAGE)
        Complaint.objects.filter(pk=answered.pk).update(
            state="answered", answer="Sudah ditambal.", answered_at=answered.filed_at + timedelta(days=days)
        )
    complaint()
    late = complaint()
    passed(late, 60)
    complaint(village_code=FAR_VILLAGE)
    year = timezone.localtime(late.filed_at).year
    found = figures({VILLAGE, NEIGHBOUR_VILLAGE}, today.year, today)
    expected = Figures(filed=5, answered=3, waiting=2, overdue=1, median_days=2.0)
    if year != today.year:  # the late one was filed before the year began
        expected = Figures(filed=4, answered=3, waiting=1, overdue=0, median_days=2.0)
    assert found == expected
    assert figures({VILLAGE}, today.year - 5, today) == Figures(0, 0, 0, 0, None)
