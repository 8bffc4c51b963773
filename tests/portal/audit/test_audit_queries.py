from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from merata_portal.actor import EVERYWHERE, SYSTEM, Actor, Held, Role, covers
from merata_portal.audit.actions import record
from merata_portal.audit.queries import events, of_subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread() -> None:
    by = SYSTEM("tests")
    with transaction.atomic():
        for area in ("", "35.05", "35.05.01", "35.05.01.2001", "35.72.01.1001", "99.99"):
            record(by=by, held=None, action="a.b", subject=f"area:{area or '-'}", area=area)


def seen(actor: Actor) -> list[str]:
    return [event.area for event in events(actor)]


def test_an_auditor_sees_the_events_of_their_areas_newest_first(spread: None, acting: Callable[..., Actor]) -> None:
    assert seen(acting(("auditor", "35.05"))) == ["35.05.01.2001", "35.05.01", "35.05", ""]
    assert seen(acting(("auditor", "35.72"))) == ["35.72.01.1001", ""]
    assert seen(acting(("auditor", "35.05.01"))) == ["35.05.01.2001", "35.05.01"]


def test_nobody_else_sees_any(spread: None, acting: Callable[..., Actor]) -> None:
    for role in ("planner", "social_officer", "village_operator", "council_member", "administrator"):
        assert seen(acting((role, "35.05"))) == []
    assert seen(SYSTEM("demo")) == []
    assert seen(Actor(-1, "anonim")) == []


def test_one_subject_is_seen_within_ones_areas_only(spread: None, acting: Callable[..., Actor]) -> None:
    auditor = acting(("auditor", "35.05"))
    assert [event.subject for event in of_subject(auditor, "area:35.05.01")] == ["area:35.05.01"]
    assert list(of_subject(auditor, "area:35.72.01.1001")) == []


def test_areas_are_parted_by_whole_codes(acting: Callable[..., Actor]) -> None:
    by = SYSTEM("tests")
    codes = ["", "35.05", "35.050", "35.05.01", "35.05.010", "35.05.1", "35.0", "35", "35.05.01.2001", "36.05"]
    with transaction.atomic():
        for area in codes:
            record(by=by, held=None, action="a.b", subject="x", area=area)
    for held in ("35.05", "35.05.01", "35.05.01.2001"):
        expected = [area for area in codes if covers(held, area) or (not area and held == "35.05")]
        assert seen(acting(("auditor", held)))[::-1] == expected


def test_what_lies_everywhere_is_all() -> None:
    by = SYSTEM("tests")
    with transaction.atomic():
        record(by=by, held=None, action="a.b", subject="x", area="35.05")
    everywhere = Actor(1, "Auditor", (Held(Role.AUDITOR, EVERYWHERE),))
    assert seen(everywhere) == ["35.05"]
