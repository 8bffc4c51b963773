"""Small choices to plan with: a few households, items by hand or at random, and enumeration as the slow reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.choices.candidates import ALONE, Candidates, Effects, Flags, Item
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.evaluating import Draws, Evaluator, evaluator
from merata.planning.optimiser.filling import Filling
from merata.planning.optimiser.objective import Objective

Floats = NDArray[np.float64]
SURE, UNSURE = "cash", "works"
"""Records of evidence: rupiah rest on the first, shares of welfare on the second."""


def item(name: str, kind: str = "project", **further: object) -> Item:
    told = {"pillar": "assistance", "name": name, "village_code": None, "kecamatan_code": None, "households": 1}
    return Item(f"line-{name}", f"source-{name}", kind, evidence_id=SURE, assumption=True, **(told | further))  # type: ignore[arg-type]


def candidates(
    cost: Sequence[int],
    chain: Sequence[int],
    added: Floats,
    share: Floats | None = None,
    exclusive: Sequence[int] | None = None,
) -> Candidates:
    """Items that add rupiah per person (`added`, items × households) or a share of welfare; chains of one are works."""
    added = np.asarray(added, dtype=np.float64)
    share = np.zeros_like(added) if share is None else np.asarray(share, dtype=np.float64)
    none = sparse.csr_array(added.shape)
    works = [list(chain).count(number) == 1 for number in chain]
    return Candidates(
        items=tuple(
            item(str(number), "project" if one else "programme") for number, one in zip(chain, works, strict=True)
        ),
        cost_idr=np.array(cost, dtype=np.int64),
        chain=np.array(chain, dtype=np.int64),
        households=added.shape[1],
        effects=(
            Effects(SURE, sparse.csr_array(added), none),
            Effects(UNSURE, none, sparse.csr_array(share)),
        ),
        exclusive=np.full(len(cost), ALONE) if exclusive is None else np.array(exclusive, dtype=np.int64),
    )


def evaluated_by(
    choice: Candidates,
    welfare: Floats,
    size: Floats,
    *,
    objective: Objective | None = None,
    scale: Mapping[str, Floats] | None = None,
    line_idr: float = np.nan,
    tail: float | None = None,
) -> Evaluator:
    welfare = np.atleast_2d(welfare)
    ones = np.ones(len(welfare))
    draws = Draws(welfare, size, np.full(size.size, line_idr), {SURE: ones, UNSURE: ones} | dict(scale or {}))
    return evaluator(choice, draws, objective or Objective(), tail=tail, threads=1)


def random_case(seed: int) -> tuple[Candidates, Floats, Floats]:
    """Three chains of three bands, two works, nine households, three draws."""
    rng = np.random.default_rng(seed)
    welfare = rng.lognormal(0, 0.7, (3, 9)) * 100
    size = rng.integers(1, 6, 9).astype(np.float64)
    added, share = np.zeros((11, 9)), np.zeros((11, 9))
    for band in range(9):
        added[band, band] = rng.integers(5, 60) / size[band]
    for work in (9, 10):
        share[work, rng.choice(9, 5, replace=False)] = rng.uniform(0.01, 0.2)
    cost = [int(c) for c in rng.integers(5, 40, 9)] + [int(c) for c in rng.integers(30, 120, 2)]
    return candidates(cost, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4], added, share), welfare, size


def plans(choice: Candidates, limits: Limits) -> Iterator[Flags]:
    """Every plan of whole items that keeps the limits, one after the other: so many of each chain's first items."""
    number, count = np.unique(choice.chain, return_counts=True)
    place = np.arange(len(choice)) - np.searchsorted(choice.chain, choice.chain)
    for taken in product(*(range(most + 1) for most in count)):
        chosen = np.asarray(place < np.array(taken)[np.searchsorted(number, choice.chain)])
        if Filling(choice, limits, chosen).feasible:
            yield chosen


def best_by_enumeration(by: Evaluator, limits: Limits) -> float:
    gains = [by.value(by.gains(chosen.astype(np.float64))) for chosen in plans(by.candidates, limits)]
    return max(gains, default=-np.inf)
