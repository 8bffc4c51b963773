"""The records of evidence that a plan and its candidates rest on, and who is paid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.planning.choices.candidates import Candidates
from merata.planning.choices.claims import Claims
from merata.planning.plan_lines import Line
from merata.planning.population import Population


def rested_on(candidates: Candidates, chosen: NDArray[np.bool_], lines: Sequence[Line]) -> list[str]:
    """The records that the plan rests on."""
    more = {name for at in np.flatnonzero(chosen).tolist() for name in candidates.items[at].more_evidence}
    return sorted(more | {line.evidence_id for line in lines})


def all_records(candidates: Candidates) -> list[str]:
    """The records that candidates rest on."""
    return sorted({name for item in candidates.items for name in (item.evidence_id, *item.more_evidence)})


def recipients(people: Population, wanted: Claims, paid: NDArray[np.bool_]) -> pa.Table:
    """Who is paid what by the plan, in order of need."""
    names = np.array([book.programme_id for book in wanted.programmes], dtype=object)
    return pa.table(
        {
            "household_id": people.household_id.take(pa.array(wanted.household[paid])),
            "programme_id": pa.array(names[wanted.programme[paid]], pa.string()),
            "annual_idr": pa.array(wanted.annual_idr[paid], pa.int64()),
        }
    )
