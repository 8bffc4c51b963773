"""How often two records of one person agree: learnt from the records themselves, without a labelled pair.

Pairs that meet in a block are a mixture of duplicates and others; expectation–maximisation (Dempster, Laird and Rubin
1977; Winkler 1988 for linkage) finds what share of the duplicates reaches each level, given what chance pairs do. Every
field begins with some pairs as expected (a Dirichlet prior): few duplicates move the model little, and no level that
was not seen becomes impossible. Nothing is drawn, so the same records give the same model.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from merata.registry.link_chance import Chance, Shares
from merata.registry.link_model import AGREEMENTS, COMPARISONS, SIDES, expected, levels_of, rule

PRIOR_PAIRS = 100
"""How many pairs the expectation counts for."""
LEAST_SHARE = 0.005
"""No level is rarer among one person's records, for no office writes without error: else one wrong letter for the sex
would outweigh everything."""
MOST_ROUNDS = 100
SETTLED = 1e-4
"""Training ends when no share moves by more."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where records meet for training.

    By which features; which fields that holds fixed, of which its pairs say nothing; and whether its people are born on
    one day, so that even two of them share most of a NIK (`link_chance.Chance`).
    """

    features: tuple[str, ...]
    held: tuple[str, ...]
    one_day: bool


BLOCKS = (
    Block(("birth_key", "village"), ("birth_date", "village_code"), one_day=True),
    Block(("name_sorted", "village"), ("name", "village_code"), one_day=False),
    Block(("name_sorted", "birth"), ("name", "birth_date"), one_day=True),
)
"""Together they leave no field out, and in each at least family card and NIK tell duplicates from others: with one
field alone nobody could tell a block of duplicates with many errors from one of other people."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The pairs of a block by how they agree: for each field the level's number (-1 missing), and how many pairs."""

    levels: dict[str, NDArray[np.int64]]
    pairs: NDArray[np.float64]


def same_person_agreement(
    engine: duckdb.DuckDBPyConnection, chance: Chance, *, across: bool = False
) -> tuple[Shares, float]:
    """The share of one person's records that reaches each level of each field, and from how many duplicates (expected
    number, those met in several blocks counted in each) it was learnt.

    `chance`: the same of two people, which stays as it is. With `across` only records of different tables are compared.
    """
    blocks = [_patterns(engine, block, across=across) for block in BLOCKS]
    others = [_arrays(chance.scored if block.one_day else chance.anyone) for block in BLOCKS]
    same = _arrays({field: expected(field) for field in COMPARISONS})
    prior = {field: PRIOR_PAIRS * shares for field, shares in same.items()}
    duplicates = np.full(len(blocks), 0.1)
    for _ in range(MOST_ROUNDS):
        counts = {field: shares.copy() for field, shares in prior.items()}
        for at, block in enumerate(blocks):
            likely = _likely(block, same, others[at], duplicates[at]) * block.pairs
            duplicates[at] = np.clip(likely.sum() / max(block.pairs.sum(), 1.0), 1e-6, 1 - 1e-6)
            for field, levels in block.levels.items():
                known = levels >= 0
                counts[field] += np.bincount(levels[known], likely[known], minlength=len(counts[field]))
        moved = {field: found / found.sum() for field, found in counts.items()}
        step = max(float(np.abs(moved[field] - same[field]).max()) for field in COMPARISONS)
        same = moved
        if step < SETTLED:
            break
    learnt = sum(float(share * block.pairs.sum()) for share, block in zip(duplicates, blocks, strict=True))
    floored = {field: np.maximum(found, LEAST_SHARE) for field, found in same.items()}
    shares = {
        field: dict(zip(levels_of(field), (found / found.sum()).tolist(), strict=True))
        for field, found in floored.items()
    }
    return shares, learnt


def _likely(
    block: Patterns, same: dict[str, NDArray[np.float64]], other: dict[str, NDArray[np.float64]], duplicates: float
) -> NDArray[np.float64]:
    """For each pattern, the chance that its pairs are one person's."""
    odds = np.full(len(block.pairs), np.log(duplicates / (1 - duplicates)))
    for field, levels in block.levels.items():
        weight = np.log(same[field] / other[field])
        odds += np.where(levels >= 0, weight[levels], 0.0)
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))


def _arrays(shares: Shares) -> dict[str, NDArray[np.float64]]:
    return {field: np.array([shares[field][level] for level in levels_of(field)]) for field in COMPARISONS}


def _patterns(engine: duckdb.DuckDBPyConnection, block: Block, *, across: bool) -> Patterns:
    """The pairs of a block but those with one NIK, of which the rules have spoken."""
    free = [field for field in COMPARISONS if field not in block.held]
    columns = ", ".join(f"agree_{field}" for field in free)
    found = engine.sql(f"""
        WITH met AS (
            SELECT {SIDES} FROM to_score AS l JOIN to_score AS r ON {rule(block.features, across=across)}
            AND l.unique_id < r.unique_id AND coalesce(l.nik <> r.nik, true)
        ), compared AS (SELECT {AGREEMENTS} FROM met)
        SELECT {columns}, count(*)::DOUBLE AS pairs FROM compared GROUP BY ALL ORDER BY ALL
    """).to_arrow_table()  # noqa: S608 (names of columns alone)
    levels = {}
    for field in free:
        number = {"missing": -1} | {level: at for at, level in enumerate(levels_of(field))}
        levels[field] = np.array([number[level] for level in found[f"agree_{field}"].to_pylist()], dtype=np.int64)
    return Patterns(levels, found["pairs"].to_numpy())
