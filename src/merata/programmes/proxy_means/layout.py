"""The figures of a score at several coverages for many groups of households, computed together in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from merata.errors import InputError, UsageError
from merata.measurement.welfare import Floats, checked
from merata.programmes.proxy_means.reach import Integers, Poor, Poorest, Ranking, Reached, Target, meant, ranking
from merata.stats.intervals import Scale

Measure = Literal["exclusion_error", "inclusion_error", "under_coverage", "over_coverage", "coverage", "target"]
MEASURES: tuple[Measure, ...] = (
    "exclusion_error",
    "inclusion_error",
    "under_coverage",
    "over_coverage",
    "coverage",
    "target",
)
EVERYONE = "all"
"""The group of all households, and what it is grouped by."""
Key = tuple[str, str, float, Measure]
"""What is grouped by, the group, the coverage and the measure of a figure."""


@dataclass(frozen=True, slots=True)
class Known:
    """n households whose welfare is known, or predicted.

    `welfare` (n): rupiah per person per month; `weight` (n): the persons that each stands for; `groups`: by what they
    are grouped, and each one's group (n labels, a sequence or an Arrow array; None: of no group); `within` (n labels):
    the areas that rank their own households, each reaching the same share of its persons (None: one ranking of all).
    """

    welfare: Floats
    weight: Floats
    groups: Mapping[str, Any] = field(default_factory=dict)
    within: Any = None


class Question(Protocol):
    """Whom a programme is meant for, and at which coverages it is looked at."""

    @property
    def target(self) -> Target:
        """Whom it is meant for."""

    @property
    def coverages(self) -> Sequence[float]:
        """The shares of persons that it reaches."""


@dataclass(frozen=True, slots=True)
class Layout:
    """n households in the order of their score, each in a cell of households that share all their groups.

    `groupings`: by what is grouped, the group of each cell by number (−1: none) and the groups' names.
    """

    by_score: Ranking
    block: Integers
    target: Target
    coverages: Sequence[float]
    cell: Integers
    groupings: Mapping[str, tuple[Integers, list[str]]]

    @classmethod
    def of(cls, score: ArrayLike, known: Known, question: Question) -> Self:
        """The layout of `score` (n) for `known` households. Raises as `targeting_errors` does."""
        rows = len(known.welfare)
        scores = np.asarray(score, dtype=np.float64)
        if scores.shape != (rows,):
            raise UsageError(f"score has {scores.size} values, welfare {rows}; expected one for each household")
        if np.isnan(scores).any():
            raise InputError(
                f"{np.count_nonzero(np.isnan(scores))} of {rows} households have no score; score them, or say where in "
                "the order they stand"
            )
        line = question.target.line_idr
        if line is not None and (line.shape != (rows,) or np.isnan(line).any()):
            raise InputError(
                f"{rows if line.shape != (rows,) else np.count_nonzero(np.isnan(line))} of {rows} households have no "
                "poverty line, so nobody knows who of them is poor; add their regency's to poverty_lines, or take a "
                "share of persons as the target"
            )
        block = np.zeros(rows, np.intp) if known.within is None else _numbered(known.within, rows)[0]
        numbered = {EVERYONE: (np.zeros(rows, np.intp), [EVERYONE])}
        numbered |= {by: _numbered(labels, rows) for by, labels in known.groups.items()}
        cell, groups = _in_cells(numbered, rows)
        groupings = {by: (group, names) for (by, (_, names)), group in zip(numbered.items(), groups, strict=True)}
        return cls(ranking(scores, block), block, question.target, question.coverages, cell, groupings)

    @property
    def keys(self) -> list[Key]:
        """What each figure is, in the order of `Figures.values`."""
        return [
            (by, group, coverage, measure)
            for by, (_, names) in self.groupings.items()
            for coverage in self.coverages
            for measure in MEASURES
            for group in names
        ]

    def by_cell(self, values: Floats) -> Floats:
        """The sum of `values` (n) in each cell."""
        return np.asarray(np.bincount(self.cell, values), dtype=np.float64)

    def reached(self, weight: Floats) -> list[Floats]:
        """The part of each household (n) that is reached at each coverage."""
        return [self.by_score.lowest(weight, coverage) for coverage in self.coverages]

    def figures(self, welfare: Floats, weight: Floats) -> Figures:
        """The figures for households with `welfare` (n) who stand for `weight` (n) persons each."""
        welfare, _ = checked(welfare, weight)
        return Figures(self, meant(self.target, welfare, self.block))


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a layout for one welfare of its households, by what these weigh (n)."""

    layout: Layout
    meant: Poor | Poorest

    def values(self, weight: Floats, reached: Sequence[Floats] | None = None) -> Floats:
        """The k figures in the order of the layout's keys; NaN where there is nobody to take a share of.

        `reached`: the layout's `reached` of the same `weight`, where it is known already.
        """
        by_cell = self.layout.by_cell
        persons = by_cell(weight)
        found = [
            (by_cell(weight * one.reached), by_cell(weight * one.target), by_cell(weight * one.both))
            for one in self._at(weight, reached)
        ]
        parts = []
        for number, names in self.layout.groupings.values():
            everyone = _by_group(persons, number, len(names))
            for sums in found:
                served, target, both = (_by_group(part, number, len(names)) for part in sums)
                missed, leaked = target - both, served - both
                parts += [_share(missed, target), _share(leaked, served)]
                parts += [_share(part, everyone) for part in (missed, leaked, served, target)]
        return np.concatenate(parts)

    def sizes(self, weight: Floats, reached: Sequence[Floats] | None = None) -> NDArray[np.int64]:
        """The households behind each figure (k); `reached` as in `values`."""
        by_cell = self.layout.by_cell
        everyone = by_cell(np.ones(len(weight)))
        found = [(by_cell(_counted(one.target)), by_cell(_counted(one.reached))) for one in self._at(weight, reached)]
        parts = []
        for number, names in self.layout.groupings.values():
            for target, served in found:
                behind = [target, served, *([everyone] * (len(MEASURES) - 2))]
                parts += [_by_group(counts, number, len(names)) for counts in behind]
        return np.concatenate(parts).astype(np.int64)

    def domains(self, weight: Floats) -> Iterator[tuple[NDArray[np.bool_], Scale]]:
        """Which households (n) are behind each of the k figures, and the scale of its interval."""
        found = self._at(weight)
        everyone = np.ones(len(weight), dtype=np.bool_)
        for number, names in self.layout.groupings.values():
            members = number[self.layout.cell]
            for one in found:
                for behind in (one.target > 0, one.reached > 0, *([everyone] * (len(MEASURES) - 2))):
                    for group in range(len(names)):
                        yield behind & (members == group), "logit"

    def _at(self, weight: Floats, reached: Sequence[Floats] | None = None) -> list[Reached]:
        served = self.layout.reached(weight) if reached is None else reached
        return [self.meant.meets(part, weight) for part in served]


