"""The effects that plans count with, read from the evidence of the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset

CASH_EVIDENCE = "cash_pass_through"
ADDING_TO_WELFARE = ("cash", "food", "school")
"""Kinds of programmes whose rupiah are a rise of consumption in the year they are paid, which is its evidence."""

PER_MINUTE = "share_of_consumption_per_minute"
"""The unit of what a minute saved adds."""
COMPLETED = "share_of_seats_completed"
"""The unit of how many of the seats of a class are completed."""
OFFER, COMPLETION = "offer", "completion"
"""What an effect of a course is per: a seat offered (intention to treat), or a seat completed (complier effect)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of evidence: a mean and its standard error, in `unit`.

    `assumption` means that the number or its standard error is assumed. A share of income is counted as the
    same share of the household's consumption; a stated simplification. `per` says what an effect of a course is per,
    an `OFFER` or a `COMPLETION` (None: completion; of anything else nothing). `times` names the record that it counts
    times, mean by mean and draw by draw: the completion rate of an effect per completion.
    """

    evidence_id: str
    mean: float
    standard_error: float
    unit: str
    assumption: bool
    source: str
    certainty: str | None
    per: str | None = None
    times: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The effect as plain values."""
        return asdict(self)


ACCOUNTING = Effect(
    evidence_id=CASH_EVIDENCE,
    mean=1.0,
    standard_error=0.0,
    unit="pass_through",
    assumption=True,
    source="accounting convention of fiscal incidence",
    certainty="assumption",
)
"""A rupiah received is a rupiah consumed: what holds where the dataset has no evidence on it."""


def effects(dataset: Dataset) -> Mapping[str, Effect]:
    """Every effect that the dataset has evidence on, by `evidence_id`; the pass-through of cash always."""
    return effects_of(dataset.read("evidence") if dataset.has("evidence") else TABLES["evidence"].arrow.empty_table())


def effects_of(evidence: pa.Table) -> Mapping[str, Effect]:
    """The effects of a table `evidence` by `evidence_id`; the pass-through of cash always."""
    found = {CASH_EVIDENCE: ACCOUNTING}
    for row in evidence.to_pylist():
        found[row["evidence_id"]] = Effect(
            evidence_id=row["evidence_id"],
            mean=row["effect"],
            standard_error=row["standard_error"],
            unit=row["unit"],
            assumption=bool(row["assumption"]),
            source=row["source"] or "",
            certainty=row["certainty"],
            per=row["per"],
        )
    return found
