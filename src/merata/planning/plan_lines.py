"""A plan as lines that people decide on (a programme in a village, a class, a work) and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from merata.planning.choices.candidates import Candidates, Flags, Item
from merata.planning.population import Population
from merata.stats.rounding import apportion
from merata.tables.folder import Dataset

OPEN_PROPOSALS = ("raised", "costed", "planned")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan. `item_id` is `programme:village`, or the course's or project's id; `source_id` the
    programme, course or project itself. `assumption` marks an effect that is assumed, not read. `together` names the
    works of the bundle that it was counted with, itself among them; none where it stands alone. `more_evidence`:
    records that it rests on beside `evidence_id`.
    """

    item_id: str
    source_id: str
    kind: str
    pillar: str
    name: str
    village_code: str | None
    village: str | None
    kecamatan_code: str | None
    kecamatan: str | None
    households: int
    cost_idr: int
    evidence_id: str
    assumption: bool
    together: tuple[str, ...] = ()
    more_evidence: tuple[str, ...] = ()

    @property
    def evidence_ids(self) -> tuple[str, ...]:
        """Every record that its effect rests on."""
        return (self.evidence_id, *self.more_evidence)

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return asdict(self) | {"evidence_ids": list(self.evidence_ids)}


def plan_lines(population: Population, candidates: Candidates, chosen: Flags) -> tuple[Line, ...]:
    """The chosen items as lines: the bands of a programme in a village together, in the candidates' order.

    Of a bundle each work is a line of its own, with its own cost. The households that the bundle serves are told once,
    split over its works in proportion to those that each alone serves.
    """
    places = {row["village_code"]: row for row in population.villages.to_pylist()}
    single = {item.line: at for at, item in enumerate(candidates.items) if not item.parts}
    lines: dict[str, Line] = {}
    for at in np.flatnonzero(chosen).tolist():
        bundle = candidates.items[at]
        parts = [single[part] for part in bundle.parts] or [at]
        for part, households in zip(parts, _split(candidates, bundle, parts), strict=True):
            item, cost = candidates.items[part], int(candidates.cost_idr[part])
            before = lines.get(item.line)
            place = places.get(item.village_code or "", {})
            lines[item.line] = Line(
                item_id=item.line,
                source_id=item.source_id,
                kind=item.kind,
                pillar=item.pillar,
                name=item.name,
                village_code=item.village_code,
                village=place.get("name"),
                kecamatan_code=item.kecamatan_code,
                kecamatan=place.get("kecamatan"),
                households=households + (before.households if before else 0),
                cost_idr=cost + (before.cost_idr if before else 0),
                evidence_id=item.evidence_id,
                assumption=item.assumption,
                together=bundle.parts,
                more_evidence=item.more_evidence,
            )
    return tuple(lines.values())


def _split(candidates: Candidates, bundle: Item, parts: Sequence[int]) -> list[int]:
    """The households of a bundle by work; all of them where it is one item."""
    alone = np.array([candidates.items[part].households for part in parts], dtype=np.float64)
    split: list[int] = apportion(bundle.households, alone if alone.any() else np.ones(len(parts))).tolist()
    return split


def answered_proposals(dataset: Dataset, population: Population, lines: Sequence[Line]) -> tuple[str, ...]:
    """The open proposals of the population's villages whose item is in the plan, by id.

    A proposal for a programme is answered where the programme reaches its own village.
    """
    return tuple(sorted(name for names in proposals_of(dataset, population, lines).values() for name in names))


def proposals_of(dataset: Dataset, population: Population, lines: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """By line (its `item_id`), the open proposals that it answers, as `answered_proposals`."""
    if not dataset.has("proposals"):
        return {}
    named = {line.item_id for line in lines}
    home = set(population.villages["village_code"].to_pylist())
    found: dict[str, list[str]] = {}
    for row in dataset.read("proposals").to_pylist():
        if row["status"] in OPEN_PROPOSALS and row["village_code"] in home:
            in_village = f"{row['item_id']}:{row['village_code']}"
            item = row["item_id"] if row["item_id"] in named else in_village
            if item in named:
                found.setdefault(item, []).append(row["proposal_id"])
    return {item: tuple(sorted(names)) for item, names in found.items()}
