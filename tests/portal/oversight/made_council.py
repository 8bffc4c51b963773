"""A small regency with money, people and meetings whose every figure can be added up by hand."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any
from uuid import uuid4

import made_meetings
from django.utils import timezone
from made_registry import household

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Line
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.oversight.queries.places import Place
from merata_portal.participation.actions.closing import seal_documents
from merata_portal.registry.models import Household, Membership, Person

A, B, FAR = "35.05.01.2001", "35.05.01.2002", "35.72.01.1001"
REGENCY = Place("35.05", "Kabupaten 35.05", "regency")
CITY = Place("35.72", "Kabupaten 35.72", "regency")
_numbers = itertools.count(1)


def somebody(username: str, role: Role) -> Actor:
    """Somebody of an office of both regencies, the same each time."""
    user, _ = User.objects.get_or_create(username=username, defaults={"full_name": f"Orang {username}"})
    return Actor(user.pk, user.full_name, tuple(Held(role, area) for area in ("35.05", "35.72")))


def budget(pillar: str, amount_idr: int, *, owner: str = "35.05", year: int = 2026) -> Line:
    """A line of a budget with so much money."""
    account = f"5.{next(_numbers):03d}"
    ledger.appropriate(
        by=somebody("perencana", Role.PLANNER), owner=owner, year=year, reason="APBD", key=f"apbd-{account}",
        ceilings=[Ceiling(account, "DAU", amount_idr, pillar)],
    )  # fmt: skip
    return Line.objects.get(owner=owner, year=year, account_code=account)


def spent(
    line: Line, village: str, reserved: int, committed: int = 0, paid: int = 0, returned: int = 0, **of: str
) -> Earmark:
    """Money of a line for a village: so much reserved, of it committed, paid, and come back."""
    purpose = of.pop("purpose", f"uji:{next(_numbers)}")
    share = Share(line.pk, purpose, reserved, of.get("programme", ""), village, of.get("proposal", ""), "")
    ledger.reserve(by=somebody("perencana", Role.PLANNER), shares=[share], reason="rencana", key=f"r-{purpose}")
    mark = Earmark.objects.get(line=line, purpose=purpose)
    steps = (
        (ledger.commit, "penetap", committed), (ledger.pay, "pembayar", paid), (ledger.record_return, "kas", returned),
    )  # fmt: skip
    for act, username, amount in steps:
        if amount:
            act(
                by=somebody(username, Role.SOCIAL_OFFICER), sums=[Sum(mark.pk, amount, "")], reason="uji",
                key=f"{username}-{purpose}", document="SP2D 1",
            )  # fmt: skip
    return mark


def home(
    village: str, people: int = 1, *, head_sex: str = "male", desil: int | None = 3, disabled: int = 0
) -> Household:
    """A household of so many people; of them so many disabled, the others known not to be."""
    made = household(village, *(f"Warga {next(_numbers)}" for _ in range(people)), desil=desil, head_sex=head_sex)
    members = list(Membership.objects.filter(household=made).order_by("id").values_list("person", flat=True))
    Person.objects.filter(pk__in=members).update(disability=False)
    Person.objects.filter(pk__in=members[:disabled]).update(disability=True)
    Person.objects.filter(pk=members[0]).update(sex=head_sex)
    return made


def sealed_meeting(area: str, guests: list[Any], present: int, *, kind: str = "musyawarah_desa") -> Any:
    """A meeting of 4 June 2026 whose first `present` guests came and signed, closed and sealed."""
    by = made_meetings.council() if kind == "reses" else made_meetings.operator(area)
    meeting = made_meetings.planned(by, kind=kind, area=area)
    made_meetings.inviting.add_invitees(by=by, meeting=meeting.uuid, guests=guests)
    made_meetings.inviting.send_invitations(
        by=by, meeting=meeting.uuid, at=meeting.starts_at - timezone.timedelta(days=3)
    )
    people = [str(one) for one in meeting.invitees.order_by("id").values_list("uuid", flat=True)]
    forum = made_meetings.Forum(meeting.uuid, by, people, [str(one.uuid) for one in meeting.agenda.all()])
    forum.sign(*range(present))
    forum.write("opened", 0)
    for item in forum.items:
        forum.write("item_taken", 2, {"item": item})
        forum.write("agreed", 5, {"item": item}, text="Disepakati")
    forum.write("closed", 60)
    seal_documents(by=by, meeting=meeting.uuid)
    return forum


def guests(women: int, men: int) -> list[Any]:
    """Women first, then men; nobody's disability or poverty is known."""
    return [
        made_meetings.inviting.Guest(f"Tamu {uuid4().hex[:8]}", "community", sex=sex)
        for sex, many in (("female", women), ("male", men))
        for _ in range(many)
    ]


def noon(year: int, month: int, day: int) -> datetime:
    """Noon of a day where the portal is."""
    return timezone.make_aware(datetime(year, month, day, 12))  # noqa: DTZ001 - made aware here
