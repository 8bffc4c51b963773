"""Leaving a launch, whoever decided it: the state, the questions that stood open, and the money that is free."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.actions.reconciling import GONE_BACK
from merata_portal.programmes.actions.settling import settle_flags
from merata_portal.programmes.actions.sharing import free_remainder
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Entitlement, Flag, Payment
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import HELD, Answer, ExitCode, State


def leave(*, by: Actor, enrolment: Enrolment, code: ExitCode, reason: str, on_day: date) -> int:
    """Take an enrolment (locked) out of its launch from a day on; rupiah of its commitment that were given back.

    Open flags are answered by it, pauses by hand stay: they hold for a later enrolment too. Raises `ProgrammeRefused`
    for a day to come, and where it has left already.
    """
    if on_day > timezone.localdate():
        raise ProgrammeRefused(
            f"Tanggal {on_day.isoformat()} belum tiba; keluarkan pada harinya, atau pakai tanggal hari ini.",
            f"The day {on_day.isoformat()} is still to come; do it on that day, or take today's.",
        )
    was_held = enrolment.state in HELD
    transit([enrolment.pk], to=State.EXITED, code=code, reason=reason, on_day=on_day, by=by)
    enrolment.state, enrolment.since = State.EXITED, on_day
    asked = list(Flag.objects.filter(enrolment=enrolment, answered_at__isnull=True))
    settle_flags(by=by, flags=asked, answer=Answer.EXIT, reason=reason)
    if not was_held:
        return 0
    ended_idr = end_entitlements(enrolment)
    times = enrolment.transitions.filter(target=State.EXITED).count()
    return free_remainder(
        by=by, enrolment=enrolment, reason=reason, key=f"exit:{enrolment.uuid}:{times}", ended_idr=ended_idr
    )


def end_entitlements(enrolment: Enrolment) -> int:
    """Cancel at once what one who has just left is not due any more; rupiah of it that still stand committed.

    What came back of a payment is available already, and is none of it.
    """
    waiting = Entitlement.objects.filter(enrolment=enrolment, state__in=(Entitlement.State.DUE, Entitlement.State.HELD))
    before = list(waiting.values_list("pk", flat=True))
    settle_held(Entitlement.objects.filter(pk__in=before))
    ended = Entitlement.objects.filter(pk__in=before, state=Entitlement.State.CANCELLED)
    came_back = Payment.objects.filter(entitlement=OuterRef("pk"), status__in=GONE_BACK)
    return int(ended.exclude(Exists(came_back)).aggregate(total=Sum("amount_idr", default=0))["total"])
