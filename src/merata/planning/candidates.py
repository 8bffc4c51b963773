"""What a plan can be made of: whole bands of households, whole classes, whole works, with cost and effect.

A *band* is at most 25 households of one village that a programme could pay, next to each other in order of
need; a band is taken only after the needier bands of its village. A *course* seats its applicants in order of
need. A *project* serves a share of the households of some villages: every household there is counted with that
share of the effect, the expected value over who is served. Costs are those of the year; a class's or a work's
whole cost falls in the year while only one year of its effect is counted, which understates works that last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.objective import Change, Evaluation
from merata.planning.population import Population

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to take or leave. `line` is the plan's line it belongs to: all bands of a programme in a
    village share one; a course or a project is a line of its own.
    """

    line: str
    source_id: str
    kind: str
    pillar: str
    name: str
    village_code: str | None
    kecamatan_code: str | None
    households: int
    evidence_id: str
    assumption: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """k items with their whole cost and what they do to n households.

    `added` (k × n) is rupiah per person per month, `share` (k × n) a share of own welfare. `chain` (k) numbers
    the items that must be taken in order (the bands of one programme and village), each chain's items standing
    together in that order; a course or a project is a chain of one.
    """

    items: tuple[Item, ...]
    cost_idr: Integers
    chain: Integers
    added: sparse.csr_array
    share: sparse.csr_array

    def __len__(self) -> int:
        return len(self.items)

    @property
    def standalone(self) -> Flags:
        """Which items are classes or works, each a chain of its own."""
        return np.array([item.kind != "programme" for item in self.items], dtype=np.bool_)

    def change(self, chosen: Flags, scale: Mapping[str, float] | None = None) -> Change:
        """What the chosen items do together; `scale` multiplies the effects that rest on an evidence record."""
        weight = chosen.astype(np.float64)
        if scale is not None:
            weight *= [scale.get(item.evidence_id, 1.0) for item in self.items]
        return Change(np.asarray(weight @ self.added), np.asarray(weight @ self.share))

    def slopes(self, evaluation: Evaluation) -> NDArray[np.float64]:
        """By how much each item, taken whole, would raise the objective were it linear there."""
        return np.asarray(self.added @ evaluation.slope_idr + self.share @ evaluation.slope_share)


def assemble(population: Population, parts: Sequence[Candidates]) -> Candidates:
    """All candidates as one, chains renumbered in order."""
    chains: list[Integers] = []
    following = 0
    for part in parts:
        chains.append(part.chain + following)
        following += int(part.chain.max()) + 1 if len(part) else 0
    empty = nothing(len(population))
    filled = [part for part in parts if len(part)] or [empty]
    return Candidates(
        items=tuple(item for part in parts for item in part.items),
        cost_idr=np.concatenate([empty.cost_idr, *(part.cost_idr for part in parts)]),
        chain=np.concatenate([empty.chain, *chains]),
        added=sparse.csr_array(sparse.vstack([part.added for part in filled], format="csr")),
        share=sparse.csr_array(sparse.vstack([part.share for part in filled], format="csr")),
    )


def nothing(households: int) -> Candidates:
    """No candidates, for so many households."""
    no_effect = sparse.csr_array((0, households), dtype=np.float64)
    none = np.zeros(0, dtype=np.int64)
    return Candidates((), none, none, no_effect, no_effect)


def sharing(
    population: Population,
    items: tuple[Item, ...],
    rows: Sequence[Mapping[str, int]],
    households: Sequence[Integers],
    gains: Sequence[NDArray[np.float64]],
) -> Candidates:
    """Standalone items that add a share of own welfare to the households they serve.

    Per item: its `rows` entry with `cost_idr`, the rows of its households, and what each of them gains.
    """
    if not items:
        return nothing(len(population))
    starts = np.concatenate(([0], np.cumsum([household.size for household in households])))
    shape = (len(items), len(population))
    return Candidates(
        items=items,
        cost_idr=np.array([row["cost_idr"] for row in rows], dtype=np.int64),
        chain=np.arange(len(items)),
        added=sparse.csr_array(shape, dtype=np.float64),
        share=sparse.csr_array((np.concatenate(gains), np.concatenate(households), starts), shape=shape),
    )
