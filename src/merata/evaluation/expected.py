"""What a study of a given size would find here: its power, with the variation that this place's own data show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from merata.evaluation.power import (
    Detectable,
    LotteryPlan,
    VillagePlan,
    equal_chances,
    lottery_detectable,
    staggered_detectable,
)
from merata.evaluation.staggered import Design
from merata.evaluation.variation import ApplicantVariation, VillageVariation, applicant_variation, village_variation
from merata.evaluation.village_panel import NEVER, served
from merata.tables.folder import Dataset


@dataclass(frozen=True, slots=True)
class Expected:
    """The power of a design, the variation it was reckoned with, and the mean outcome that a share is of, in rupiah.

    `per`: what its effect is per, `completion`, `village`; `completion` how much more often winners complete, 1 where
    all comply.
    """

    detectable: Detectable
    variation: ApplicantVariation | VillageVariation
    mean_idr: float
    per: str
    completion: float = 1.0


def expected_lottery(dataset: Dataset, asked: Mapping[str, Any]) -> Expected:
    """The power of `asked["classes"]`, [seats, applicants] of each class, that draw lots with equal chances.

    Classes count as alike: each as the mean one. Raises `UsageError` for classes that are no lottery, `InputError`
    where no class was followed up before.
    """
    variation = applicant_variation(dataset, asked["subject"])
    classes = asked["classes"]
    seats, applicants = (round(float(np.mean([one[at] for one in classes]))) for at in (0, 1))
    plan = LotteryPlan(
        chance=equal_chances(seats, applicants),
        classes=len(classes),
        sd=variation.sd,
        explained=variation.explained,
        attrition=variation.attrition,
        completion=variation.completion,
    )
    least = lottery_detectable(plan, power=asked["power"], level=asked["level"])
    return Expected(least, variation, variation.mean_idr, "completion", variation.completion)


def expected_villages(dataset: Dataset, asked: Mapping[str, Any]) -> Expected:
    """The power of comparing villages that enter (`entering`: how many in which year) with `controls` that do not.

    Monitored in `years`. A village's yearly mean varies as those of villages without programme or works did; what one
    year's deviation says of the next is taken as nothing. Raises as `staggered_detectable` and `village_variation` do.
    """
    variation = village_variation(dataset, _apart(dataset))
    cohorts = sorted((int(year), count) for year, count in asked["entering"].items())
    if asked["controls"]:
        cohorts.append((NEVER, asked["controls"]))
    design = Design(
        tuple(year for year, _ in cohorts), tuple(count for _, count in cohorts), tuple(sorted(asked["years"]))
    )
    plan = VillagePlan(design, variation.sd, households=1, icc=1.0)
    least = staggered_detectable(plan, power=asked["power"], level=asked["level"])
    return Expected(least, variation, variation.mean_idr, "village")


def _apart(dataset: Dataset) -> set[str]:
    """The villages that a programme reached or built works serve."""
    apart: set[str] = set()
    if dataset.has("delivered"):
        delivered = dataset.read("delivered", ["lever", "village_code"])
        rows = delivered.filter(pc.equal(delivered["lever"], "empowerment"))
        apart |= set(rows["village_code"].drop_null().to_pylist())
    if dataset.has("projects") and dataset.has("project_villages"):
        apart |= set(served(dataset.read("projects"), dataset.read("project_villages")))
    return apart
