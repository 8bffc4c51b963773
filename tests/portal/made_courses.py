"""Classes for tests: officers with separate duties, people of the registry, and a lottery walked day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import made_registry

from merata_portal.actor import SYSTEM, Actor
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Ceiling
from merata_portal.registry.models import Household, Person
from merata_portal.training import clock
from merata_portal.training.actions import announcing, applying, completing, drawing, funding, holding, making
from merata_portal.training.models import Application, Course
from merata_portal.training.requests import CourseDraft

VILLAGE, OTHER = "35.05.01.2001", "35.05.01.2002"
ANYBODY = Actor(-1, "anonim / anonymous")
ANNOUNCED, CLOSES, FROZEN, DRAWN = date(2026, 1, 5), date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 5)
REVEAL_BY = date(2026, 2, 7)
DICE = "6 4 2 2 5 1 3 3 6 1"
DAYS = announcing.Days(CLOSES, DRAWN, REVEAL_BY, "dice", 10, "Pendopo, sepuluh warga masing-masing melempar satu dadu")
DRAFT = CourseDraft(
    name="Barista dan pengolahan kopi", sector="services", owner="35.05", year=2026, village_code=VILLAGE,
    place="BLK Wlingi", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 31), seats=2, sessions=3,
    cost_idr=30_000_000, minimum_attendance_pc=60, excused_at_most=1, minimum_age=18,
)  # fmt: skip


@dataclass(frozen=True)
class Officers:
    planner: Actor
    officer: Actor
    payer: Actor
    village: Actor
    trainer: Actor


def officers(acting: Callable[..., Actor]) -> Officers:
    return Officers(
        acting(("planner", "35.05")), acting(("sector_officer", "35.05")), acting(("social_officer", "35.05")),
        acting(("village_operator", "35.05.01")), acting(("trainer", "35.05")),
    )  # fmt: skip


def on(monkeypatch: Any, day: date) -> None:
    """Make it that day."""
    monkeypatch.setattr(clock, "today", lambda: day)


def line(amount_idr: int = 500_000_000, owner: str = "35.05") -> Line:
    appropriate(
        by=SYSTEM("uji"), owner=owner, year=2026, reason="APBD 2026", key=uuid4().hex,
        ceilings=[Ceiling(f"2.07.{uuid4().hex[:6]}", "DBHCHT", amount_idr, "training")],
    )  # fmt: skip
    return Line.objects.latest("pk")


def resident(name: str, village: str = VILLAGE, *, desil: int = 3, **known: Any) -> Person:
    """A person who lives alone in a household of the registry; a woman born in 1990 unless said otherwise."""
    home: Household = made_registry.household(village, name, desil=desil)
    found: Person = Person.objects.get(memberships__household=home)
    Person.objects.filter(pk=found.pk).update(**{"sex": "female", "birth_date": date(1990, 5, 1), **known})
    return Person.objects.get(pk=found.pk)


def drafted(who: Officers, **changed: Any) -> Course:
    """A draft with its money reserved."""
    made = making.make_course(by=who.officer, draft=replace(DRAFT, **changed))
    if made.cost_idr:
        funding.reserve_course(by=who.planner, course=made.uuid, line=line().pk, reason="RKPD 2026")
    return made


def opened(who: Officers, monkeypatch: Any, **changed: Any) -> Course:
    made = drafted(who, **changed)
    on(monkeypatch, ANNOUNCED)
    announcing.announce(by=who.officer, course=made.uuid, days=DAYS)
    return Course.objects.get(pk=made.pk)


def applied(course: Course, name: str, village: str = VILLAGE, **more: Any) -> Application:
    form = applying.Form(name, date(1990, 5, 1), village, contact="depan masjid", **more)
    return applying.apply(by=ANYBODY, course=course.uuid, form=form)[0]


def identified(who: Officers, course: Course, person: Person, name: str, **more: Any) -> Application:
    """An application of that person of the registry."""
    made = applied(course, name, person.village_code, **more)
    return applying.identify(by=who.village, application=made.uuid, person=person.uuid)


def people_applied(who: Officers, course: Course, count: int, **more: Any) -> list[Application]:
    return [identified(who, course, resident(f"Warga {at}"), f"Warga {at}", **more) for at in range(count)]


def drawn(who: Officers, course: Course, monkeypatch: Any) -> Course:
    """Freeze, take the number and draw, each on its day."""
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    drawing.draw_seats(by=who.officer, course=course.uuid)
    return Course.objects.get(pk=course.pk)


def seated(course: Course) -> list[Application]:
    return [one for one in course.applications.order_by("place_in_draw") if one.takes_part]


def planned_sessions(who: Officers, course: Course) -> list[date]:
    days = [course.starts_on + timedelta(days=7 * at) for at in range(course.sessions)]
    holding.plan_sessions(by=who.officer, course=course.uuid, days=days)
    return days


def attended(who: Officers, course: Course, monkeypatch: Any, statuses: Iterable[dict[Any, str]]) -> None:
    """Record each session on its day: statuses by application's uuid, `present` for whoever is not named."""
    for number, (day, said) in enumerate(zip(planned_sessions(who, course), statuses, strict=True), 1):
        on(monkeypatch, day)
        everybody = {one.uuid: said.get(one.uuid, "present") for one in seated(course)}
        holding.record_attendance(by=who.officer, course=course.uuid, number=number, statuses=everybody)


def finished(who: Officers, course: Course, monkeypatch: Any, statuses: Iterable[dict[Any, str]] = ()) -> Course:
    """A class that was held: everybody came, unless said otherwise."""
    attended(who, course, monkeypatch, list(statuses) or [{}] * course.sessions)
    on(monkeypatch, course.ends_on)
    return completing.finish_course(by=who.officer, course=course.uuid)
