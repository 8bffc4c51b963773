"""What a plan can be made of: whole bands of households, whole classes, whole works, with cost and effect.

A *band* is at most 25 households of one village that a programme could pay, next to each other in order of
need; a band is taken only after the needier bands of its village. A *course* seats its applicants in order of
need, class after class where it may be held several times. A *project* serves a share of the households of some
villages: every household there is counted with that share of the effect, the expected value over who is served. Works
that depend on each other come as *bundles*, each with the effect of its works together, of which one at most is taken.
Costs are those of the year; a class's or a work's whole cost falls in the year while only one year of its effect is
counted, which understates works that last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.population import Population

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ALONE = -1
"""In `Candidates.exclusive`: an item that excludes no other."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to take or leave. `line` is the plan's line it belongs to: all bands of a programme in a
    village share one; a course or a project is a line of its own. `owner` is whose money pays for it, `fund_source`
    the only fund that may (None: any of the pillar's). `parts` names the works of a bundle, none for a single one.
    `more_evidence`: records that it rests on beside `evidence_id`.
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
    owner: str = ""
    fund_source: str | None = None
    parts: tuple[str, ...] = ()
    more_evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What k items do to n households as far as it rests on one record of evidence, at the record's mean.

    `added` (k × n) is rupiah per person per month, `share` (k × n) a share of own welfare.
    """

    evidence_id: str
    added: sparse.csr_array
    share: sparse.csr_array


@dataclass(frozen=True, slots=True)
class Candidates:
    """k items with their whole cost and what they do to n households, by evidence (one `Effects` a record).

    `chain` (k) numbers the items that must be taken in order (the bands of one programme and village, the first and
    further classes of a course), each chain's items standing together in that order; a project is a chain of one.
    `exclusive` (k) numbers the sets of items of which one at most is taken, `ALONE` for those in none.
    """

    items: tuple[Item, ...]
    cost_idr: Integers
    chain: Integers
    households: int
    effects: tuple[Effects, ...]
    exclusive: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        if self.exclusive.size != len(self.items):
            object.__setattr__(self, "exclusive", np.full(len(self.items), ALONE, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.items)

    @property
    def standalone(self) -> Flags:
        """Which items are classes or works, no bands."""
        return np.array([item.kind != "programme" for item in self.items], dtype=np.bool_)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The records of evidence that the effects rest on, in the order of `effects`."""
        return tuple(part.evidence_id for part in self.effects)


def assemble(population: Population, parts: Sequence[Candidates]) -> Candidates:
    """All candidates as one, chains and exclusive sets renumbered in order."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return nothing(len(population))
    chains, sets = [_numbered([getattr(part, name) for part in filled]) for name in ("chain", "exclusive")]
    known = sorted({name for part in filled for name in part.evidence})
    return Candidates(
        items=tuple(item for part in filled for item in part.items),
        cost_idr=np.concatenate([part.cost_idr for part in filled]),
        chain=chains,
        households=len(population),
        effects=tuple(_stacked(name, filled) for name in known),
        exclusive=sets,
    )


def _numbered(parts: Sequence[Integers]) -> Integers:
    """Group numbers of the parts, each part's own after those before it; `ALONE` stays."""
    found: list[Integers] = []
    following = 0
    for part in parts:
        found.append(np.where(part == ALONE, ALONE, part + following))
        following += int(part.max()) + 1
    return np.concatenate(found)


def _stacked(evidence_id: str, parts: Sequence[Candidates]) -> Effects:
    """What rests on one record, over the items of all parts."""
    added, share = [], []
    for part in parts:
        empty = sparse.csr_array((len(part), part.households), dtype=np.float64)
        own = {effects.evidence_id: effects for effects in part.effects}.get(evidence_id)
        added.append(own.added if own else empty)
        share.append(own.share if own else empty)
    return Effects(evidence_id, *(sparse.csr_array(sparse.vstack(rows, format="csr")) for rows in (added, share)))


def nothing(households: int) -> Candidates:
    """No candidates, for so many households."""
    none = np.zeros(0, dtype=np.int64)
    return Candidates((), none, none, households, ())


def sharing(
    households: int,
    items: tuple[Item, ...],
    cost_idr: Sequence[int],
    gains: Sequence[Mapping[str, tuple[Integers, Floats]]],
    exclusive: Integers | None = None,
    chain: Integers | None = None,
) -> Candidates:
    """Items that add a share of own welfare to the households (of so many) that they serve.

    `gains` has for each item and record of evidence the rows of the households served and what each of them gains. Each
    item is a chain of its own, unless `chain` says otherwise.
    """
    if not items:
        return nothing(households)
    shape = (len(items), households)
    no_rupiah = sparse.csr_array(shape, dtype=np.float64)
    none = (np.zeros(0, dtype=np.int64), np.zeros(0))
    effects: list[Effects] = []
    for name in sorted({name for each in gains for name in each}):
        rows, shares = zip(*(each.get(name, none) for each in gains), strict=True)
        starts = np.concatenate(([0], np.cumsum([row.size for row in rows])))
        share = sparse.csr_array((np.concatenate(shares), np.concatenate(rows), starts), shape=shape)
        effects.append(Effects(name, no_rupiah, share))
    return Candidates(
        items=items,
        cost_idr=np.array(cost_idr, dtype=np.int64),
        chain=np.arange(len(items)) if chain is None else chain,
        households=households,
        effects=tuple(effects),
        exclusive=np.full(len(items), ALONE) if exclusive is None else exclusive,
    )
