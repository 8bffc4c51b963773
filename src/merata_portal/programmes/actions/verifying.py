"""What the village's meeting says of each household: confirmed, objected to, removed, or added."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.programmes.actions.taking_in import take_in
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.actions.village_meetings import (
    attach_to_verification,
    close_verification,
    open_part,
    record_meeting,
    reopen_verification,
    unsaid,
)
from merata_portal.programmes.models import Enrolment, Verification, Word
from merata_portal.programmes.queries.reach import enrolment_in_reach, enrolment_to_manage, household_in_reach
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ExitCode, State

__all__ = [
    "add",
    "attach_to_verification",
    "close_verification",
    "confirm_rest",
    "record_meeting",
    "reopen_verification",
    "say",
]

_MAY = Capability.VERIFY_LIST
Said = Word.Said


@transaction.atomic
def say(*, by: Actor, enrolment: UUID, said: str, reason: str = "") -> Word:
    """What the meeting says of one on the list: confirm, object or remove; the latest word holds until the closing.

    An objection leaves the household proposed, for the decree's officer to see; a removal takes it off the list. Both
    need their reason, and so does a confirmation after either of them. Raises `ProgrammeRefused`,
    Enrolment.DoesNotExist outside the actor's villages.
    """
    launch, village_code = enrolment_in_reach(by, enrolment, _MAY)
    # The launch is locked before anything of it, as the decree does: neither waits for the other.
    verification, held = open_part(by, launch, village_code)
    found = enrolment_to_manage(by, enrolment, _MAY)
    if said not in (Said.CONFIRM, Said.OBJECT, Said.REMOVE):
        raise ProgrammeRefused(
            "Yang dapat dinyatakan: setuju, keberatan, atau keluarkan.",
            "What can be said: confirm, object, or remove.",
        )
    last = Word.objects.filter(enrolment=found).order_by("-pk").first()
    plain = said == Said.CONFIRM and (last is None or last.said == Said.CONFIRM)
    reason = sound_reason(reason) if plain else require_reason(reason)
    word = _word(by, verification, found, said, reason)
    _follow(by, found, said, reason)
    record(
        by=by, held=held, action="programmes.say", subject=f"enrolment:{found.uuid}", area=found.village_code,
        reason=reason, data={"said": said},
    )  # fmt: skip
    return word


@transaction.atomic
def add(*, by: Actor, launch: UUID, household: UUID, reason: str, person: UUID | None = None) -> Enrolment:
    """Take in a household of the village, or a person of it, that was not chosen or that the rules would not admit.

    What the rules say of it is kept with it and shown to the decree's officer; its money comes from the launch's
    reserve. Raises `ProgrammeRefused` where it stands in the list already, or the rules have no sum for it;
    Household.DoesNotExist outside the actor's villages.
    """
    reason = require_reason(reason)
    home = household_in_reach(by, household, _MAY)
    verification, held = open_part(by, launch, home.village_code)
    made = take_in(by, verification.launch, home, person, "village", reason)
    _word(by, verification, made, Said.ADD, reason)
    transit([made.pk], to=State.VERIFIED, code="added", reason=reason, on_day=timezone.localdate(), by=by)
    record(
        by=by, held=held, action="programmes.add", subject=f"enrolment:{made.uuid}", area=home.village_code,
        reason=reason, data={"household": str(home.uuid), "annual": f"Rp{made.annual_idr:,}"},
    )  # fmt: skip
    made.refresh_from_db()
    return made


@transaction.atomic
def confirm_rest(*, by: Actor, launch: UUID, village_code: str) -> int:
    """Confirm all of a village's list of whom nothing was said; how many."""
    verification, held = open_part(by, launch, village_code)
    rest = list(unsaid(verification).select_for_update(of=("self",)))
    now = timezone.now()
    Word.objects.bulk_create(
        (
            Word(verification=verification, enrolment=one, said=Said.CONFIRM, reason="", at=now, by_user_id=by.user_id)
            for one in rest
        ),
        batch_size=2_000,
    )
    today = timezone.localdate()
    ids = [one.pk for one in rest]
    transit(ids, to=State.VERIFIED, code="confirmed", reason="", on_day=today, by=by)
    record(
        by=by, held=held, action="programmes.confirm_rest", subject=verification.subject, area=village_code,
        rows=len(rest),
    )  # fmt: skip
    return len(rest)


def _follow(by: Actor, found: Enrolment, said: str, reason: str) -> None:
    """Bring the state after the word."""
    today = timezone.localdate()

    def to(state: State, code: str) -> None:
        transit([found.pk], to=state, code=code, reason=reason, on_day=today, by=by)

    state = State(found.state)
    if said == Said.REMOVE:
        if state == State.EXITED:
            raise ProgrammeRefused("Sudah dikeluarkan.", "They have been removed already.")
        to(State.EXITED, ExitCode.VILLAGE)
        return
    if state == State.EXITED:
        to(State.PROPOSED, "proposed_again")
        state = State.PROPOSED
    if said == Said.CONFIRM and state == State.PROPOSED:
        to(State.VERIFIED, "confirmed")
    if said == Said.OBJECT and state == State.VERIFIED:
        to(State.PROPOSED, "objected")


def _word(by: Actor, verification: Verification, enrolment: Enrolment, said: str, reason: str) -> Word:
    return Word.objects.create(
        verification=verification, enrolment=enrolment, said=said, reason=reason, at=timezone.now(),
        by_user_id=by.user_id,
    )  # fmt: skip
