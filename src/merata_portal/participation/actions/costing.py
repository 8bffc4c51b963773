"""What a proposal would cost, as the sector office reckons it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.actions.stepping import refuse_ended, step, taken
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.personal.reasons import require_reason

GREATEST_IDR = 10**13


@transaction.atomic
def cost(*, by: Actor, uuid: UUID, cost_idr: int, basis: str, year: int) -> Proposal:
    """Set the amount in whole rupiah, its basis (unit price list, drawing, comparable work) and the year of prices.

    May be set anew until the proposal is answered; each is a step of its story. Needs COST_PROPOSAL in the village.
    """
    found, held = taken(by, uuid, Capability.COST_PROPOSAL)
    basis = require_reason(basis)
    refuse_ended(found)
    if found.outcome == Proposal.Outcome.ACCEPTED:
        raise ProposalDeclined(
            "Usulan ini sudah diterima dengan biayanya; ubah lewat jawaban baru.",
            "This proposal was accepted with its cost; change it by a new answer.",
        )
    if not 0 < cost_idr <= GREATEST_IDR or not 2020 <= year <= 2100:
        raise ProposalDeclined(
            "Isi biaya rupiah di atas nol dan tahun harga.", "Give a cost in rupiah above zero and the year of prices."
        )
    found.cost_idr, found.cost_basis, found.cost_year, found.costed_by_user_id = cost_idr, basis, year, by.user_id
    if found.state == Proposal.State.RAISED:
        found.state = Proposal.State.COSTED
    found.save(update_fields=["cost_idr", "cost_basis", "cost_year", "costed_by_user_id", "state"])
    step(found, by, "costed", f"Rp {cost_idr:,} ({year}): {basis}".replace(",", "."))
    record(
        by=by, held=held, action="proposals.cost", subject=found.subject, area=found.village_code, reason=basis,
        data={"cost_idr": cost_idr, "year": year},
    )  # fmt: skip
    return found
