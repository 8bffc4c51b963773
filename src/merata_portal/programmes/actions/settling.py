"""What a question and a pause hold, and how it is let go: pauses opened and lifted, states following them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Flag, Pause
from merata_portal.programmes.states import Answer, PauseCode, State


def open_pauses(*, by: Actor, code: PauseCode, on_day: date, flags: Sequence[Flag], pausing: bool = True) -> None:
    """Open a pause for each flag, and bring those who are enrolled into it (`pausing`)."""
    now = timezone.now()
    Pause.objects.bulk_create(
        Pause(
            programme_id=one.enrolment.launch.programme_id, household_id=one.enrolment.household_id,
            person_id=one.enrolment.person_id, flag=one, code=code, reason=str(one.evidence.get("what", code)),
            from_day=on_day, at=now, by_user_id=by.user_id,
        )
        for one in flags
    )  # fmt: skip
    enrolled = [one.enrolment_id for one in flags if one.enrolment.state == State.ENROLLED]
    if pausing and enrolled:
        transit(enrolled, to=State.PAUSED, code=code, reason="", on_day=on_day, by=by)


def settle_flags(*, by: Actor, flags: Collection[Flag], answer: Answer, reason: str) -> None:
    """Close flags with an answer, and lift the pauses that waited for them; whoever calls has acted on it."""
    now = timezone.now()
    for one in flags:
        one.answer, one.answer_reason, one.answered_at, one.answered_by_user_id = answer, reason, now, by.user_id
        one.save(update_fields=["answer", "answer_reason", "answered_at", "answered_by_user_id"])
    waiting = Pause.objects.select_for_update().filter(flag__in=flags, lifted_on__isnull=True).order_by("pk")
    lift_pauses(by=by, pauses=list(waiting), reason=reason)


def lift_pauses(*, by: Actor, pauses: Sequence[Pause], reason: str) -> int:
    """Lift pauses; whoever was paused by them, and by no other, is enrolled again. How many those were."""
    today = timezone.localdate()
    for one in pauses:
        one.lifted_on, one.lifted_by_user_id, one.lifted_reason = today, by.user_id, reason
        one.save(update_fields=["lifted_on", "lifted_by_user_id", "lifted_reason"])
    free = [enrolment for one in pauses for enrolment in paused_by(one) if not is_paused(enrolment)]
    ids = {one.pk for one in free}
    return transit(ids, to=State.ENROLLED, code="resumed", reason=reason, on_day=today, by=by) if ids else 0


def paused_by(pause: Pause) -> list[Enrolment]:
    """The paused enrolments that a pause holds, or held: of its programme, household and person."""
    found = Enrolment.objects.filter(
        launch__programme_id=pause.programme_id, household=pause.household, person=pause.person, state=State.PAUSED
    )
    return list(found.select_related("launch"))


def is_paused(enrolment: Enrolment) -> bool:
    """Whether a pause is open for the enrolment's household or person in its programme."""
    return open_pauses_of(enrolment).exists()


def open_pauses_of(enrolment: Enrolment) -> QuerySet[Pause]:
    """The open pauses of the enrolment's programme and household, or person."""
    return Pause.objects.filter(
        programme_id=enrolment.launch.programme_id, household=enrolment.household, person=enrolment.person,
        lifted_on__isnull=True,
    )  # fmt: skip


def paused_among(programme_id: str, enrolments: Sequence[Enrolment]) -> set[int]:
    """The ids of those among `enrolments` for whose household or person a pause is open in the programme."""
    open_ones = Pause.objects.filter(programme_id=programme_id, lifted_on__isnull=True)
    homes = set(open_ones.values_list("household_id", "person_id"))
    return {one.pk for one in enrolments if (one.household_id, one.person_id) in homes}
