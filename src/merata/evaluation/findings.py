"""What an evaluation found, in one form for every lever: effect, error, interval, method, what it adds to evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from merata.evaluation.evidence import Learned
from merata.evaluation.multiplicity import Family

Lever = Literal["training", "empowerment", "infrastructure"]
Estimand = Literal["offer", "completion", "entry", "served"]
Method = Literal["lottery", "lottery_iv", "staggered", "synthetic"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One effect as a share of income or consumption, with its standard error and 95% interval.

    `subject` is the evidence record that it teaches or, without one, what was done; `items` the courses, programme or
    projects behind it. `n` counts `units` (applicants or villages), `treated` those of them who were offered, entered
    or were served. Infinite ends say that the data do not bound the effect; where `kind` is `outside`, everything up
    to `low` and from `high` on. `attrition` is the share not found again, treated first. `notes` are for readers, in
    Indonesian and English. `details` holds what belongs to the method, as plain values.
    """

    lever: Lever
    subject: str
    estimand: Estimand
    method: Method
    items: tuple[str, ...]
    effect: float
    standard_error: float
    low: float
    high: float
    p_value: float
    n: int
    treated: int
    units: Literal["applicants", "villages"]
    unit: Literal["share_of_income", "share_of_consumption"]
    kind: Literal["bounded", "outside", "everything"] = "bounded"
    attrition: tuple[float, float] | None = None
    learned: Learned | None = None
    notes: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values; what is infinite or unknown as None."""
        return {name: plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not be evaluated, and why."""

    lever: Lever
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All findings of a dataset, the families of tests they form, and what could not be evaluated."""

    findings: tuple[Finding, ...]
    families: tuple[Family, ...]
    refused: tuple[Refusal, ...]

    def as_json(self) -> dict[str, Any]:
        """The evaluation as plain values."""
        return {name: plain(getattr(self, name)) for name in self.__slots__}


def plain(value: Any) -> Any:
    """A value as JSON holds it: dataclasses as objects, infinite and unknown numbers as None."""
    if isinstance(value, Finding):
        return value.as_json()
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
