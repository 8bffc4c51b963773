"""A bridge in the closed loop: planned on the money that the approval set aside, contracted, built, photographed, paid
by its parts, handed over; some stays unpaid.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from PIL import Image
from portal_days import DAYS
from portal_people import REASON

SIGNED, BEGUN, HALF, DONE = date(2026, 2, 2), date(2026, 2, 9), date(2026, 4, 30), date(2026, 7, 31)
MINUTES = b"%PDF-1.4\nserah terima\n%%EOF\n"


def build(people: Any, *, project: UUID, proposal: UUID, unpaid_idr: int) -> dict[str, Any]:
    """From the candidate with its money to the hand-over; what was paid, and what the proposal's page shows of it."""
    from merata_portal.infrastructure.actions import contracting, handing_over, planning, reporting
    from merata_portal.infrastructure.models import Project

    made = Project.objects.get(uuid=project)
    cost_idr = made.budget_idr
    parts = [planning.Part("Pondasi", 50, HALF), planning.Part("Bentang", 50, DONE)]
    planning.plan_project(
        by=people.planner, project=made.uuid, line=made.line, amount_idr=cost_idr, start_on=SIGNED, finish_on=DONE,
        milestones=parts, reason=REASON,
    )  # fmt: skip
    planning.tender(by=people.cashier, project=made.uuid, reason=REASON)
    DAYS.to(SIGNED)
    terms = contracting.Terms("602/01/2026", "open", SIGNED, SIGNED, DONE, cost_idr, 180)
    supplier = contracting.Supplier("cv", "CV Karya Jaya")
    contracting.sign_contract(by=people.cashier, project=made.uuid, supplier=supplier, terms=terms, reason=REASON)
    DAYS.to(BEGUN)
    contracting.start_work(by=people.cashier, project=made.uuid, on_day=BEGUN, reason=REASON)
    first = cost_idr // 2
    for number, (day, amount) in enumerate(((HALF, first), (DONE, cost_idr - first - unpaid_idr)), start=1):
        DAYS.to(day)
        reporting.report_progress(
            by=people.village, project=made.uuid, on_day=day, physical_pc=Decimal(50 * number), note="sesuai rencana",
            photos=[("foto.jpg", photograph(number))],
        )  # fmt: skip
        reporting.meet_milestone(by=people.cashier, project=made.uuid, number=number, on_day=day)
        paid(people, made.uuid, number, amount)
    reporting.finish_work(by=people.cashier, project=made.uuid, on_day=DONE, reason=REASON)
    handing_over.hand_over(
        by=people.village, project=made.uuid, on_day=DONE, accepted=True, minutes_number="BAST/1", findings="",
        minutes=("bast.pdf", io.BytesIO(MINUTES)),
    )  # fmt: skip
    return told(people, made.uuid, proposal)


def paid(people: Any, project: UUID, milestone: int, amount_idr: int) -> None:
    """Asked for, checked and paid by three people."""
    from merata_portal.infrastructure.actions import paying

    asked = paying.ask_payment(
        by=people.cashier, project=project, milestone=milestone, amount_idr=amount_idr, document=f"SPP/{milestone}",
        reason=REASON,
    )  # fmt: skip
    paying.check_payment(by=people.office, payment=asked.uuid, reason=REASON)
    paying.pay_payment(by=people.treasurer, payment=asked.uuid, document=f"SP2D/{milestone}", reason=REASON)


def photograph(number: int) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (60 * number, 90, 90)).save(out, "JPEG")
    out.seek(0)
    return out


def told(people: Any, project: UUID, proposal: UUID) -> dict[str, Any]:
    """The rupiah of the work, and those that the proposal's own page shows."""
    from merata_portal.infrastructure.models import Project
    from merata_portal.ledger import queries
    from merata_portal.participation.queries import proposals

    found = Project.objects.get(uuid=project)
    (position,) = queries.positions(people.office, "proposal", proposal=found.proposal)
    return {
        "state": found.state,
        "committed": position.committed_idr,
        "paid": position.paid_idr,
        "proposal_paid": proposals.story(people.planner, proposal).money.spent_idr,
        "earmarks": found.earmark,
    }
