"""What is known of effects in an area: each record as plans read it, and which study changed it from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries.inputs import inputs
from merata_portal.evaluation.models import AcceptedEvidence
from merata_portal.evaluation.queries.inputs_evidence import evidence_of_inputs, newest_accepted

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Step:
    """One effect with its 95% interval (normal), as a share or a pass-through: a prior, a finding, what they became."""

    effect: float
    standard_error: float

    @property
    def low(self) -> float:
        """The interval's lower end."""
        return self.effect - NORMAL_95 * self.standard_error

    @property
    def high(self) -> float:
        """The interval's upper end."""
        return self.effect + NORMAL_95 * self.standard_error


@dataclass(frozen=True, slots=True)
class Taught:
    """What one accepted study did to a record; `before` is None of a record that was new."""

    accepted: AcceptedEvidence
    before: Step | None
    local: Step
    after: Step


@dataclass(frozen=True, slots=True)
class Known:
    """One record as it counts now, and what changed it, the earliest first; `frozen`: already in the newest inputs."""

    record: Mapping[str, Any]
    now: Step
    taught: tuple[Taught, ...]
    frozen: bool


def known(actor: Actor, area: str) -> tuple[Inputs | None, list[Known]]:
    """The newest frozen inputs of an area, and every record of evidence there, with what was accepted since."""
    newest = inputs(actor, area).first()
    rows = {} if newest is None else {row["evidence_id"]: row for row in evidence_of_inputs(newest).to_pylist()}
    there = dict(rows)
    if actor.may(Capability.VIEW_PLANS, area):
        rows |= {name: one.record for name, one in newest_accepted(area).items()}
    changes: dict[str, list[Taught]] = {}
    for one in accepted(actor, area):
        changes.setdefault(one.evidence_id, []).append(taught(one))
    return newest, [
        Known(row, _step(row), tuple(changes.get(name, ())), name not in changes or _alike(row, there.get(name)))
        for name, row in sorted(rows.items())
    ]


def accepted(actor: Actor, area: str = "") -> list[AcceptedEvidence]:
    """What studies of the actor's areas taught, the earliest first."""
    rows = AcceptedEvidence.objects.select_related("study").order_by("pk")
    found = within_areas(rows, actor, Capability.VIEW_PLANS, "area")
    return list(found.filter(area=area) if area else found)


def taught(one: AcceptedEvidence) -> Taught:
    """What one accepted study did to its record, as figures."""
    return Taught(one, _step(one.before) if one.before else None, _step(one.local), _step(one.record))


def _step(row: Mapping[str, Any]) -> Step:
    return Step(row["effect"], row["standard_error"])


def _alike(row: Mapping[str, Any], other: Mapping[str, Any] | None) -> bool:
    return other is not None and all(row[name] == other[name] for name in ("effect", "standard_error"))
