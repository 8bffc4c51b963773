"""What is proposed: a plan arranged as the rows of the report's tables, with names from the dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from merata.planning.effects import Effect
from merata.planning.plan import Plan
from merata.planning.plan_lines import OPEN_PROPOSALS, Line
from merata.tables.folder import Dataset

ANSWERED_SHOWN = 12
"""Answered proposals listed in the report; the rest are counted."""


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One kind of thing in the package: in how many pieces, for how many households, for how much.

    `programme_id` is None for classes and works, which are told by their `kind` (course, road, bridge,
    facility, or project where the dataset does not say). `lines` are the single classes or works, the costliest
    first; empty for programmes. `assumption` means that the effect of at least one piece, or its standard error,
    is assumed.
    """

    pillar: str
    kind: str
    programme_id: str | None
    pieces: int
    households: int
    cost_idr: int
    assumption: bool
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A forum's proposal that the package answers."""

    title: str
    village: str
    pillar: str
    supporters: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An effect that the package counts with, and what it is the effect of, in the dataset's words."""

    effect: Effect
    intervention: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The package as the report tells it, beside the plan itself.

    `spending_idr` and `spending_pc_idr` (per registered resident and year) are by village code and hold the
    villages with any spending. `answered` holds every answered proposal, those with most supporters first;
    `open_proposals` counts all that wait in the regency.
    """

    plan: Plan
    package: Sequence[PackageRow]
    places: Sequence[Mapping[str, Any]]
    spending_idr: Mapping[str, int]
    spending_pc_idr: Mapping[str, float]
    answered: Sequence[AnsweredRow]
    open_proposals: int
    evidence: Sequence[EvidenceRow]

    @property
    def persons(self) -> int:
        """The registered residents of the regency."""
        return sum(int(row["persons"]) for row in self.plan.by_village)

    @property
    def answered_shown(self) -> Sequence[AnsweredRow]:
        """The answered proposals that are listed."""
        return self.answered[:ANSWERED_SHOWN]

    @property
    def answered_villages(self) -> int:
        """How many villages have a proposal answered."""
        return len({row.village for row in self.answered})

    @property
    def rests_on_assumption(self) -> bool:
        """Whether any of the package's effects, or its standard error, is assumed."""
        return any(row.assumption for row in self.package)

    @property
    def assumed_idr(self) -> int:
        """The rupiah of classes and works whose effect, or its standard error, is assumed."""
        return sum(line.cost_idr for row in self.package for line in row.lines if line.assumption)

    @property
    def assumed_benefits_idr(self) -> int:
        """The rupiah of programmes' benefits whose part that becomes spending is assumed."""
        return sum(row.cost_idr for row in self.package if row.programme_id and row.assumption)

    @property
    def placeless_idr(self) -> int:
        """The rupiah that lie in no one village: classes for the whole regency."""
        return self.plan.spent_idr - sum(self.spending_idr.values())


def proposal(dataset: Dataset, plan: Plan) -> Proposal:
    """Arrange the plan for reading. Raises `InputError` where a table that it names rows of has faults."""
    spent = {row["village_code"]: row for row in plan.by_village if row["spending_idr"] > 0}
    answered, waiting = _answered(dataset, plan)
    return Proposal(
        plan=plan,
        package=_package(plan, _work_kinds(dataset)),
        places=_places(plan),
        spending_idr={code: int(row["spending_idr"]) for code, row in spent.items()},
        spending_pc_idr={
            code: row["spending_idr"] / row["persons"] for code, row in spent.items() if row["persons"] > 0
        },
        answered=answered,
        open_proposals=waiting,
        evidence=_evidence(dataset, plan),
    )


def _work_kinds(dataset: Dataset) -> dict[str, str]:
    """Road, bridge or facility by project."""
    if not dataset.has("projects"):
        return {}
    rows = dataset.read("projects", ["project_id", "kind"]).to_pylist()
    return {row["project_id"]: row["kind"] for row in rows}


def _package(plan: Plan, work_kinds: Mapping[str, str]) -> list[PackageRow]:
    """Lines of one kind together, the costliest kind first."""
    groups: dict[tuple[str, str, str | None], list[Line]] = {}
    for line in plan.items:
        kind = work_kinds.get(line.source_id, line.kind)
        programme = line.source_id if line.kind == "programme" else None
        groups.setdefault((line.pillar, kind, programme), []).append(line)
    rows = [
        PackageRow(
            pillar=pillar,
            kind=kind,
            programme_id=programme,
            pieces=len(lines),
            households=sum(line.households for line in lines),
            cost_idr=sum(line.cost_idr for line in lines),
            assumption=any(line.assumption for line in lines),
            lines=() if programme else sorted(lines, key=lambda line: (-line.cost_idr, line.name)),
        )
        for (pillar, kind, programme), lines in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.cost_idr, row.kind))


def _places(plan: Plan) -> list[dict[str, Any]]:
    """The kecamatan with any spending, the most per resident first."""
    villages: dict[str, int] = {}
    for row in plan.by_village:
        if row["spending_idr"] > 0:
            kecamatan = row["village_code"].rpartition(".")[0]
            villages[kecamatan] = villages.get(kecamatan, 0) + 1
    rows = [
        {
            **row,
            "villages": villages.get(row["kecamatan_code"], 0),
            "spending_pc_idr": row["spending_idr"] / max(row["persons"], 1),
        }
        for row in plan.by_kecamatan
        if row["spending_idr"] > 0
    ]
    return sorted(rows, key=lambda row: (-row["spending_pc_idr"], row["name"]))


def _answered(dataset: Dataset, plan: Plan) -> tuple[list[AnsweredRow], int]:
    """The proposals the plan answers, and how many are open in its regency."""
    if not dataset.has("proposals"):
        return [], 0
    names = {row["village_code"]: row["name"] for row in plan.by_village}
    mine = set(plan.proposals)
    rows = [row for row in dataset.read("proposals").to_pylist() if row["village_code"] in names]
    answered = [
        AnsweredRow(row["title"], names[row["village_code"]], row["pillar"], row["supporters"])
        for row in rows
        if row["proposal_id"] in mine
    ]
    answered.sort(key=lambda row: (-row.supporters, row.title, row.village))
    return answered, sum(row["status"] in OPEN_PROPOSALS for row in rows)


def _evidence(dataset: Dataset, plan: Plan) -> list[EvidenceRow]:
    named = {}
    if dataset.has("evidence"):
        rows = dataset.read("evidence", ["evidence_id", "intervention"]).to_pylist()
        named = {row["evidence_id"]: row["intervention"] for row in rows}
    return [EvidenceRow(effect, named.get(effect.evidence_id, effect.evidence_id)) for effect in plan.effects]
