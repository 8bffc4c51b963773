"""What people learnt and do, and the hidden score of how well each household lives.

The score is the one thing that every observable trait of a synthetic household shares: better schooling, better
work, fewer dependants, a nearer market and a luckier family raise it; consumption follows it (see `welfare`).
All weights here are assumptions, chosen so that the registry's traits explain a little over half of the
variance of log consumption, as proxy means tests do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo.families import CHILD, OTHER, Families
from merata.tables.catalogue import SECTORS

LEVELS = ("SD", "SMP", "SMA", "tertiary")
_LEVEL_STARTS = np.array([7, 13, 16, 19, 23])
"""Age at which a pupil enters each level, and leaves the last."""
_COMPLETED = np.array([0, 2, 4, 6, 6, 9, 9, 12, 12, 15, 16, 18])
"""Years of schooling people leave with: mostly whole levels."""

_WORKING = np.array([0.95, 0.60, 0.72, 0.30, 0.60])
"""Share of adults out of school who work, by relation to the head; half of it from 65 on."""

NO_SECTOR = SECTORS.index("none")
_SECTOR_LEVEL = np.array([0.9, -0.3, -0.2, 0.2, 0.0, -1.8])
_SECTOR_URBAN = np.array([-1.9, 0.2, 0.1, 0.4, 0.5, 0.4])
_SECTOR_SCHOOLING = np.array([-0.6, 0.1, -0.5, 0.1, 0.4, 1.8])
_SECTOR_FEMALE = np.array([-0.1, 0.3, -3.0, 0.5, 0.3, 0.1])
_SECTOR_WELFARE = np.array([-0.22, 0.05, -0.12, 0.15, 0.20, 0.55, -0.20])
"""Weights of sectors in people's choice of work, and what the head's sector adds to the score."""


@dataclass(frozen=True, slots=True)
class Livelihoods:
    """Schooling and work of persons, score of households.

    `schooling_years` by person; `level` index into `LEVELS`, −1 not at school; `sector` index into `SECTORS`,
    −1 under fifteen; `score` by household, mean 0 and standard deviation 1.
    """

    schooling_years: NDArray[np.int64]
    level: NDArray[np.int64]
    sector: NDArray[np.int64]
    score: NDArray[np.float64]


def village_advantage(villages: pa.Table, rng: np.random.Generator) -> NDArray[np.float64]:
    """How much better each village lives, in standard deviations of the household score.

    The seven southern kecamatan are poorer, so are villages farther from a market; towns are richer; the rest
    is the village's own.
    """
    south = pc.equal(villages["side_of_brantas"], "selatan").to_numpy().astype(np.float64)
    urban = villages["urban"].to_numpy().astype(np.float64)
    minutes = villages["minutes_to_market"].to_numpy().astype(np.float64)
    minutes = np.nan_to_num(minutes, nan=float(np.nanmax(minutes)))
    far = (minutes - minutes.mean()) / max(float(minutes.std()), 1e-9)
    own = rng.normal(0.0, 0.20, south.size)
    return np.asarray(0.22 * urban - 0.31 * south - 0.13 * np.clip(far, -2.0, 3.0) + own)


def build(
    families: Families,
    advantage: NDArray[np.float64],
    urban: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Livelihoods:
    """Draw schooling, work and score. `advantage` (the village's) and `urban` are given by household."""
    luck = rng.normal(0.0, 1.0, advantage.size)
    household = families.household
    background = (0.6 * luck + 0.8 * advantage + 0.3 * urban)[household]
    schooling = _adult_schooling(families.age, background, rng)
    level = _attendance(families, background, rng)
    # A pupil has completed one year less than the class sat in; nobody has more years than age allows.
    schooling = np.where(level >= 0, np.maximum(families.age - 7, 0), schooling)
    schooling = np.minimum(schooling, np.maximum(families.age - 7, 0))
    sector = _work(families, schooling, urban[household], level, rng)
    score = _score(families, schooling, sector, advantage + 0.42 * luck, rng)
    return Livelihoods(schooling, level, sector, score)


def _adult_schooling(
    age: NDArray[np.int64], background: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    years = 8.8 - 0.085 * (age - 42) + 2.0 * background + rng.normal(0.0, 2.3, age.size)
    place = np.rint((years - 1.0) / 16.0 * (_COMPLETED.size - 1))
    return _COMPLETED[np.clip(place, 0, _COMPLETED.size - 1).astype(np.int64)]


def _attendance(families: Families, background: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """The level attended now, by age; beyond nine years it depends on what the family can afford."""
    level = np.searchsorted(_LEVEL_STARTS, families.age, side="right") - 1
    level[(level >= len(LEVELS)) | ~np.isin(families.relation, (CHILD, OTHER))] = -1
    start = np.array([6.0, 4.0, 1.7, -1.2])[level]
    chance = 1.0 / (1.0 + np.exp(-(start + 0.9 * background)))
    return np.where((level >= 0) & (rng.random(level.size) < chance), level, -1)


def _work(
    families: Families,
    schooling: NDArray[np.int64],
    urban: NDArray[np.bool_],
    level: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    aged = np.where(families.age >= 65, 0.5, 1.0)
    working = rng.random(level.size) < _WORKING[families.relation] * aged
    working &= (families.age >= 15) & (level < 0)
    at = np.flatnonzero(working)
    schooled = ((schooling[at] - 8) / 4.0)[:, None]
    wish = _SECTOR_LEVEL + _SECTOR_URBAN * urban[at][:, None] + _SECTOR_SCHOOLING * schooled
    wish = wish + _SECTOR_FEMALE * ~families.male[at][:, None] - np.log(rng.exponential(size=wish.shape))
    sector = np.where(families.age >= 15, NO_SECTOR, -1)
    sector[at] = wish.argmax(axis=1)
    return sector


def _score(
    families: Families,
    schooling: NDArray[np.int64],
    sector: NDArray[np.int64],
    background: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    head, count = families.start, families.start.size
    size = np.bincount(families.household, minlength=count)
    young = np.bincount(families.household, weights=families.age < 15, minlength=count)
    old = np.bincount(families.household, weights=families.age >= 60, minlength=count)
    working = (sector >= 0) & (sector != NO_SECTOR)
    earners = np.bincount(families.household, weights=working, minlength=count)
    raw = (
        background
        + 0.30 * (schooling[head] - 8) / 3.5
        + _SECTOR_WELFARE[sector[head]]
        - 0.45 * (young + 0.6 * old) / size
        + 0.25 * earners / size
        - 0.40 * np.log(size / 3.0)
        - 0.10 * ((families.age[head] - 48) / 15) ** 2
        + rng.normal(0.0, 0.36, count)
    )
    return np.asarray((raw - raw.mean()) / raw.std())
