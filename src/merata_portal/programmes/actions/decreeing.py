"""The decree: what all villages have said, its money bound, its list under one hash, and everybody in it enrolled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.actor import SYSTEM, Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.actions.proposing import chunk_rows
from merata_portal.programmes.actions.settling import paused_among
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Flag, Launch, Transition, Verification
from merata_portal.programmes.queries.decided import hash_of
from merata_portal.programmes.queries.decree import ADDED, Decree, decree_of, earmarks_of
from merata_portal.programmes.queries.overlaps import overlapping
from merata_portal.programmes.queries.reach import launch_to_decide
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import PauseCode, State
from merata_portal.registry import bulk

ENROL = "programmes.enrol"
TWO_DUTIES = "meluncurkan atau memverifikasi dan menetapkan / launch or verify and decree"


@transaction.atomic
def issue_decree(
    *, by: Actor, launch: UUID, number: str, on_day: date, reason: str, without: Collection[str] = ()
) -> Launch:
    """Decree a launch's list: bind each village's money and the additions', freeze the list, and have all enrolled.

    `without`: villages (codes) that have not closed their part and are left out. They stay proposed, and their money
    stays reserved: a village that does not meet must not hold up the aid of all others, nor be decided over unheard;
    whoever of it is in the right comes in by the decision on an objection. Raises `ProgrammeRefused` with everything
    that stands in the way and the sums that do not fit, `SamePerson` for who launched or closed a village's part (and,
    from the ledger, who reserved), Launch.DoesNotExist outside the actor's areas.
    """
    reason = require_reason(reason)
    found = launch_to_decide(by, launch, Capability.ISSUE_DECREE)
    held = by.require(Capability.ISSUE_DECREE, found.owner)
    closed = Verification.objects.filter(launch=found, closed_at__isnull=False)
    closers = {one or 0 for one in closed.values_list("closed_by_user_id", flat=True)}
    refuse_same_person(by, found.made_by_user_id, *closers, what=TWO_DUTIES)
    decree = decree_of(found, without)
    _refuse_unready(found, number.strip(), on_day, decree)
    _put_back(by, decree, found, on_day)
    entry = ledger.commit(
        by=by, sums=[Sum(one.earmark, one.wanted_idr, f"decree:{one.place}") for one in decree.sums if one.wanted_idr],
        reason=reason, key=f"decree:{found.uuid}", document=number.strip(), day=on_day,
    )  # fmt: skip
    found.state, found.decree_number, found.decree_on = Launch.State.ENROLLING, number.strip(), on_day
    found.decree_hash, found.decreed_at = hash_of(decree.enrolments), timezone.now()
    found.decreed_by_user_id = by.user_id
    found.save()
    enqueue(
        by=by, held=held, kind=ENROL, parameters={"launch": str(found.uuid)}, area=found.owner,
        unique_key=str(found.uuid),
    )  # fmt: skip
    record(
        by=by, held=held, action="programmes.decree", subject=found.subject, area=found.owner, reason=reason,
        rows=decree.enrolments.count(), content_hash=f"sha256:{found.decree_hash}",
        data={
            "number": found.decree_number, "on_day": on_day.isoformat(), "without": sorted(without),
            "entry": entry.pk, "total": f"Rp{decree.total_idr:,}",
        },
    )  # fmt: skip
    return found


def run_enrolling(job: Running) -> dict[str, int]:
    """Enrol everybody who was decreed: paused where a pause is open, or where other aid may not stand beside this.

    Killed, it goes on after the last whole chunk; each is enrolled once, for what is enrolled is verified no more.
    """
    launch = Launch.objects.select_related("rule_version", "simulation").get(uuid=job.parameters["launch"])
    if launch.state == Launch.State.ENROLLING:
        bulk.prepare()
        earmarks = earmarks_of(launch)
        waiting = _decreed(launch)
        done, total = job.done, job.done + waiting.count()
        while True:
            job.stop_if_asked()
            with transaction.atomic():
                part = list(waiting.select_for_update(of=("self",)).only(*_NEEDED)[: chunk_rows()])
                if not part:
                    break
                _enrol(launch, part, earmarks)
                done += len(part)
                job.progress(done, total, "Menetapkan peserta", "Enrolling", cursor={"done": done})
        bulk.analyze(Enrolment, Transition)
        _run(job, launch)
    elif launch.state not in (Launch.State.RUNNING, Launch.State.CLOSED):
        raise JobFailed(
            f"Peluncuran berstatus “{launch.get_state_display()}”; peserta ditetapkan sesudah SK terbit.",
            f"The launch is {launch.state}; people are enrolled after the decree.",
        )
    states = Enrolment.objects.filter(launch=launch)
    return {state.value: states.filter(state=state).count() for state in (State.ENROLLED, State.PAUSED)}


_NEEDED = ("pk", "household_id", "person_id", "village_code", "decided_by")


def _decreed(launch: Launch) -> QuerySet[Enrolment]:
    closed = Verification.objects.filter(launch=launch, closed_at__isnull=False).values("village_code")
    return Enrolment.objects.filter(launch=launch, state=State.VERIFIED, village_code__in=closed).order_by("pk")


def _enrol(launch: Launch, part: Sequence[Enrolment], earmarks: dict[str, int]) -> None:
    by, today = SYSTEM(ENROL), timezone.localdate()
    ids = [one.pk for one in part]
    # Where a launch gives nobody a rupiah, nothing was reserved: then there is no earmark, and nothing to be paid.
    money = [earmarks.get(one.village_code if one.decided_by == "list" else ADDED) for one in part]
    bulk.update(Enrolment, pa.table({"id": pa.array(ids, pa.int64()), "earmark": pa.array(money, pa.int64())}))
    beside = overlapping(launch, [one.household_id for one in part])
    held_back = {one.pk: {"programmes": list(beside[one.household_id])} for one in part if one.household_id in beside}
    raise_flags(by=by, held=by.held[0], kind=Flag.Kind.OVERLAP, evidence=held_back, day=today, pausing=False)
    paused = paused_among(launch.programme_id, part) - held_back.keys()
    enrolled = set(ids) - paused - held_back.keys()
    day = launch.decree_on or today
    for chosen, to, code in (
        (enrolled, State.ENROLLED, "decreed"),
        (paused, State.PAUSED, "decreed"),
        (held_back.keys(), State.PAUSED, PauseCode.OVERLAP.value),
    ):
        transit(chosen, to=to, code=code, reason=launch.decree_number, on_day=day, by=by)


@transaction.atomic
def _run(job: Running, launch: Launch) -> None:
    by = SYSTEM(ENROL)
    Launch.objects.filter(pk=launch.pk).update(state=Launch.State.RUNNING)
    enrolments = Enrolment.objects.filter(launch=launch)
    counts = {state.value: enrolments.filter(state=state).count() for state in State}
    record(
        by=by, held=by.held[0], action="programmes.enrol", subject=launch.subject, area=launch.owner,
        rows=counts[State.ENROLLED] + counts[State.PAUSED], content_hash=f"sha256:{launch.decree_hash}", data=counts,
    )  # fmt: skip
    job.progress(job.done, job.total, "Selesai", "Done")


def _put_back(by: Actor, decree: Decree, launch: Launch, on_day: date) -> None:
    """Whom a village confirmed without closing its part is proposed again: it was not heard to the end."""
    unheard = Enrolment.objects.filter(launch=launch, state=State.VERIFIED, village_code__in=decree.without)
    ids = list(unheard.values_list("pk", flat=True))
    transit(ids, to=State.PROPOSED, code="not_closed", reason="", on_day=on_day, by=by)


def _refuse_unready(launch: Launch, number: str, on_day: date, decree: Decree) -> None:
    faults = list(decree.faults)
    approved = launch.approved_at
    if launch.state != Launch.State.APPROVED:
        faults.append((f"peluncuran berstatus “{launch.get_state_display()}”", f"the launch is {launch.state}"))
    if launch.rule_version.withdrawn_at is not None:
        faults.append(
            ("versi aturannya sudah ditarik; tarik peluncuran ini dan luncurkan dengan aturan yang berlaku",
             "its rule version has been withdrawn; withdraw this launch and launch by rules that hold")
        )  # fmt: skip
    if not 1 <= len(number) <= Launch._meta.get_field("decree_number").max_length:  # type: ignore[operator]
        faults.append(("nomor SK kosong atau terlalu panjang", "the decree's number is empty or too long"))
    if on_day > timezone.localdate():
        faults.append(("tanggal SK belum tiba", "the decree's day is still to come"))
    if approved is not None and on_day < timezone.localdate(approved):
        faults.append(("tanggal SK mendahului persetujuan daftar", "the decree's day is before the list's approval"))
    if faults:
        raise ProgrammeRefused(
            f"SK belum dapat diterbitkan: {'; '.join(one for one, _ in faults)}.",
            f"The decree cannot be issued: {'; '.join(other for _, other in faults)}.",
        )
