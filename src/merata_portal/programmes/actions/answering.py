"""What the office does with an objection: take it up, find whom it is about, ask, and answer; never by who decided."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.objecting import step
from merata_portal.programmes.actions.objection_effects import carry_out, refuse_effect, refuse_unchanged_data
from merata_portal.programmes.models.enrolments import Enrolment
from merata_portal.programmes.models.objections import Objection, ObjectionStep
from merata_portal.programmes.objection_clock import due_on
from merata_portal.programmes.objection_duties import refuse_who_acted
from merata_portal.programmes.objection_texts import sealed, told
from merata_portal.programmes.queries.stored_reasons import stored_reason
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.terms import terms
from merata_portal.registry.models import Household
from merata_portal.working_calendar import working_calendar

MOST_QUESTIONS = 3
"""So that nobody holds the clock by asking again and again."""
State, Kind, Outcome, Effect = Objection.State, ObjectionStep.Kind, Objection.Outcome, Objection.Effect


@transaction.atomic
def take_up(*, by: Actor, objection: UUID) -> Objection:
    """Begin to hear an objection that came in."""
    found, held = _mine(by, objection, State.FILED)
    step(found, Kind.TAKEN_UP, by)
    found.state = State.HEARD
    found.save(update_fields=["state"])
    _record(by, held, "take_up", found)
    return found


@transaction.atomic
def find_subject(*, by: Actor, objection: UUID, household: UUID, enrolment: UUID | None = None) -> Objection:
    """Say which household the objection is about; its enrolment in the launch is found by itself where it has one.

    Raises `DoesNotExist` for a household outside the actor's areas or an enrolment that is not its own.
    """
    found, held = _mine(by, objection, State.HEARD, State.ASKED)
    home = within(Household.objects.filter(uuid=household), by, Capability.VIEW_REGISTRY).get()
    found.household, found.enrolment = home, _enrolment(found, home, enrolment)
    if found.enrolment is not None:
        found.launch = found.enrolment.launch
    # Now that it is known whom it is about, it may turn out to be the officer's own decision.
    refuse_who_acted(by, found)
    step(found, Kind.FOUND, by)
    found.save(update_fields=["household", "enrolment", "launch"])
    _record(by, held, "find", found, household=str(home.uuid))
    return found


@transaction.atomic
def ask(*, by: Actor, objection: UUID, question: str) -> Objection:
    """Ask the resident something: the clock stands still until they reply, or until the term to reply is over."""
    found, held = _mine(by, objection, State.HEARD)
    if found.steps.filter(step=Kind.ASKED).count() >= MOST_QUESTIONS:
        raise ProgrammeRefused(
            f"Sudah {MOST_QUESTIONS} kali bertanya; putuskan dengan yang diketahui.",
            f"{MOST_QUESTIONS} questions were asked; decide by what is known.",
        )
    step(found, Kind.ASKED, by, told(question))
    found.state, found.due_on = State.ASKED, due_on(found)
    found.save(update_fields=["state", "due_on"])
    _record(by, held, "ask", found)
    return found


@transaction.atomic
def resume(*, by: Actor, objection: UUID, heard: str = "") -> Objection:
    """Let the clock run again: with what the resident said otherwise (`heard`), or without once their term is over."""
    found, held = _mine(by, objection, State.ASKED)
    if not heard.strip():
        _refuse_before_the_term(found)
    step(found, Kind.REPLIED if heard.strip() else Kind.RESUMED, by, told(heard) if heard.strip() else "")
    found.state, found.due_on = State.HEARD, due_on(found)
    found.save(update_fields=["state", "due_on"])
    _record(by, held, "resume", found, replied=bool(heard.strip()))
    return found


@transaction.atomic
def answer(*, by: Actor, objection: UUID, outcome: str, answer: str, effect: str = "", reason: str = "") -> Objection:
    """Answer an objection: the stored reason kept (UPHELD), or the decision changed (CHANGED, DATA) with its `effect`.

    `answer`: to the resident, in their language; sealed. `reason`: of the new decision, kept in the open, where one is
    made (ADMIT, EXIT). DATA needs the household's data to have changed in the registry since the objection was filed.
    Raises `ProgrammeRefused` and whatever the decision itself raises, all of which leave the objection unanswered.
    """
    found, held = _mine(by, objection, State.HEARD)
    text = told(answer)
    refuse_effect(found, outcome, effect)
    if outcome == Outcome.DATA:
        refuse_unchanged_data(by, found)
    if effect in {Effect.ADMIT, Effect.EXIT}:
        reason = require_reason(reason)
        found.enrolment = carry_out(by, found, effect, reason)
        found.reason_id = found.reason_en = reason
    else:
        kept = stored_reason(by, found)
        found.reason_id, found.reason_en = kept.id, kept.en
    found.state, found.outcome, found.effect = State.ANSWERED, outcome, effect
    found.answer_sealed = sealed(found, text)
    found.answered_at, found.answered_by_user_id = timezone.now(), by.user_id
    found.save()
    step(found, Kind.ANSWERED, by)
    _record(by, held, "answer", found, outcome=outcome, effect=effect)
    return found


def _mine(by: Actor, uuid: UUID, *states: str) -> tuple[Objection, Held]:
    """The objection, locked, for who may decide it and had no part in what it objects to; raises for others."""
    rows = Objection.objects.select_for_update(of=("self",)).filter(uuid=uuid)
    found = within(rows, by, Capability.DECIDE_OBJECTION).get()
    held = by.require(Capability.DECIDE_OBJECTION, found.village_code)
    refuse_who_acted(by, found)
    if found.state not in states:
        now = Objection.State(found.state).label
        raise ProgrammeRefused(
            f"Tidak dapat sekarang: keberatan ini sudah “{now}”. Muat ulang halamannya.",
            f"Not now: this objection is “{found.state}” by now. Load its page again.",
        )
    return found, held


def _enrolment(objection: Objection, home: Household, uuid: UUID | None) -> Enrolment | None:
    rows = Enrolment.objects.select_related("launch").filter(household=home)
    if uuid is not None:
        return rows.filter(launch__programme_id=objection.programme_id).get(uuid=uuid)
    return rows.filter(launch=objection.launch).order_by("id").first() if objection.launch else None


def _refuse_before_the_term(found: Objection) -> None:
    asked = found.steps.filter(step=Kind.ASKED).latest("id")
    last = working_calendar().after(asked.on_day, terms().reply_within.working_days)
    if timezone.localdate() <= last:
        raise ProgrammeRefused(
            f"Pemohon masih boleh menjawab sampai {last:%d-%m-%Y}; tulis jawabannya bila sudah Anda dengar.",
            f"The resident may still reply until {last:%Y-%m-%d}; write their reply down if you have heard it.",
        )


def _record(by: Actor, held: Held, what: str, found: Objection, **data: str | bool) -> None:
    due = "" if found.due_on is None else found.due_on.isoformat()
    record(
        by=by, held=held, action=f"objection.{what}", subject=found.subject, area=found.village_code,
        data={"state": found.state, "due_on": due, **data},
    )  # fmt: skip
