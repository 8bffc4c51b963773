"""What the demo planted, beside what was found: read for a comparison that was asked for, and for nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from merata.evaluation.findings import Finding
from merata.tables.folder import Dataset


def planted(dataset: Dataset, findings: Sequence[Finding]) -> list[float | None]:
    """The effect planted for each finding, as a share; None where the truth holds none for all of its items.

    Items with different effects count alike. Of an offer it is what completion does times how much more often winners
    complete, on logarithms. Raises `InputError` where the dataset has no table `truth_effects`.
    """
    rows = dataset.read("truth_effects").to_pylist()
    truth = {(row["lever"], row["item_id"]): row["effect"] for row in rows}
    take_up = {one.subject: one.details["take_up"] for one in findings if one.estimand == "completion"}
    return [_of(one, truth, take_up) for one in findings]


def _of(one: Finding, truth: dict[tuple[str, str], float], take_up: dict[str, float]) -> float | None:
    effects = [truth.get((one.lever, item)) for item in one.items]
    known = [effect for effect in effects if effect is not None]
    if not known or len(known) < len(effects):
        return None
    mean = sum(math.log1p(effect) for effect in known) / len(known)
    if one.estimand == "offer":
        if one.subject not in take_up:
            return None
        mean *= take_up[one.subject]
    return math.expm1(mean)