def _numbered(labels: Any, rows: int) -> tuple[Integers, list[str]]:
    """Each row's group by number, −1 for none, and the groups' names in order."""
    if len(labels) != rows:
        raise UsageError(f"a grouping has {len(labels)} labels; expected one for each of {rows} households")
    if isinstance(labels, pa.ChunkedArray):
        labels = labels.combine_chunks()
    encoded = (labels if isinstance(labels, pa.Array) else pa.array(labels, pa.string())).dictionary_encode()
    found = encoded.dictionary.to_pylist()
    names = sorted(found)
    place = np.array([*(names.index(name) for name in found), -1], dtype=np.intp)
    return place[pc.fill_null(encoded.indices, len(found)).to_numpy(zero_copy_only=False)], names


def _in_cells(groupings: Mapping[str, tuple[Integers, list[str]]], rows: int) -> tuple[Integers, list[Integers]]:
    """Households that are alike in every grouping as one cell: each row's cell, and each cell's group by grouping.

    There are far fewer cells than households, so that each figure is a sum over cells.
    """
    cell = np.zeros(rows, dtype=np.intp)
    for number, names in groupings.values():
        _, cell = np.unique(cell * (len(names) + 1) + number + 1, return_inverse=True)
    _, first = np.unique(cell, return_index=True)
    return cell, [number[first] for number, _ in groupings.values()]


def _counted(part: Floats) -> Floats:
    """1 for every household of which any part is concerned."""
    return (part > 0).astype(np.float64)


def _by_group(values: Floats, number: Integers, groups: int) -> Floats:
    return np.asarray(np.bincount(number + 1, values, minlength=groups + 1)[1:], dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    """part ÷ whole from 0 to 1, NaN of nobody."""
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    # What rounding leaves beside nothing is not an error of targeting.
    share[np.abs(share) < 1e-12] = 0.0
    return np.clip(share, 0.0, 1.0)
