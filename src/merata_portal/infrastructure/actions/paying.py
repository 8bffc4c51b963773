"""Paying for a milestone: asked for, checked and paid by three persons, none of whom committed the money."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Sum as Total

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions.taking import taken, touch
from merata_portal.infrastructure.models import Contract, Milestone, Payment
from merata_portal.infrastructure.refusals import WorksRefused, refuse
from merata_portal.infrastructure.states import State
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason, sound_reason

_PAYABLE = (State.UNDER_WAY, State.FINISHED, State.HANDED_OVER, State.WARRANTY_OVER)


@transaction.atomic
def ask_payment(*, by: Actor, project: UUID, milestone: int, amount_idr: int, document: str, reason: str) -> Payment:
    """Ask for a milestone's payment; together never more than the contract. A milestone not met yet is an advance: the
    reason says so, and the page warns where money runs ahead of the work.
    """
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MAKE_PAYMENTS, *_PAYABLE)
    contract = Contract.objects.get(project=found)
    part = Milestone.objects.get(project=found, number=milestone)
    open_ones = found.payments.exclude(state=Payment.State.DISCARDED)
    asked = int(open_ones.aggregate(total=Total("amount_idr"))["total"] or 0)
    refuse(
        (amount_idr > 0, "jumlah harus lebih dari nol", "the amount is more than nothing"),
        (
            asked + amount_idr <= contract.value_idr,
            f"bersama yang sudah diajukan menjadi {asked + amount_idr}, melebihi kontrak {contract.value_idr}",
            f"with what was asked for it comes to {asked + amount_idr}, above the contract of {contract.value_idr}",
        ),
        (bool(document.strip()), "nomor dokumen wajib diisi", "the document's number is needed"),
    )
    made = Payment.objects.create(
        uuid=uuid4(), project=found, milestone=part, amount_idr=amount_idr, document=sound_reason(document),
        asked_on=clock.today(), asked_by_user_id=by.user_id,
    )  # fmt: skip
    record(
        by=by, held=held, action="works.ask_payment", subject=f"project_payment:{made.uuid}", area=found.village_code,
        reason=reason, data={"milestone": milestone, "amount": f"Rp{amount_idr:,}"},
    )  # fmt: skip
    return made


@transaction.atomic
def check_payment(*, by: Actor, payment: UUID, reason: str) -> Payment:
    """Say that the work paid for is there; not by whoever asked."""
    reason = require_reason(reason)
    found, held = _taken(by, payment, Capability.CHECK_PAYMENTS, Payment.State.ASKED)
    refuse_same_person(by, found.asked_by_user_id, what="mengajukan dan memeriksa / ask and check")
    found.state, found.checked_by_user_id = Payment.State.CHECKED, by.user_id
    found.save(update_fields=["state", "checked_by_user_id"])
    _record(by, held, found, "works.check_payment", reason)
    return found


@transaction.atomic
def pay_payment(*, by: Actor, payment: UUID, document: str, reason: str) -> Payment:
    """Pay what was checked; by a third person, who did not commit the money either (`SamePerson`)."""
    reason = require_reason(reason)
    found, held = _taken(by, payment, Capability.PAY, Payment.State.CHECKED)
    refuse_same_person(
        by,
        found.asked_by_user_id,
        found.checked_by_user_id or 0,
        what="mengajukan, memeriksa dan membayar / ask, check and pay",
    )
    earmark = found.project.earmark
    if earmark is None:
        raise WorksRefused("Dana pekerjaan ini belum dicadangkan.", "The money of this work is not reserved.")
    entry = ledger.pay(
        by=by, sums=[Sum(earmark, found.amount_idr, f"project_payment:{found.uuid}")], reason=reason,
        document=document, key=f"project_payment:{found.uuid}",
    )  # fmt: skip
    found.state, found.entry, found.paid_on, found.paid_by_user_id = "paid", entry.pk, clock.today(), by.user_id
    found.save(update_fields=["state", "entry", "paid_on", "paid_by_user_id"])
    touch(found.project)
    _record(by, held, found, "works.pay", reason)
    return found


@transaction.atomic
def discard_payment(*, by: Actor, payment: UUID, reason: str) -> Payment:
    """Refuse a payment that was asked for or checked; another may be asked for."""
    reason = require_reason(reason)
    found, held = _taken(by, payment, Capability.CHECK_PAYMENTS, Payment.State.ASKED, Payment.State.CHECKED)
    found.state = Payment.State.DISCARDED
    found.save(update_fields=["state"])
    _record(by, held, found, "works.discard_payment", reason)
    return found


def _taken(by: Actor, uuid: UUID, capability: Capability, *states: Payment.State) -> tuple[Payment, Held]:
    by.require_somewhere(capability)
    rows = Payment.objects.select_for_update(of=("self",)).select_related("project")
    found = within(rows, by, capability, "project__village_code").get(uuid=uuid)
    if Payment.State(found.state) not in states:
        raise WorksRefused(
            f"Pembayaran ini berstatus {found.state}; muat ulang halamannya.",
            f"This payment is {found.state}; load the page again.",
        )
    return found, by.require(capability, found.project.village_code)


def _record(by: Actor, held: Held, payment: Payment, action: str, reason: str) -> None:
    record(
        by=by, held=held, action=action, subject=f"project_payment:{payment.uuid}",
        area=payment.project.village_code, reason=reason, data={"amount": f"Rp{payment.amount_idr:,}"},
    )  # fmt: skip
