"""Planning a meeting: its kind, day, place and agenda; who is invited for which element; sending the invitations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area
from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.participation.actions.appending import taken
from merata_portal.participation.actions.recording import record_entry
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import local
from merata_portal.participation.models import AgendaItem, Invitee, Meeting, MeetingEvent
from merata_portal.participation.procedures import kinds_in, procedure_on
from merata_portal.participation.queries.holding import capability_for
from merata_portal.participation.queries.matching import Matched
from merata_portal.personal.columns import sealed, unsealed_many
from merata_portal.personal.reasons import sound_reason

MOST_INVITEES = 2_000
LONGEST_NAME, LONGEST_TITLE, LONGEST_PLACE, LONGEST_PART = 150, 300, 200, 60


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited, and what they say of themselves; None and "" where they do not say."""

    name: str
    element: str
    sex: str = ""
    disability: bool | None = None
    poor: bool | None = None
    part: str = ""


@transaction.atomic
def plan_meeting(
    *, by: Actor, kind: str, area: str, starts_at: datetime, place: str, agenda: Sequence[tuple[str, bool]]
) -> Meeting:
    """A new meeting, with its agenda: titles, and whether an item is one of oversight.

    Raises `MeetingDeclined` where such an area holds no such meeting by the rules of the day, without a place or an
    agenda; `Refused` for who may not hold it there.
    """
    held = by.require(capability_for(kind), area)
    where = Area.objects.filter(code=area).first()
    day = local(starts_at).date()
    if where is None or kind not in kinds_in(where, day):
        raise MeetingDeclined(
            "Musyawarah jenis ini tidak diadakan di wilayah itu pada tanggal itu.",
            "Such a meeting is not held in that area on that day.",
        )
    if not agenda:
        raise MeetingDeclined("Isilah paling sedikit satu butir acara.", "Give the agenda at least one item.")
    meeting = Meeting.objects.create(
        uuid=uuid4(), kind=kind, area=area, starts_at=starts_at, rules_on=day,
        place=_line(place, LONGEST_PLACE, "Tempat", "The place"), made_at=timezone.now(), by_user_id=by.user_id,
    )  # fmt: skip
    for position, (title, oversight) in enumerate(agenda, start=1):
        _item(meeting, position, title, oversight=oversight)
    record(
        by=by, held=held, action="forum.plan", subject=f"meeting:{meeting.uuid}", area=area,
        data={"kind": kind, "day": day.isoformat(), "items": len(agenda)},
    )  # fmt: skip
    return meeting


@transaction.atomic
def change_plan(
    *, by: Actor, meeting: UUID, starts_at: datetime, place: str, agenda: Sequence[tuple[str, bool]]
) -> Meeting:
    """Another day, place or agenda, before the invitations are sent."""
    found, held = taken(by, meeting)
    _only_planned(found)
    where = Area.objects.get(code=found.area)
    found.starts_at, found.rules_on = starts_at, local(starts_at).date()
    found.place = _line(place, LONGEST_PLACE, "Tempat", "The place")
    if not agenda or found.kind not in kinds_in(where, found.rules_on):
        raise MeetingDeclined(
            "Acara kosong, atau musyawarah jenis ini tidak diadakan pada tanggal itu.",
            "The agenda is empty, or such a meeting is not held on that day.",
        )
    found.save(update_fields=["starts_at", "rules_on", "place"])
    found.agenda.all().delete()
    for position, (title, oversight) in enumerate(agenda, start=1):
        _item(found, position, title, oversight=oversight)
    record(
        by=by, held=held, action="forum.change_plan", subject=f"meeting:{found.uuid}", area=found.area,
        data={"day": found.rules_on.isoformat(), "items": len(agenda)},
    )  # fmt: skip
    return found


