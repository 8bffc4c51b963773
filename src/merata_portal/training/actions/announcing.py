"""The announcement: terms and the hash of a secret, public before anybody can know who applies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast
from uuid import UUID, uuid4

from django.db import transaction

from merata.errors import UsageError
from merata.programmes.training import terms as lottery
from merata.programmes.training.canonical import digest
from merata.programmes.training.commitment import COMMITMENT_FILE, commit
from merata.programmes.training.drawing import VOID_FILE
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.columns import sealed
from merata_portal.personal.reasons import sound_reason
from merata_portal.training import clock
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.documents_of_draw import documents, publish
from merata_portal.training.models import Course, Draw
from merata_portal.training.refusals import FaultyCourse, TrainingRefused
from merata_portal.training.states import State

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Days:
    """When applications close, the public number is made, and the secret is due; how and where the number is made."""

    closes_on: date
    drawn_on: date
    reveal_by: date
    number_kind: str
    number_count: int
    number_where: str


@dataclass(frozen=True, slots=True)
class Announced:
    """The draw, the hash to be read out, and its secret: told once, for the sealed envelope of somebody independent."""

    draw: Draw
    sha256: str
    secret: str


@transaction.atomic
def announce(*, by: Actor, course: UUID, days: Days) -> Announced:
    """Publish the terms of a draw today and take applications from now on.

    Raises `FaultyCourse` where days, number or quotas cannot be announced, `TrainingRefused` where money is missing.
    """
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAFT)
    if found.cost_idr and found.earmark is None:
        raise TrainingRefused(
            "Biaya kelas ini belum dicadangkan; mintalah perencana mencadangkannya sebelum diumumkan.",
            "The cost of this class is not reserved; ask a planner to reserve it before it is announced.",
        )
    faults = _faults(found, days)
    if faults:
        raise FaultyCourse(faults)
    before = found.draws.order_by("-round").first()
    round_ = 1 if before is None else before.round + 1
    replaces = None if before is None else digest(documents(before)[VOID_FILE])
    secret = secrets.token_hex(SECRET_BYTES)
    try:
        content = commit(_terms(found, days, round_, replaces), secret)
    except UsageError as error:
        raise FaultyCourse(
            [("ketentuan undian tidak dapat diumumkan; periksa tanggal dan kuota", str(error))]
        ) from error
    uuid = uuid4()
    cell = sealed(Draw, "secret_sealed", secret, uuid)
    made = Draw.objects.create(
        uuid=uuid, course=found, round=round_, secret_sealed=cell, announced_on=clock.today(),
        closes_on=days.closes_on, drawn_on=days.drawn_on, reveal_by=days.reveal_by, number_kind=days.number_kind,
        number_count=days.number_count, number_where=days.number_where,
    )  # fmt: skip
    sha256 = publish(by, made, COMMITMENT_FILE, content)
    moved(found, State.OPEN)
    record(
        by=by, held=held, action="training.announce", subject=found.subject, area=found.owner,
        content_hash=f"sha256:{sha256}", data={"round": round_, "closes_on": days.closes_on.isoformat()},
    )  # fmt: skip
    return Announced(made, sha256, secret)


def _faults(course: Course, days: Days) -> list[tuple[str, str]]:
    today = clock.today()
    kind_known = days.number_kind in lottery.SIDES
    number = lottery.PublicNumber(_kind(days.number_kind), days.number_count, days.drawn_on, days.number_where)
    demands = [
        (days.closes_on > today, ("pendaftaran harus ditutup setelah hari ini", "applications must close after today")),
        (
            (days.drawn_on - days.closes_on).days >= 2,
            (
                "angka umum paling cepat dua hari setelah penutupan, agar daftar sempat dibaca",
                "the public number comes two days after the closing at the earliest, so that the list is read",
            ),
        ),
        (
            days.reveal_by >= days.drawn_on,
            ("batas membuka rahasia sebelum angka umum", "the secret would be due before the public number"),
        ),
        (
            course.starts_on > days.drawn_on,
            ("kelas mulai sebelum diundi", "the class would start before the draw"),
        ),
        (
            kind_known and 1 <= days.number_count <= 100 and number.possibilities >= lottery.FEWEST_NUMBERS,
            ("angka umum perlu sedikitnya 9 dadu atau 7 angka", "the public number needs at least 9 dice or 7 digits"),
        ),
        (
            bool(days.number_where.strip()),
            ("tulis di mana dan oleh siapa angka umum dibuat", "say where and by whom the public number is made"),
        ),
    ]
    sound_reason(days.number_where)
    return [fault for holds, fault in demands if not holds]


def _terms(course: Course, days: Days, round_: int, replaces: str | None) -> lottery.Terms:
    kept = ((lottery.WOMEN, course.women_seats), (lottery.DISABILITY, course.disability_seats))
    return lottery.Terms(
        course=lottery.Course(course.course_id, course.name, course.year, course.owner),
        seats=course.seats,
        quotas=tuple(lottery.Quota(group, seats) for group, seats in kept if seats),
        village_at_most=course.max_per_village,
        need_weights=lottery.NeedWeights(),
        prerequisites=lottery.Prerequisites(
            age_from=course.minimum_age,
            age_to=course.maximum_age,
            schooling_years_from=course.minimum_schooling_years,
            resident_of=course.owner if course.residents_only else None,
            not_before=cast(lottery.Before, course.not_before),
        ),
        public_number=lottery.PublicNumber(
            _kind(days.number_kind), days.number_count, days.drawn_on, days.number_where.strip()
        ),
        announced_on=clock.today(),
        closes_on=days.closes_on,
        reveal_by=days.reveal_by,
        round=round_,
        replaces=replaces,
    )


def _kind(text: str) -> Literal["dice", "digits"]:
    return "digits" if text == "digits" else "dice"
