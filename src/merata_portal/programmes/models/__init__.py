"""The programmes' tables."""

from __future__ import annotations

from merata_portal.personal.columns import seals
from merata_portal.programmes.models.enrolments import Enrolment, Flag, Pause, Transition
from merata_portal.programmes.models.goods import MembershipList, Receipt, memberships
from merata_portal.programmes.models.launches import Launch, ListedVillage, lists
from merata_portal.programmes.models.objections import Objection, ObjectionStep
from merata_portal.programmes.models.payments import (
    Batch,
    Cycle,
    Entitlement,
    Payment,
    ReturnFile,
    ReturnRow,
    batches,
)
from merata_portal.programmes.models.rules import RuleVersion, Simulation, scores
from merata_portal.programmes.models.verification import Verification, Word

__all__ = [
    "Batch",
    "Cycle",
    "Enrolment",
    "Entitlement",
    "Flag",
    "Launch",
    "ListedVillage",
    "MembershipList",
    "Objection",
    "ObjectionStep",
    "Pause",
    "Payment",
    "Receipt",
    "ReturnFile",
    "ReturnRow",
    "RuleVersion",
    "Simulation",
    "Transition",
    "Verification",
    "Word",
    "batches",
    "lists",
    "memberships",
    "scores",
]

seals(Payment, "recipient_sealed", "account_sealed", "address_sealed")
