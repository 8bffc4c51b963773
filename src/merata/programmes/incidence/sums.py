"""What an incidence is made of: sums on each draw, by group and by poor or not, for everyone and each programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from merata.programmes.incidence.people import People, Recipients
from merata.programmes.incidence.ranking import Floats, Integers, Ranking, rank
from merata.progress import Step

_OF_GROUPS = (3, 5)
"""How many of the sums of everyone and of those reached the groups other than `DECILE` have: the first ones."""
DECILE = "decile"
"""The grouping by tenth of the persons in the draw, that is always there."""
TENTHS = tuple(str(tenth) for tenth in range(1, 11))


class Everyone(IntEnum):
    """Sums over all households: persons, households, rupiah of consumption and of poverty gap a month, gap ÷ line."""

    PERSONS = 0
    HOUSEHOLDS = 1
    CONSUMPTION = 2
    GAP = 3
    RELATIVE_GAP = 4


class Reached(IntEnum):
    """Sums over those whom a programme reaches.

    RUPIAH paid in a year; PERSONS and HOUSEHOLDS reached; persons LIFTED above the line; GAIN in rupiah of welfare a
    month; consumption and poverty gap (a month) of those paid; the gap closed, in rupiah a month and over the line.
    """

    RUPIAH = 0
    PERSONS = 1
    HOUSEHOLDS = 2
    LIFTED = 3
    GAIN = 4
    PAID_CONSUMPTION = 5
    PAID_GAP = 6
    GAP_CLOSED = 7
    RELATIVE_GAP_CLOSED = 8


@dataclass(frozen=True, slots=True)
class Sums:
    """M draws of P programmes, the last of them all programmes together.

    `gini`, `mean` (M) before; `gini_after` (M × P), the Gini before of a programme that adds nothing to welfare;
    `concentration` of the rupiah and `gain_concentration` of what is added (M × P), NaN where nothing is;
    `everyone[grouping]` (M × `Everyone` × labels × 2) and `reached[grouping]` (M × P × `Reached` × labels × 2), the
    last axis not poor, poor (nobody is poor where there is no line); groupings other than `DECILE` have only the
    first sums of either.
    """

    gini: Floats
    mean: Floats
    gini_after: Floats
    concentration: Floats
    gain_concentration: Floats
    everyone: Mapping[str, Floats]
    reached: Mapping[str, Floats]


def sums(people: People, programmes: Sequence[Recipients], step: Step) -> Sums:
    """Sum every draw; each is sorted once, whatever the number of programmes and groups."""
    draws, count = len(people.welfare), len(programmes)
    labels = {DECILE: len(TENTHS)} | {name: len(group.labels) for name, group in people.groups.items()}
    depth = {name: (len(Everyone), len(Reached)) if name == DECILE else _OF_GROUPS for name in labels}
    found = Sums(
        gini=np.empty(draws),
        mean=np.empty(draws),
        gini_after=np.full((draws, count), np.nan),
        concentration=np.full((draws, count), np.nan),
        gain_concentration=np.full((draws, count), np.nan),
        everyone={name: np.empty((draws, depth[name][0], groups, 2)) for name, groups in labels.items()},
        reached={name: np.empty((draws, count, depth[name][1], groups, 2)) for name, groups in labels.items()},
    )
    for draw, welfare in enumerate(people.welfare):
        ranking = rank(welfare, people.size)
        found.gini[draw], found.mean[draw] = ranking.gini, ranking.mean
        gap = np.zeros(len(people)) if people.line_idr is None else np.maximum(people.line_idr - welfare, 0.0)
        poor = gap > 0
        codes = {DECILE: ranking.tenth} | {name: group.code for name, group in people.groups.items()}
        cells = {name: 2 * code + poor for name, code in codes.items()}
        weights = _of_everyone(people, welfare, gap)
        for name, cell in cells.items():
            found.everyone[name][draw] = _by_cell(cell, weights[: depth[name][0]], labels[name])
        for at, programme in enumerate(programmes):
            _add_programme(found, (draw, at), programme, ranking)
            weights = _of_reached(people, programme, welfare, gap)
            for name, cell in cells.items():
                found.reached[name][draw, at] = _by_cell(cell[programme.rows], weights[: depth[name][1]], labels[name])
        step((draw + 1) / draws, "draws")
    return found


def _add_programme(found: Sums, at: tuple[int, int], programme: Recipients, ranking: Ranking) -> None:
    paid = programme.annual_idr > 0
    rows, gain = programme.rows[paid], programme.gain[paid]
    found.concentration[at] = ranking.concentration(rows, programme.annual_idr[paid].astype(np.float64))
    found.gain_concentration[at] = ranking.concentration(rows, gain * programme.size[paid])
    found.gini_after[at] = ranking.gini_after(rows, gain) if gain.any() else ranking.gini


def _of_everyone(people: People, welfare: Floats, gap: Floats) -> list[Floats]:
    size = people.size
    line = np.ones(len(people)) if people.line_idr is None else people.line_idr
    return [size, np.ones(len(people)), size * welfare, size * gap, size * (gap / line)]


def _of_reached(people: People, programme: Recipients, welfare: Floats, gap: Floats) -> list[Floats]:
    rows, size = programme.rows, programme.size
    now, before = welfare[rows], gap[rows]
    line = np.ones(len(rows)) if people.line_idr is None else people.line_idr[rows]
    # Nobody has a gap where there is no line, so nothing of it is closed.
    after = np.minimum(np.maximum(line - (now + programme.gain), 0.0), before)
    closed = size * (before - after)
    return [
        programme.annual_idr.astype(np.float64),
        size,
        np.ones(len(rows)),
        size * ((before > 0) & (after <= 0)),
        size * programme.gain,
        programme.paid_size * now,
        programme.paid_size * before,
        closed,
        closed / line,
    ]


def _by_cell(cell: Integers, weights: Sequence[Floats], groups: int) -> Floats:
    """Each of `weights` summed by cell: (weights × groups × 2)."""
    return np.array([np.bincount(cell, weight, 2 * groups) for weight in weights]).reshape(len(weights), groups, 2)
