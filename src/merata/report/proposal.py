"""What is proposed: a plan arranged as the rows of the report's tables, with names from the dataset.

Anybody may read the report. Rupiah of a programme divided by its benefit are how many it pays, so by place only classes
and works are told (ADR 19), and of a programme rounded figures of the whole regency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from merata.planning.effects import Effect
from merata.planning.plan import Plan
from merata.planning.plan_lines import OPEN_PROPOSALS, Line
from merata.stats.disclosure.rules import RULES
from merata.tables.folder import Dataset

ANSWERED_SHOWN = 12
"""Answered proposals listed in the report; the rest are counted."""
AID = "assistance"
"""The pillar of aid."""


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

    @property
    def told_households(self) -> int | None:
        """The households that may be told: rounded where a programme pays them, None where they are too few."""
        if self.programme_id is None:
            return self.households
        return None if RULES.small(self.households) else RULES.rounded(self.households)

    @property
    def told_idr(self) -> int | None:
        """The rupiah that may be told: of a programme the mean times the households told, None without those."""
        if self.programme_id is None or not self.households:
            return self.cost_idr
        told = self.told_households
        return None if told is None else round(self.cost_idr * told / self.households)


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

    `spending_idr` and `spending_pc_idr` (per registered resident and year) are of classes and works by village code and
    hold the villages with any. `answered` holds the answered proposals that no programme answers, those with most
    supporters first; `aid_answered` counts the others, whose villages nothing tells; `open_proposals` counts all that
    wait in the regency.
    """

    plan: Plan
    package: Sequence[PackageRow]
    places: Sequence[Mapping[str, Any]]
    spending_idr: Mapping[str, int]
    spending_pc_idr: Mapping[str, float]
    answered: Sequence[AnsweredRow]
    aid_answered: int
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
    def told_aid_answered(self) -> int | None:
        """How many proposals about aid are answered in the whole regency, rounded; None where they are too few."""
        return None if RULES.small(self.aid_answered) else RULES.rounded(self.aid_answered)

    @property
    def answered_villages(self) -> int:
        """How many villages have a proposal answered other than about aid."""
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
        return sum(line.cost_idr for line in _made(self.plan)) - sum(self.spending_idr.values())

    @property
    def pays_aid(self) -> bool:
        """Whether the package pays a programme."""
        return any(row.programme_id for row in self.package)


def proposal(dataset: Dataset, plan: Plan) -> Proposal:
    """Arrange the plan for reading. Raises `InputError` where a table that it names rows of has faults."""
    spent = _rupiah_by(plan, "village_code")
    persons = {row["village_code"]: row["persons"] for row in plan.by_village}
    answered, aid, waiting = _answered(dataset, plan)
    return Proposal(
        plan=plan,
        package=_package(plan, _work_kinds(dataset)),
        places=_places(plan),
        spending_idr=spent,
        spending_pc_idr={code: idr / persons[code] for code, idr in spent.items() if persons.get(code, 0) > 0},
        answered=answered,
        aid_answered=aid,
        open_proposals=waiting,
        evidence=_evidence(dataset, plan),
    )


def _made(plan: Plan) -> list[Line]:
    """The lines that are made and not paid by head: classes and works."""
    return [line for line in plan.items if line.kind != "programme"]


def _rupiah_by(plan: Plan, column: str) -> dict[str, int]:
    """Rupiah of classes and works by the village or kecamatan in which they lie, in order of its code."""
    found: dict[str, int] = {}
    for line in _made(plan):
        code = getattr(line, column)
        if code is not None and line.cost_idr > 0:
            found[code] = found.get(code, 0) + line.cost_idr
    return dict(sorted(found.items()))


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
    """The kecamatan with any classes and works, the most rupiah per resident first."""
    spent = _rupiah_by(plan, "kecamatan_code")
    villages = Counter(code.rpartition(".")[0] for code in _rupiah_by(plan, "village_code"))
    rows = [
        {
            "name": row["name"],
            "villages": villages[row["kecamatan_code"]],
            "spending_idr": spent[row["kecamatan_code"]],
            "spending_pc_idr": spent[row["kecamatan_code"]] / max(row["persons"], 1),
        }
        for row in plan.by_kecamatan
        if row["kecamatan_code"] in spent
    ]
    return sorted(rows, key=lambda row: (-row["spending_pc_idr"], row["name"]))


def _answered(dataset: Dataset, plan: Plan) -> tuple[list[AnsweredRow], int, int]:
    """The proposals that classes and works answer, how many programmes answer, and how many are open in the regency.

    A programme answers a proposal where it reaches the proposal's own village: told by village, it said of families
    there that they receive (ADR 19).
    """
    if not dataset.has("proposals"):
        return [], 0, 0
    names = {row["village_code"]: row["name"] for row in plan.by_village}
    mine = set(plan.proposals)
    rows = [row for row in dataset.read("proposals").to_pylist() if row["village_code"] in names]
    programmes = {line.source_id for line in plan.items if line.kind == "programme"}
    found = [row for row in rows if row["proposal_id"] in mine]
    told = [row for row in found if row["pillar"] != AID and row["item_id"] not in programmes]
    answered = [AnsweredRow(row["title"], names[row["village_code"]], row["pillar"], row["supporters"]) for row in told]
    answered.sort(key=lambda row: (-row.supporters, row.title, row.village))
    return answered, len(found) - len(told), sum(row["status"] in OPEN_PROPOSALS for row in rows)


def _evidence(dataset: Dataset, plan: Plan) -> list[EvidenceRow]:
    named = {}
    if dataset.has("evidence"):
        rows = dataset.read("evidence", ["evidence_id", "intervention"]).to_pylist()
        named = {row["evidence_id"]: row["intervention"] for row in rows}
    return [EvidenceRow(effect, named.get(effect.evidence_id, effect.evidence_id)) for effect in plan.effects]
