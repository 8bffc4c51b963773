"""The evidence that a study was estimated beside, and what is counted of it since."""

from __future__ import annotations

import pyarrow as pa

from merata.evaluation.evaluation import evidence_of
from merata.tables.folder import Dataset
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries.datasets import folder
from merata_portal.analysis.queries.results import settled
from merata_portal.evaluation.models import AcceptedEvidence, Study


def estimate_of(study: Study) -> Result | None:
    """The newest estimate's result, whatever its state; None before any was asked for."""
    if study.estimate is None:
        return None
    found = Result.objects.select_related("inputs").get(uuid=study.estimate)
    settled([found])
    return found


def evidence_of_inputs(inputs: Inputs) -> pa.Table:
    """The table `evidence` as it was frozen; empty where there was none."""
    return evidence_of(Dataset(folder(inputs)))


def newest_accepted(area: str) -> dict[str, AcceptedEvidence]:
    """By evidence_id the record that counts now in an area, of those that a study changed."""
    found: dict[str, AcceptedEvidence] = {}
    for one in AcceptedEvidence.objects.filter(area=area).select_related("study").order_by("pk"):
        found[one.evidence_id] = one
    return found
