"""Meetings for the tests: planned, invited, opened and closed on chosen days, by people who may."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from merata_portal.actor import Actor, Held, Role
from merata_portal.participation.actions import inviting, recording
from merata_portal.participation.logs import moment
from merata_portal.participation.models import Meeting

VILLAGE, KELURAHAN = "35.05.01.2001", "35.05.10.1004"
JAKARTA = ZoneInfo("Asia/Jakarta")
START = datetime(2026, 6, 4, 9)  # noqa: DTZ001 - the village's own time
NAMES = ("Siti Aminah", "Budi Santoso", "Wahyu Lestari", "Slamet Riyadi", "Sri Utami", "Joko Susilo")
ELEMENTS = ("women", "farmers", "disability", "community", "youth", "poor")
_numbers = itertools.count(1)


def operator(area: str = VILLAGE, number: int = 901) -> Actor:
    """A village operator."""
    return Actor(number, "Operator", (Held(Role.VILLAGE_OPERATOR, area),))


def council(area: str = "35.05") -> Actor:
    return Actor(902, "Anggota dewan", (Held(Role.COUNCIL_MEMBER, area),))


def officer(role: str = "social_officer", area: str = "35.05") -> Actor:
    return Actor(903, "Petugas", (Held(Role(role), area),))


def planner(area: str = "35.05") -> Actor:
    return Actor(904, "Perencana", (Held(Role.PLANNER, area),))


def planned(by: Actor | None = None, *, kind: str = "musyawarah_desa", area: str = VILLAGE, **more: Any) -> Meeting:
    """A meeting on Thursday 4 June 2026 at nine with two items, the second of oversight."""
    given = {
        "starts_at": moment(START), "place": "Balai desa",
        "agenda": [("RKP Desa 2027", False), ("Pengawasan program", True)],
    } | more  # fmt: skip
    return inviting.plan_meeting(by=by or operator(area), kind=kind, area=area, **given)


def guests(count: int = 6) -> list[inviting.Guest]:
    return [
        inviting.Guest(
            f"{NAMES[place % 6]}{'' if place < 6 else f' {place}'}", ELEMENTS[place % 6],
            sex="female" if place % 2 == 0 else "male", disability=place % 6 == 2, poor=place % 6 == 5,
            part="Krajan" if place % 3 else "Sumber",
        )
        for place in range(count)
    ]  # fmt: skip


@dataclass
class Forum:
    """A meeting with its people and items by id, and what may be written of it at minutes after nine."""

    meeting: UUID
    by: Actor
    invitees: list[str]
    items: list[str]

    def write(self, kind: str, minute: float, data: dict[str, Any] | None = None, **texts: str) -> Any:
        return recording.record_entry(
            by=self.by, meeting=self.meeting, kind=kind, data=data or {}, texts=texts, at=moment(self.at(minute))
        )

    def at(self, minute: float) -> datetime:
        return START + timedelta(minutes=minute)

    def sign(self, *places: int, minute: float = -10) -> None:
        for place in places:
            self.write("signed", minute, {"invitee": self.invitees[place]})

    def event(self, kind: str, minute: float, sequence: int, data: dict[str, Any] | None = None, **texts: str) -> Any:
        """As a device sends it."""
        return {
            "uuid": str(uuid4()), "sequence": sequence, "kind": kind, "at": self.at(minute).isoformat(),
            "data": data or {}, "texts": texts,
        }  # fmt: skip

    def row(self) -> Meeting:
        return Meeting.objects.get(uuid=self.meeting)


def invited(count: int = 6, by: Actor | None = None, **more: Any) -> Forum:
    """Invitations sent three days before."""
    meeting = planned(by, **more)
    who = by or operator(meeting.area)
    inviting.add_invitees(by=who, meeting=meeting.uuid, guests=guests(count))
    inviting.send_invitations(by=who, meeting=meeting.uuid, at=meeting.starts_at - timedelta(days=3))
    people = [str(one) for one in meeting.invitees.order_by("id").values_list("uuid", flat=True)]
    return Forum(meeting.uuid, who, people, [str(one.uuid) for one in meeting.agenda.all()])


def opened(count: int = 6, present: int = 5, **more: Any) -> Forum:
    forum = invited(count, **more)
    forum.sign(*range(present))
    forum.write("opened", 0)
    return forum


def closed(**more: Any) -> Forum:
    """A meeting with one thing of each kind, closed at eleven."""
    forum = opened(**more)
    first, second = forum.items
    visitor = str(uuid4())
    forum.write(
        "observed", 1, {"visitor": visitor, "sex": "female", "element": "women"}, name="Tamu Baru", part="Sumber"
    )
    forum.write("item_taken", 2, {"item": first})
    forum.write("aspiration", 5, {"item": first, "attendee": forum.invitees[0]}, text="Jembatan ke dusun Sumber putus")
    forum.write("spoke", 8, {"item": first, "attendee": visitor})
    forum.write("agreed", 30, {"item": first}, text="Jembatan Sumber didahulukan")
    forum.write("item_taken", 31, {"item": second})
    forum.write(
        "found", 40,
        {
            "office_role": "social_officer", "office_area": "35.05", "item": second, "promised_idr": 300,
            "delivered_idr": 200,
        },
        text="Bantuan triwulan pertama belum diterima sebagian keluarga.",
    )  # fmt: skip
    forum.write("unresolved", 50, {"item": second})
    forum.write("voted", 55, {"item": second, "in_favour": 3, "against": 1, "abstained": 1}, text="Temuan diteruskan")
    forum.write("dissented", 56, {"item": second, "attendee": forum.invitees[1]}, text="Sebaiknya menunggu data")
    forum.write("closed", 120)
    return forum
