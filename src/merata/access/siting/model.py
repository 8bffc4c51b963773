"""A siting problem as a mixed-integer program, rows and columns of HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from merata.access.kernel.graph import Floats, Integers
from merata.access.siting.problem import SitingProblem

if TYPE_CHECKING:
    from highspy import HighsLp


@dataclass(frozen=True, slots=True)
class Model:
    """Columns: first whether each site is open (s), then the share of a cluster's people, at most 1, that uses a site,
    one for each pair of `cluster` and `site` with a gain; where every site is worth the same to a cluster and nothing
    binds, one for each cluster, `site` −1: whether it is served at all.
    """

    problem: SitingProblem
    cluster: Integers
    site: Integers
    gain: Floats

    @staticmethod
    def of(problem: SitingProblem) -> Model:
        """The smaller of the two forms that fits."""
        cluster, site = np.nonzero(problem.gain > 0)
        gain = problem.gain[cluster, site]
        most = np.zeros(len(problem.persons))
        np.maximum.at(most, cluster, gain)
        if not problem.capacitated and np.array_equal(gain, most[cluster]):
            served = np.flatnonzero(most > 0)
            return Model(problem, served, np.full(len(served), -1), most[served])
        return Model(problem, cluster, site, gain)

    def columns(self, open_: Floats, share: Floats) -> Floats:
        """Values of the columns: sites open, and the share of each cluster at each site (c × s)."""
        by_pair = share.sum(axis=1)[self.cluster] if self._covering else share[self.cluster, self.site]
        return np.concatenate([open_, by_pair])

    @property
    def _covering(self) -> bool:
        return bool(len(self.site) and self.site[0] < 0)

    def program(self, fixed: Integers | None) -> HighsLp:
        """The program, to be maximised; with `fixed` exactly those sites are open and only shares are sought."""
        from highspy import HighsLp, HighsVarType, MatrixFormat, ObjSense  # noqa: PLC0415 - where it is needed

        sites, pairs = len(self.problem.sites), len(self.cluster)
        rows, columns, values, upper = self._rows()
        lower = np.zeros(sites + pairs)
        most = np.ones(sites + pairs)
        lower[:sites] = self.problem.sites.built
        if fixed is not None:
            lower[:sites] = most[:sites] = np.isin(np.arange(sites), fixed)
        matrix = coo_array((values, (rows, columns)), shape=(len(upper), sites + pairs)).tocsc()
        program = HighsLp()
        program.num_col_, program.num_row_ = sites + pairs, len(upper)
        program.sense_ = ObjSense.kMaximize
        program.col_cost_ = np.concatenate([np.zeros(sites), self.gain])
        program.col_lower_, program.col_upper_ = lower, most
        program.row_lower_, program.row_upper_ = np.full(len(upper), -np.inf), upper
        program.a_matrix_.format_ = MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        program.integrality_ = [HighsVarType.kInteger] * sites + [HighsVarType.kContinuous] * pairs
        return program

    def _rows(self) -> tuple[Integers, Integers, Floats, Floats]:
        """Row, column and value of the coefficients, and the upper bound of each row."""
        blocks = self._covered() if self._covering else self._assigned()
        blocks += self._limited()
        parts, upper, above = [], [], 0
        for rows, columns, values, bounds in blocks:
            parts.append((rows + above, columns, values))
            upper.append(bounds)
            above += len(bounds)
        return (
            np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]),
            np.concatenate([part[2] for part in parts]),
            np.concatenate(upper),
        )

    def _covered(self) -> list[_Block]:
        """A cluster is served only if a site that serves it is open."""
        sites, served = len(self.problem.sites), np.arange(len(self.cluster))
        row, site = np.nonzero(self.problem.gain[self.cluster] > 0)
        return [
            (
                np.concatenate([served, row]),
                np.concatenate([sites + served, site]),
                np.concatenate([np.ones(len(served)), -np.ones(len(row))]),
                np.zeros(len(served)),
            )
        ]

    def _assigned(self) -> list[_Block]:
        """A person uses one site at most, an open one, within its capacity."""
        problem, pairs = self.problem, np.arange(len(self.cluster))
        sites, ones = len(problem.sites), np.ones(len(pairs))
        column = sites + pairs
        present, row = np.unique(self.cluster, return_inverse=True)
        binding = np.flatnonzero(problem.sites.capacity < problem.persons.sum())
        place = np.full(sites, -1, dtype=np.int64)
        place[binding] = np.arange(len(binding))
        limited = np.flatnonzero(place[self.site] >= 0)
        return [
            (row.astype(np.int64), column, ones, np.ones(len(present))),
            (
                np.concatenate([pairs, pairs]),
                np.concatenate([column, self.site]),
                np.concatenate([ones, -ones]),
                np.zeros(len(pairs)),
            ),
            (
                np.concatenate([place[self.site[limited]], place[binding]]),
                np.concatenate([column[limited], binding]),
                np.concatenate([problem.persons[self.cluster[limited]], -problem.sites.capacity[binding]]),
                np.zeros(len(binding)),
            ),
        ]

    def _limited(self) -> list[_Block]:
        """How many new sites, and for how much."""
        sites, limits = self.problem.sites, self.problem.limits
        new = np.flatnonzero(~sites.built)
        row = np.zeros(len(new), dtype=np.int64)
        blocks: list[_Block] = []
        if limits.count is not None:
            blocks.append((row, new, np.ones(len(new)), np.array([float(limits.count)])))
        if limits.budget_idr is not None:
            cost = np.array([sites.cost_idr[site] for site in new.tolist()], dtype=np.float64)
            scale = max(float(cost.max(initial=0.0)), 1.0)
            blocks.append((row, new, cost / scale, np.array([limits.budget_idr / scale])))
        return blocks


_Block = tuple[Integers, Integers, Floats, Floats]
"""Row, column and value of coefficients, and the upper bound of each row."""
