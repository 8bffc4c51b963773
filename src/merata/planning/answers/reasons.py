"""Why each line is in a plan, in a sentence: its rank by gain per rupiah, its evidence, the proposals it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from merata.planning.answers.joint import Joint
from merata.planning.answers.sentences import evidence_said
from merata.planning.effects import Effect
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan_lines import Line, plan_lines, proposals_of
from merata.planning.problem import Problem
from merata.planning.wording.gain_units import GainUnit, gain_unit
from merata.planning.wording.said import Said, count

BILLION_IDR = 1e9
PROPOSALS_NAMED = 3
"""Proposals that a reason names; of more it tells the number."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is in the plan. `gain` is what its items add at the plan by its slopes (a bundle's is split over its
    works by what each gains alone), `rank` its place by gain per rupiah among the plan's `lines` many lines, `alone`
    what it gains by itself, `proposals` what it answers.
    """

    gain: float
    cost_idr: int
    rank: int
    lines: int
    alone: float
    proposals: tuple[str, ...]
    evidence: tuple[Effect, ...]
    together: tuple[str, ...]
    unit: GainUnit

    @property
    def gain_per_billion(self) -> float:
        """What a billion rupiah of it add, at the plan."""
        return self.gain * BILLION_IDR / max(self.cost_idr, 1)

    @property
    def said(self) -> Said:
        """The reason in words."""
        rank, lines = count(self.rank), count(self.lines)
        each = self.unit.said(self.gain_per_billion, more=1)
        first = Said(
            f"Peringkat {rank.text_id} dari {lines.text_id} menurut manfaat per rupiah: {each.text_id} per miliar "
            "rupiah.",
            f"Rank {rank.text_en} of {lines.text_en} by gain per rupiah: {each.text_en} per billion rupiah.",
        )
        parts = [first, *self._together(), *self._evidence(), *self._proposals()]
        return Said(" ".join(one.text_id for one in parts), " ".join(one.text_en for one in parts))

    def _together(self) -> list[Said]:
        if not self.together:
            return []
        works = " + ".join(self.together)
        return [Said(f"Dihitung bersama: {works}.", f"Counted together: {works}.")]

    def _evidence(self) -> list[Said]:
        said = [evidence_said(effect) for effect in self.evidence]
        if not said:
            return []
        here, there = ("; ".join(getattr(one, name) for one in said) for name in ("text_id", "text_en"))
        return [Said(f"Dasar: {here}.", f"Evidence: {there}.")]

    def _proposals(self) -> list[Said]:
        if not self.proposals:
            return []
        more = len(self.proposals) - PROPOSALS_NAMED
        named = ", ".join(self.proposals[:PROPOSALS_NAMED])
        rest_id, rest_en = (f" dan {more} lain", f" and {more} more") if more > 0 else ("", "")
        return [Said(f"Menjawab usulan {named}{rest_id}.", f"It answers proposals {named}{rest_en}.")]

    def as_json(self) -> dict[str, Any]:
        """The reason as plain values, to stand with the line."""
        return {
            "proposals": list(self.proposals),
            "gain": self.gain,
            "gain_per_billion": self.gain_per_billion,
            "rank": self.rank,
            "alone_gain": self.alone,
            "reason_id": self.said.text_id,
            "reason_en": self.said.text_en,
        }


def reasons(asked: Problem, best: Optimised, together: Joint) -> dict[str, Reason]:
    """By line (its `item_id`), why it is in the plan."""
    lines = plan_lines(asked.people, asked.candidates, best.chosen)
    gain = _gains(asked, best, together.alone)
    order = sorted(lines, key=lambda line: (-gain[line.item_id] / max(line.cost_idr, 1), line.item_id))
    rank = {line.item_id: at + 1 for at, line in enumerate(order)}
    answered = proposals_of(asked.dataset, asked.people, lines)
    unit = gain_unit(asked.request.objective)

    def of(line: Line) -> Reason:
        return Reason(
            gain=gain[line.item_id],
            cost_idr=line.cost_idr,
            rank=rank[line.item_id],
            lines=len(lines),
            alone=together.alone[line.item_id],
            proposals=answered.get(line.item_id, ()),
            evidence=tuple(asked.menu.effects[name] for name in line.evidence_ids),
            together=line.together,
            unit=unit,
        )

    return {line.item_id: of(line) for line in lines}


def _gains(asked: Problem, best: Optimised, alone: Mapping[str, float]) -> dict[str, float]:
    """What each line adds at the plan."""
    found: dict[str, float] = {}
    for at in np.flatnonzero(best.chosen).tolist():
        item, slope = asked.candidates.items[at], float(best.slopes[at])
        parts = item.parts or (item.line,)
        weight = np.maximum([alone[part] for part in parts], 0.0)
        share = weight / weight.sum() if weight.sum() > 0 else np.full(len(parts), 1.0 / len(parts))
        for part, own in zip(parts, share.tolist(), strict=True):
            found[part] = found.get(part, 0.0) + slope * own
    return found
