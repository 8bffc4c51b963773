"""The tables of works: projects, contracts, progress, payments, hand-over and defects."""

from __future__ import annotations

from merata_portal.infrastructure.models.contracts import Amendment, Contract, Milestone, Party
from merata_portal.infrastructure.models.defects import Defect, DefectStep
from merata_portal.infrastructure.models.progress import HandOver, Payment, Progress
from merata_portal.infrastructure.models.projects import Project, Step

__all__ = [
    "Amendment",
    "Contract",
    "Defect",
    "DefectStep",
    "HandOver",
    "Milestone",
    "Party",
    "Payment",
    "Progress",
    "Project",
    "Step",
]
