"""Another member of the household in the place of one who cannot take it any more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pyarrow as pa
from django.db.models import Max
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.programmes.actions.leaving import end_entitlements
from merata_portal.programmes.actions.settling import is_paused, settle_flags
from merata_portal.programmes.actions.sharing import next_instalment
from merata_portal.programmes.actions.transiting import begin, transit
from merata_portal.programmes.models import Enrolment, Entitlement, Flag
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import HELD, Answer, ExitCode, State
from merata_portal.registry.models import Person


def hand_on(
    *, by: Actor, enrolment: Enrolment, recipient: UUID, code: ExitCode, reason: str, on_day: date
) -> Enrolment:
    """Let another living member go on: the household's recipient, or an enrolment of their own where it is a person's.

    A person's enrolment ends by `code` from the day, and the other's begins where it stood, with its money, from the
    next instalment on. Raises `ProgrammeRefused` where they do not live in the household, or are in the launch already.
    """
    person = _member(enrolment, recipient)
    if enrolment.person is None:
        enrolment.recipient = person
        enrolment.save(update_fields=["recipient"])
        return enrolment
    if Enrolment.objects.filter(launch=enrolment.launch, person=person).exists():
        raise ProgrammeRefused(
            "Anggota ini sudah ada dalam daftar peluncuran ini; pilih anggota lain atau keluarkan.",
            "This member is in this launch already; choose another, or let it end.",
        )
    return _another(by, enrolment, person, code, reason, on_day)


def _another(by: Actor, enrolment: Enrolment, person: Person, code: ExitCode, reason: str, on_day: date) -> Enrolment:
    source = State(enrolment.state)
    today = timezone.localdate()
    transit([enrolment.pk], to=State.EXITED, code=code, reason=reason, on_day=on_day, by=by)
    asked = list(Flag.objects.filter(enrolment=enrolment, answered_at__isnull=True))
    settle_flags(by=by, flags=asked, answer=Answer.OTHER_MEMBER, reason=reason)
    first = _first_of_other(enrolment) if source in HELD else 1
    (made,) = begin(
        pa.table(
            {
                "launch_id": [enrolment.launch_id], "household_id": [enrolment.household_id], "person_id": [person.pk],
                "village_code": [enrolment.village_code], "annual_idr": [enrolment.annual_idr],
                "quantity": pa.array([None if enrolment.quantity is None else str(enrolment.quantity)], pa.string()),
                "from_instalment": [first], "rank": pa.array([enrolment.rank], pa.int64()),
                "score": [enrolment.score], "earmark": pa.array([enrolment.earmark], pa.int64()),
                "decided_by": [enrolment.decided_by], "reason_id": [enrolment.reason_id],
                "reason_en": [enrolment.reason_en],
            }
        ),
        code="other_member", reason=reason, on_day=today, by=by,
    )  # fmt: skip
    other = Enrolment.objects.select_related("launch", "household", "person").get(pk=made)
    if source != State.PROPOSED:
        transit([made], to=State.VERIFIED, code="other_member", reason=reason, on_day=today, by=by)
    if source in HELD:
        to = State.PAUSED if is_paused(other) else State.ENROLLED
        transit([made], to=to, code="other_member", reason=reason, on_day=today, by=by)
    other.refresh_from_db()
    return other


def _first_of_other(enrolment: Enrolment) -> int:
    """The first instalment of who goes on: the one after the last that stays due to who went."""
    end_entitlements(enrolment)
    kept = Entitlement.objects.filter(enrolment=enrolment).exclude(state=Entitlement.State.CANCELLED)
    last = kept.aggregate(last=Max("cycle__number"))["last"]
    return max(next_instalment(enrolment.launch), enrolment.from_instalment, int(last or 0) + 1)


def _member(enrolment: Enrolment, uuid: UUID) -> Person:
    living = Person.objects.filter(
        died_on__isnull=True, moved_out_on__isnull=True, merged_into_id__isnull=True,
        memberships__household=enrolment.household, memberships__until_day__isnull=True,
    )  # fmt: skip
    others = living if enrolment.person_id is None else living.exclude(pk=enrolment.person_id)
    found = others.filter(uuid=uuid).first()
    if found is None:
        raise ProgrammeRefused(
            "Orang ini tidak tinggal di keluarga itu; pilih anggota yang masih hidup dan tinggal di sana.",
            "This person does not live in that household; choose a member who is alive and lives there.",
        )
    return found
