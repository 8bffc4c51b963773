"""A class's money: reserved by a planner, committed by an officer, paid by another in instalments; given back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.ledger.requests import Share, Sum
from merata_portal.training import clock
from merata_portal.training.actions.taking import taken
from merata_portal.training.models import Course, Instalment
from merata_portal.training.refusals import TrainingRefused
from merata_portal.training.states import State


@transaction.atomic
def reserve_course(*, by: Actor, course: UUID, line: int, reason: str) -> Course:
    """Set the whole cost of the class aside on a budget line of its owner; raises as `ledger.reserve`."""
    found, held = taken(by, course, Capability.PROPOSE_SPENDING)
    if found.earmark is not None or found.state in (State.CANCELLED, State.FINISHED) or not found.cost_idr:
        raise TrainingRefused(
            "Dana kelas ini sudah dicadangkan, atau kelas ini sudah berakhir atau tanpa biaya.",
            "The money of this class is reserved already, or the class has ended or costs nothing.",
        )
    share = Share(line, found.purpose, found.cost_idr, programme=found.course_id, proposal=found.proposal,
                  plan=found.plan)  # fmt: skip
    entry = ledger.reserve(by=by, shares=[share], reason=reason, key=_key(found, "reserve"))
    if entry.owner != found.owner:
        raise TrainingRefused(
            f"Pos itu milik {entry.owner}, kelas ini milik {found.owner}; uang tidak melintasi pemiliknya.",
            f"That line belongs to {entry.owner}, the class to {found.owner}; money does not cross its owner.",
        )
    found.line, found.earmark = line, entry.transfers.get().earmark_id
    found.save(update_fields=["line", "earmark"])
    record(
        by=by, held=held, action="training.reserve", subject=found.subject, area=found.owner, reason=reason,
        data={"amount": f"Rp{found.cost_idr:,}"},
    )  # fmt: skip
    return found


@transaction.atomic
def commit_course(*, by: Actor, course: UUID, document: str, reason: str) -> Course:
    """Bind what is reserved, by a decree or an agreement with the partner; not by whoever reserved it."""
    found, held = taken(by, course, Capability.APPROVE_SPENDING)
    reserved = _balance(found).reserved_idr
    if not reserved:
        raise _nothing("dicadangkan", "reserved")
    ledger.commit(
        by=by, sums=[Sum(_earmark(found), reserved)], reason=reason, document=document, key=_key(found, "commit")
    )
    record(
        by=by, held=held, action="training.commit", subject=found.subject, area=found.owner, reason=reason,
        data={"amount": f"Rp{reserved:,}"},
    )  # fmt: skip
    return found


@transaction.atomic
def pay_instalment(*, by: Actor, course: UUID, number: int, amount_idr: int, document: str, reason: str) -> Instalment:
    """Pay instalment `number` (1, 2, …) out of what is committed; not by whoever committed it.

    The same number with the same content again gives the one already paid; with other content it is refused.
    """
    found, held = taken(by, course, Capability.PAY)
    known = Instalment.objects.filter(course=found, number=number).first()
    if known is None and number != Instalment.objects.filter(course=found).count() + 1:
        raise TrainingRefused(
            "Angsuran dibayar berurutan; muat ulang halamannya.", "Instalments are paid in order; load the page again."
        )
    entry = ledger.pay(
        by=by, sums=[Sum(_earmark(found), amount_idr, f"{found.purpose}/{number}")], reason=reason,
        document=document, key=f"{found.purpose}/pay/{number}",
    )  # fmt: skip
    if known is not None:
        return known
    made = Instalment.objects.create(
        course=found, number=number, amount_idr=amount_idr, document=document, entry=entry.pk,
        paid_on=clock.today(), paid_by_user_id=by.user_id,
    )  # fmt: skip
    record(
        by=by, held=held, action="training.pay", subject=found.subject, area=found.owner, reason=reason,
        data={"instalment": number, "amount": f"Rp{amount_idr:,}"},
    )  # fmt: skip
    return made


@transaction.atomic
def release_course(*, by: Actor, course: UUID, reason: str) -> Course:
    """Give what is still reserved back: of a class that was cancelled or is finished, or of a draft that changes."""
    found, held = taken(by, course, Capability.PROPOSE_SPENDING, State.CANCELLED, State.DRAFT, State.FINISHED)
    reserved = _balance(found).reserved_idr
    if not reserved:
        raise _nothing("dicadangkan", "reserved")
    ledger.release(by=by, sums=[Sum(_earmark(found), reserved)], reason=reason, key=_key(found, "release"))
    if State(found.state) is State.DRAFT:
        found.line = found.earmark = None
        found.save(update_fields=["line", "earmark"])
    record(by=by, held=held, action="training.release", subject=found.subject, area=found.owner, reason=reason)
    return found


@transaction.atomic
def unbind_course(*, by: Actor, course: UUID, reason: str) -> Course:
    """Give what is committed and will not be paid (cancelled, or finished for less) back to availability."""
    found, held = taken(by, course, Capability.APPROVE_SPENDING, State.CANCELLED, State.FINISHED)
    committed = _balance(found).committed_idr
    if not committed:
        raise _nothing("terikat", "committed")
    ledger.cancel(by=by, sums=[Sum(_earmark(found), committed)], reason=reason, key=_key(found, "cancel"))
    record(by=by, held=held, action="training.unbind", subject=found.subject, area=found.owner, reason=reason)
    return found


def _earmark(course: Course) -> int:
    if course.earmark is None:
        raise _nothing("dicadangkan", "reserved")
    return course.earmark


def _balance(course: Course) -> EarmarkBalance:
    return EarmarkBalance.objects.get(earmark=_earmark(course))


def _key(course: Course, what: str) -> str:
    # The lock on the class and its balance keep a step from being done twice; so each request has a key of its own.
    return f"{course.purpose}/{what}/{uuid4().hex[:12]}"


def _nothing(text_id: str, text_en: str) -> TrainingRefused:
    return TrainingRefused(f"Tidak ada dana kelas ini yang {text_id}.", f"No money of this class is {text_en}.")
