from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from made_council import CITY, FAR, REGENCY, A, B, budget, guests, noon, sealed_meeting, spent

from merata_portal.actor import Actor
from merata_portal.oversight.queries.pokir import board
from merata_portal.participation.actions import answering, costing
from merata_portal.participation.actions.proposing import Details, submit
from merata_portal.participation.models import Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Makes it noon of that day."""
    return lambda on: monkeypatch.setattr(timezone, "now", lambda: noon(on.year, on.month, on.day))


def point(by: Actor, title: str, village: str = A, **more: Any) -> Proposal:
    given = {"channel": "reses", "village_code": village, "year": 2027, "pillar": "infrastructure", **more}
    return submit(by=by, title=title, **given)[0]


def test_from_the_reses_to_the_rupiah(
    council: Actor, acting: Callable[..., Actor], day: Callable[[date], None]
) -> None:
    day(date(2026, 6, 10))
    meeting = sealed_meeting("35.05", guests(6, 6), 12, kind="reses")
    empty = sealed_meeting("35.05", guests(6, 6), 12, kind="reses")
    first = point(council, "Jembatan gantung Kali Lekso", origin=str(meeting.meeting))
    costing.cost(
        by=acting(("sector_officer", "35.05")), uuid=first.uuid, cost_idr=500, basis="standar harga", year=2026
    )
    answering.answer(
        by=acting(("planner", "35.05")), uuid=first.uuid, outcome="accepted", reason="Masuk rancangan RKPD."
    )
    (told,) = board(council, REGENCY, year=2027).points
    assert (told.state, told.set_aside_idr, told.realised_idr, told.late) == ("answered", 0, 0, "")
    assert told.meeting is not None
    assert told.meeting.uuid == meeting.meeting
    spent(budget("infrastructure", 1_000, year=2027), A, 400, 300, 200, 50, proposal=first.reference)
    (told,) = board(council, REGENCY, year=2027).points
    assert (told.state, told.set_aside_idr, told.realised_idr) == ("realised", 350, 150)
    assert [one.uuid for one in board(council, REGENCY).without] == [empty.meeting]


WHOLE = Details(object_kind="craft_course", address="Balai Dusun Krajan RT 1 RW 2", volume=Decimal(20), unit="orang")


def test_what_is_overdue_is_named(council: Actor, acting: Callable[..., Actor], day: Callable[[date], None]) -> None:
    day(date(2026, 2, 2))
    point(council, "Pipa air Dusun Sumber")
    whole = point(council, "Kelas menjahit", pillar="training", details=WHOLE)
    answered = point(council, "Jalan usaha tani", B)
    planner = acting(("planner", "35.05"))
    answering.answer(by=planner, uuid=answered.uuid, outcome="refused", reason="Bukan kewenangan kabupaten.")

    def late() -> dict[str, str]:
        return {one.proposal.title: one.late for one in board(council, REGENCY, year=2027).points if one.late}

    states = {one.proposal.title: one.state for one in board(council, REGENCY, year=2027).points}
    assert states == {
        "Pipa air Dusun Sumber": "incomplete",
        "Kelas menjahit": "waiting",
        "Jalan usaha tani": "answered",
    }
    # To be complete a week before the Musrenbang RKPD of 20 March, and answered by that day; each day is included.
    day(date(2026, 3, 13))
    assert late() == {}
    day(date(2026, 3, 14))
    assert late() == {"Pipa air Dusun Sumber": "complete"}
    day(date(2026, 3, 20))
    assert late() == {"Pipa air Dusun Sumber": "complete"}
    day(date(2026, 3, 21))
    assert late() == {"Pipa air Dusun Sumber": "complete", "Kelas menjahit": "answer"}
    costing.cost(
        by=acting(("sector_officer", "35.05")), uuid=whole.uuid, cost_idr=500, basis="standar harga", year=2026
    )
    answering.answer(by=planner, uuid=whole.uuid, outcome="accepted", reason="Masuk rancangan RKPD.")
    assert late() == {"Pipa air Dusun Sumber": "complete"}
    assert [one.proposal.title for one in board(council, REGENCY, state="overdue").points] == ["Pipa air Dusun Sumber"]


def test_filters_and_areas(
    council: Actor, city_council: Actor, acting: Callable[..., Actor], day: Callable[[date], None]
) -> None:
    colleague = acting(("council_member", "35.05"))
    day(date(2026, 2, 2))
    one = point(council, "Pipa air Dusun Sumber")
    day(date(2026, 5, 5))
    two = point(colleague, "Jalan usaha tani", B)
    older = point(colleague, "Balai dusun", year=2026)
    elsewhere = point(city_council, "Taman kota", FAR)

    def shown(by: Actor = council, place: Any = REGENCY, **wanted: Any) -> set[int]:
        return {each.proposal.pk for each in board(by, place, **wanted).points}

    assert shown() == {one.pk, two.pk, older.pk}
    assert shown(year=2027) == {one.pk, two.pk}
    assert shown(member=colleague.user_id) == {two.pk, older.pk}
    assert shown(quarter=1) == {one.pk}
    assert shown(quarter=2, year=2027) == {two.pk}
    assert shown(state="realised") == set()
    assert shown(city_council, CITY) == {elsewhere.pk}
    assert shown(city_council, REGENCY) == set()
    assert set(board(council, REGENCY).members) == {council.user_id, colleague.user_id}
    assert board(council, REGENCY).years == (2027, 2026)