@transaction.atomic
def add_invitees(
    *, by: Actor, meeting: UUID, guests: Sequence[Guest], matched: Mapping[int, Matched] | None = None
) -> list[Invitee]:
    """Invite people for elements of the community, before the invitations are sent.

    `matched`: by the guest's place in the list, whom of the registry they are (`queries.matching`): then sex,
    disability and poverty are taken from there. Raises `MeetingDeclined` with all faults at once.
    """
    found, held = taken(by, meeting)
    _only_planned(found)
    elements = procedure_on(found.kind, found.rules_on).elements
    known = matched or {}
    already = set(found.invitees.exclude(person=None).values_list("person", flat=True))
    if any(one.person in already for one in known.values()):
        raise MeetingDeclined("Orang itu sudah diundang.", "This person is invited already.")
    _refuse_faulty(guests, elements, _listed(found))
    if found.invitees.count() + len(guests) > MOST_INVITEES:
        raise MeetingDeclined(f"Paling banyak {MOST_INVITEES} undangan.", f"At most {MOST_INVITEES} are invited.")
    made = [_invitee(found, guest, known.get(place)) for place, guest in enumerate(guests)]
    Invitee.objects.bulk_create(made)
    record(
        by=by, held=held, action="forum.add_invitees", subject=f"meeting:{found.uuid}", area=found.area,
        rows=len(made), data={"matched": len(known)},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_invitee(*, by: Actor, meeting: UUID, invitee: UUID) -> None:
    """Take somebody off the list, before the invitations are sent."""
    found, held = taken(by, meeting)
    _only_planned(found)
    found.invitees.get(uuid=invitee).delete()
    record(
        by=by, held=held, action="forum.remove_invitee", subject=f"meeting:{found.uuid}", area=found.area,
        data={"invitee": str(invitee)},
    )  # fmt: skip


@transaction.atomic
def send_invitations(*, by: Actor, meeting: UUID, at: datetime | None = None) -> MeetingEvent:
    """Fix who is invited, for when and to which agenda: from here on the quorum counts them, and the log begins.

    Raises `MeetingDeclined` where nobody is on the list, or the meeting was to begin already.
    """
    found, _held = taken(by, meeting)
    _only_planned(found)
    items = list(found.agenda.all())
    return record_entry(
        by=by, meeting=meeting, kind="invited", at=at,
        data={
            "starts_at": local(found.starts_at).isoformat(timespec="milliseconds"),
            "invitees": [str(one) for one in found.invitees.values_list("uuid", flat=True)],
            "items": [str(one.uuid) for one in items],
            "oversight": [str(one.uuid) for one in items if one.oversight],
        },
    )  # fmt: skip


def _only_planned(meeting: Meeting) -> None:
    if meeting.state != "planned":
        raise MeetingDeclined(
            "Undangan sudah dikirim; daftar undangan, waktu dan acara tidak dapat diubah lagi.",
            "The invitations were sent; who is invited, when and to what cannot be changed any more.",
        )


def _item(meeting: Meeting, position: int, title: str, *, oversight: bool) -> AgendaItem:
    line = _line(title, LONGEST_TITLE, "Butir acara", "An item of the agenda")
    return AgendaItem.objects.create(uuid=uuid4(), meeting=meeting, position=position, title=line, oversight=oversight)


def _line(text: str, longest: int, name_id: str, name_en: str) -> str:
    line = " ".join(sound_reason(text).replace("\x00", "").split())
    if not line or len(line) > longest:
        raise MeetingDeclined(
            f"{name_id} diisi dengan 1 sampai {longest} huruf.", f"{name_en} has 1 to {longest} letters."
        )
    return line


def _same(name: str, element: str, part: str) -> tuple[str, str, str]:
    """By what two lines are the same person: a list sent twice must not count twice for the quorum."""
    return " ".join(name.split()).casefold(), element, " ".join(part.split()).casefold()


def _listed(meeting: Meeting) -> set[tuple[str, str, str]]:
    rows = list(meeting.invitees.all())
    names = unsealed_many(Invitee, "name_sealed", [(one.name_sealed, one.uuid) for one in rows])
    return {_same(name or "", one.element, one.part) for one, name in zip(rows, names, strict=True)}


def _refuse_faulty(guests: Sequence[Guest], elements: Sequence[str], listed: set[tuple[str, str, str]]) -> None:
    faults = []
    for row, guest in enumerate(guests, start=1):
        key = _same(guest.name, guest.element, guest.part)
        if key in listed:
            faults.append(
                (
                    f"baris {row}: sudah ada dalam daftar (nama, unsur dan dusun sama)",
                    f"row {row}: on the list already (same name, element and hamlet)",
                )
            )
        listed.add(key)
        if not 0 < len(guest.name.strip()) <= LONGEST_NAME or "\x00" in guest.name:
            faults.append((f"baris {row}: nama kosong atau terlalu panjang", f"row {row}: no name, or too long"))
        if guest.element not in elements:
            faults.append((f"baris {row}: unsur tidak dikenal", f"row {row}: unknown element of the community"))
        if guest.sex not in {"", "female", "male"}:
            faults.append((f"baris {row}: jenis kelamin tidak dikenal", f"row {row}: unknown sex"))
        if len(guest.part) > LONGEST_PART:
            faults.append((f"baris {row}: nama dusun terlalu panjang", f"row {row}: the hamlet's name is too long"))
    if faults or not guests:
        raise MeetingDeclined(
            f"Daftar undangan perlu diperbaiki: {'; '.join(one for one, _ in faults) or 'kosong'}.",
            f"The list of invitees has faults: {'; '.join(one for _, one in faults) or 'it is empty'}.",
        )


def _invitee(meeting: Meeting, guest: Guest, known: Matched | None) -> Invitee:
    uuid = uuid4()
    return Invitee(
        uuid=uuid, meeting=meeting, element=guest.element, part=sound_reason(" ".join(guest.part.split())),
        name_sealed=sealed(Invitee, "name_sealed", guest.name.strip(), uuid) or b"",
        sex=guest.sex if known is None else known.sex or guest.sex,
        disability=guest.disability if known is None or known.disability is None else known.disability,
        poor=guest.poor if known is None or known.poor is None else known.poor,
        person=None if known is None else known.person,
    )  # fmt: skip
