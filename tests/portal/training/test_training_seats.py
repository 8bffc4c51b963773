from __future__ import annotations

from collections.abc import Callable

import pytest
from made_courses import VILLAGE, applied, drafted, identified, officers, opened, resident

from merata_portal.actor import Actor
from merata_portal.training.models import Application
from merata_portal.training.queries.seats_by_group import seats_by_group

pytestmark = pytest.mark.django_db


def test_seats_by_group(acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    who = officers(acting)
    course = opened(who, monkeypatch)
    poor = identified(who, course, resident("Siti", desil=2, disability=True), "Siti")
    rich = identified(who, course, resident("Budi", desil=8, sex="male", disability=False), "Budi")
    unknown, left, waits = (applied(course, name, VILLAGE) for name in ("Tamu", "Pergi", "Tunggu"))
    Application.objects.filter(pk__in=[poor.pk, unknown.pk, left.pk]).update(selected=True)
    Application.objects.filter(pk=rich.pk).update(selected=False, promoted=True)
    Application.objects.filter(pk=left.pk).update(gave_up_order=1)
    Application.objects.filter(pk=waits.pk).update(selected=False)
    drafted(who, year=2027)
    assert seats_by_group(acting(("council_member", "35.05")), "35.05", 2026) == {
        "sex": {"female": 1, "male": 1, None: 1},
        "disability": {True: 1, False: 1, None: 1},
        "poor": {True: 1, False: 1, None: 1},
    }
    nothing = {"sex": {}, "disability": {}, "poor": {}}
    assert seats_by_group(acting(("council_member", "35.72")), "35.05", 2026) == nothing
    assert seats_by_group(acting(("council_member", "35.05")), "35.05", 2027) == nothing
