from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from objection_days import FAR_VILLAGE, MONDAY, OTHER_VILLAGE, VILLAGE, Today, objection

from merata_portal.programmes.models import Objection
from merata_portal.programmes.queries.objection_figures import Figures, figures

pytestmark = pytest.mark.django_db


def test_a_years_objections_by_hand(areas: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    Today(monkeypatch)  # Monday, 2 February 2026; due ten working days later, on the 18th
    for days, outcome in ((2, "upheld"), (6, "changed"), (3, "data")):
        answered = objection(village_code=OTHER_VILLAGE)
        Objection.objects.filter(pk=answered.pk).update(
            state="answered", outcome=outcome, answer_sealed=b"x", answered_by_user_id=1,
            answered_at=answered.filed_at + timedelta(days=days),
        )  # fmt: skip
    objection()
    objection(village_code=FAR_VILLAGE)
    villages = {VILLAGE, OTHER_VILLAGE}
    assert figures(villages, 2026, MONDAY) == Figures(4, 3, 2, 1, 0, 3.0)
    assert figures(villages, 2026, date(2026, 2, 18)).overdue == 0
    assert figures(villages, 2026, date(2026, 2, 19)).overdue == 1
    assert figures(villages, 2025, MONDAY) == Figures(0, 0, 0, 0, 0, None)
