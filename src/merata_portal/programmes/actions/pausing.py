"""Pausing by a person, and lifting it: nothing is paid meanwhile, nothing is lost, and it outlives the enrolment."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.settling import lift_pauses, open_pauses_of
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Pause
from merata_portal.programmes.queries.reach import enrolment_to_manage
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import BY_HAND, PauseCode, State


@transaction.atomic
def pause(*, by: Actor, enrolment: UUID, code: str, reason: str) -> Pause:
    """Hold back a household's, or person's, aid of a programme until it is lifted: in this launch and each later one.

    Raises Enrolment.DoesNotExist outside the actor's areas, `ProgrammeRefused` for a code that is not for people to
    give (`states.BY_HAND`), who has left, or who is paused by the same code already.
    """
    reason = require_reason(reason)
    found = enrolment_to_manage(by, enrolment)
    held = by.require(Capability.MANAGE_ENROLMENT, found.village_code)
    if code not in BY_HAND:
        raise ProgrammeRefused(
            f"Sebab {code!r} tidak dapat dipilih; pilih salah satu: {', '.join(str(one.label) for one in BY_HAND)}.",
            f"The code {code!r} cannot be chosen; choose one of {', '.join(one.value for one in BY_HAND)}.",
        )
    if found.state == State.EXITED:
        raise ProgrammeRefused(
            "Sudah keluar dari program; tidak ada yang ditunda.", "They have left the programme; nothing is to pause."
        )
    if open_pauses_of(found).filter(code=code).exists():
        raise ProgrammeRefused("Sudah ditunda dengan sebab ini.", "It is paused for this already.")
    today = timezone.localdate()
    made = Pause.objects.create(
        programme_id=found.launch.programme_id, household=found.household, person=found.person, code=PauseCode(code),
        reason=reason, from_day=today, at=timezone.now(), by_user_id=by.user_id,
    )  # fmt: skip
    running = Enrolment.objects.filter(
        launch__programme_id=made.programme_id, household=made.household, person=made.person, state=State.ENROLLED
    )
    transit(running.values_list("pk", flat=True), to=State.PAUSED, code=code, reason=reason, on_day=today, by=by)
    record(
        by=by, held=held, action="programmes.pause", subject=f"enrolment:{found.uuid}", area=found.village_code,
        reason=reason, data={"code": code, "pause": made.pk},
    )  # fmt: skip
    return made


@transaction.atomic
def lift(*, by: Actor, pause_id: int, reason: str) -> Pause:
    """End a pause; whoever no other pause holds is enrolled again. One that waits for a flag ends by its answer.

    Raises Pause.DoesNotExist outside the actor's areas.
    """
    reason = require_reason(reason)
    by.require_somewhere(Capability.MANAGE_ENROLMENT)
    reached = within(Pause.objects.select_for_update(), by, Capability.MANAGE_ENROLMENT, "household__village_code")
    found = reached.select_related("household").get(pk=pause_id)
    area = found.household.village_code
    held = by.require(Capability.MANAGE_ENROLMENT, area)
    if found.lifted_on is not None:
        raise ProgrammeRefused("Penundaan ini sudah dicabut.", "This pause has been lifted already.")
    if found.flag is not None and found.flag.answered_at is None:
        raise ProgrammeRefused(
            "Penundaan ini menunggu jawaban atas sebuah pertanyaan; jawab pertanyaan itu.",
            "This pause waits for the answer to a flag; answer that.",
        )
    resumed = lift_pauses(by=by, pauses=[found], reason=reason)
    record(
        by=by, held=held, action="programmes.lift_pause", subject=f"household:{found.household.uuid}", area=area,
        reason=reason, rows=resumed, data={"pause": found.pk, "code": found.code},
    )  # fmt: skip
    return found
