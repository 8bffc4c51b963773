"""A survey like SUSENAS: stratified, two stages, census blocks drawn by size, ten households in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo import inclusion
from merata.demo.naming import numbered
from merata.stats.rounding import apportion
from merata.tables.catalogue import COVARIATES, TABLES

BLOCKS = {"35.05": 100, "35.72": 50}
"""Census blocks drawn in each regency."""
HOUSEHOLDS_PER_BLOCK = 10
BLOCK_SIZE = 100
"""Households of a census block; fewer where a small population would otherwise have too few blocks."""

_PART = 107
_LEAST_BLOCKS = 2
"""Blocks in every stratum: with one alone no variance could be estimated."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Sampled households of a stratum: position in the registry, block, and design weight."""

    household: NDArray[np.int64]
    block: NDArray[np.int64]
    weight: NDArray[np.float64]


def draw(
    households: pa.Table,
    villages: pa.Table,
    village: NDArray[np.int64],
    consumption_pc_idr: NDArray[np.float64],
    *,
    year: int,
    seed: int,
) -> pa.Table:
    """The `survey_households` rows of one year's independent sample.

    `village` is the households' index into `villages`, ascending. Strata are regency × urban or rural; a
    block's chance is proportional to its households; weights are the inverse of the chances of both stages.
    """
    rng = np.random.default_rng([seed, _PART, year])
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[village]
    urban = villages["urban"].to_numpy().astype(np.bool_)[village]
    parts = []
    for code, blocks in BLOCKS.items():
        strata = [np.flatnonzero((regency == code) & (urban == kind)) for kind in (False, True)]
        shares = np.array([member.size for member in strata], np.float64)
        if not shares.any():
            continue
        for kind, member, count in zip(("rural", "urban"), strata, apportion(blocks, shares), strict=True):
            if member.size:
                drawn = _stratum(village[member], member, max(int(count), _LEAST_BLOCKS), rng)
                parts.append(_rows(households, villages, village, consumption_pc_idr, drawn, f"{code}-{kind}"))
    table = pa.concat_tables(parts)
    table = table.append_column("survey_id", numbered(f"S{year}-", len(table), 5))
    table = table.append_column("year", pa.repeat(pa.scalar(year, pa.int64()), len(table)))
    return table.select([name for name in TABLES["survey_households"].arrow.names if name in table.column_names])


def _stratum(village: NDArray[np.int64], household: NDArray[np.int64], count: int, rng: np.random.Generator) -> _Drawn:
    """Draw `count` blocks of a stratum and households in them."""
    block = _blocks(village, count)
    held = np.bincount(block)
    chance = inclusion.probabilities(held.astype(np.float64), count)
    chosen = np.zeros(held.size, np.bool_)
    chosen[inclusion.systematic(chance, rng)] = True
    listed = np.flatnonzero(chosen[block])
    order = listed[np.lexsort((rng.random(listed.size), block[listed]))]
    starts = np.searchsorted(block[order], np.arange(held.size))
    taken = np.sort(order[np.arange(order.size) - starts[block[order]] < HOUSEHOLDS_PER_BLOCK])
    of = block[taken]
    interviewed = np.minimum(held[of], HOUSEHOLDS_PER_BLOCK)
    return _Drawn(household[taken], of, held[of] / interviewed / chance[of])


def _blocks(village: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Number the census blocks: runs of neighbouring households of a village, of nearly equal size."""
    target = float(np.clip(village.size / (2 * count), HOUSEHOLDS_PER_BLOCK, BLOCK_SIZE))
    _, start, held = np.unique(village, return_index=True, return_counts=True)
    blocks = np.maximum(np.rint(held / target), 1).astype(np.int64)
    first = np.cumsum(blocks) - blocks
    at = np.repeat(np.arange(held.size), held)
    within = (np.arange(village.size) - start[at]) * blocks[at] // held[at]
    return np.asarray(first[at] + within)


def _rows(
    households: pa.Table,
    villages: pa.Table,
    village: NDArray[np.int64],
    consumption_pc_idr: NDArray[np.float64],
    drawn: _Drawn,
    stratum: str,
) -> pa.Table:
    at, place = pa.array(drawn.household), pa.array(village[drawn.household])
    known: Mapping[str, object] = {
        **{name: villages[name].take(place) for name in ("regency_code", "kecamatan_code", "village_code")},
        "stratum": pa.repeat(stratum, len(at)),
        "psu": [f"{stratum}-{block + 1:04d}" for block in drawn.block],
        "weight": drawn.weight,
        "consumption_pc_idr": consumption_pc_idr[drawn.household],
    }
    carried = ("size", *(column.name for column in COVARIATES))
    return pa.table({**known, **{name: households[name].take(at) for name in carried}})
