"""The tables of training: classes, their draws, who applied, sessions, certificates and follow-ups."""

from __future__ import annotations

from merata_portal.training.models.applications import Application
from merata_portal.training.models.courses import Course, Instalment, Partner, Trainer
from merata_portal.training.models.draws import Draw, DrawDocument
from merata_portal.training.models.held import Attendance, Certificate, FollowUp, Session

__all__ = [
    "Application",
    "Attendance",
    "Certificate",
    "Course",
    "Draw",
    "DrawDocument",
    "FollowUp",
    "Instalment",
    "Partner",
    "Session",
    "Trainer",
]
