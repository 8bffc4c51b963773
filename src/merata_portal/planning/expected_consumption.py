"""What each household is expected to consume, as the plan's arithmetic predicts it: the order of need within a decile.

A launch that orders by it reaches the households that the plan counted (`merata.planning.population`).
"""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.measurement import prediction
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries import datasets
from merata_portal.planning.settings import Settings

SURVEY = "survey_households"


def expected_consumption(inputs: UUID, settings: Settings) -> pa.Table | None:
    """household_id, expected_idr (whole rupiah per person per month) of the regency; None without a survey."""
    dataset = Dataset(datasets.folder(Inputs.objects.get(uuid=inputs)))
    if not dataset.has(SURVEY):
        return None
    whole = household_frame(dataset)
    frame = whole.filter(pc.equal(whole["regency_code"], settings.regency))
    predicted = prediction.predict(
        dataset.read(SURVEY), frame, year=dataset.description.year, draws=settings.draws, seed=settings.seed,
        villages=whole,
    )  # fmt: skip
    rupiah = np.rint(np.exp(np.asarray(predicted.expected, dtype=np.float64))).astype(np.int64)  # it is a logarithm
    return pa.table({"household_id": frame["household_id"].combine_chunks(), "expected_idr": pa.array(rupiah)})
