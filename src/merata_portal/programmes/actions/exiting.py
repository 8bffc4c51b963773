"""Leaving a launch by a person's decision, coming back to its list, and who has grown out of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.graduating import graduate
from merata_portal.programmes.actions.leaving import leave
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.programmes.queries.reach import enrolment_to_manage
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ExitCode, State

__all__ = ["exit_enrolment", "graduate", "propose_again"]

BY_HAND = tuple(code for code in ExitCode if code not in (ExitCode.VILLAGE, ExitCode.OTHER_MEMBER))
"""The codes that a person may give; the others come with what they name."""


@transaction.atomic
def exit_enrolment(*, by: Actor, enrolment: UUID, code: str, reason: str, on_day: date) -> Enrolment:
    """Let a household or person leave a launch from a day on; what is not due yet of its money is available again.

    Raises `ProgrammeRefused` for a code that is not for people to give, a day to come or before they were in, and who
    has left already; Enrolment.DoesNotExist outside the actor's areas.
    """
    reason = require_reason(reason)
    found = enrolment_to_manage(by, enrolment)
    held = by.require(Capability.MANAGE_ENROLMENT, found.village_code)
    if code not in BY_HAND:
        raise ProgrammeRefused(
            f"Sebab {code!r} tidak dapat dipilih; pilih salah satu: {', '.join(str(one.label) for one in BY_HAND)}.",
            f"The code {code!r} cannot be chosen; choose one of {', '.join(one.value for one in BY_HAND)}.",
        )
    freed = leave(by=by, enrolment=found, code=ExitCode(code), reason=reason, on_day=on_day)
    record(
        by=by, held=held, action="programmes.exit", subject=f"enrolment:{found.uuid}", area=found.village_code,
        reason=reason, data={"code": code, "on_day": on_day.isoformat(), "given_back": f"Rp{freed:,}"},
    )  # fmt: skip
    found.refresh_from_db()
    return found


@transaction.atomic
def propose_again(*, by: Actor, enrolment: UUID, reason: str) -> Enrolment:
    """Put who left back among the proposed: before the decree for the village, after it for an objection."""
    reason = require_reason(reason)
    found = enrolment_to_manage(by, enrolment)
    held = by.require(Capability.MANAGE_ENROLMENT, found.village_code)
    if found.launch.state in (Launch.State.CLOSED, Launch.State.WITHDRAWN):
        raise ProgrammeRefused(
            "Peluncuran ini sudah berakhir; usulkan dalam peluncuran berikutnya.",
            "This launch has ended; propose them in the next one.",
        )
    transit(
        [found.pk], to=State.PROPOSED, code="proposed_again", reason=reason, on_day=timezone.localdate(), by=by
    )  # fmt: skip
    record(
        by=by, held=held, action="programmes.propose_again", subject=f"enrolment:{found.uuid}",
        area=found.village_code, reason=reason,
    )  # fmt: skip
    found.refresh_from_db()
    return found
