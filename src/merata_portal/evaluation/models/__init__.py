"""The tables of evaluation."""

from __future__ import annotations

from merata_portal.evaluation.models.reports import Attribution
from merata_portal.evaluation.models.studies import AcceptedEvidence, Estimate, Review, Study

__all__ = ["AcceptedEvidence", "Attribution", "Estimate", "Review", "Study"]
