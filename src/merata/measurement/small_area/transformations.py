"""Transformations of welfare under which a nested-error model's errors are nearer to normal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.small_area.nested_error import best_ratio, profile
from merata.measurement.small_area.one_way import OneWay, outcomes
from merata.measurement.small_area.search import falling_root
from merata.measurement.welfare import Floats

Kind = Literal["none", "log", "log_shift", "box_cox"]
KINDS: tuple[str, ...] = get_args(Kind)

GRID = 17
"""Parameters among which the best one is sought first."""
EXPONENTS = (-1.0, 2.0)
"""The Box–Cox exponents between which the best one is sought."""
CEILING = 10.0
"""With a negative Box–Cox exponent welfare predicted beyond this times the largest sampled one is cut to it."""
_SMALLEST = 1e-8
"""An exponent nearer to 0 than this is the logarithm."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """z = T(y) of welfare y, with `parameter` a number or an array that spreads over y's and z's shape.

    - none: z = y.
    - log: z = ln y. Refuses y ≤ 0.
    - log_shift: z = ln(y + shift), shift ≥ 0 in welfare's unit. Refuses y < 0. Its inverse is cut at 0.
    - box_cox: z = ((y/unit)^κ − 1) / κ, for κ = 0 ln(y/unit), with `unit` the geometric mean of the sampled welfare:
      that only moves and scales z, and keeps its digits. Refuses y ≤ 0. Its inverse is 0 where κ > 0 and κz ≤ −1;
      where κ < 0 it is cut at `ceiling`, without which mean welfare would be infinite.
    """

    kind: Kind
    parameter: float | Floats = 0.0
    unit: float = 1.0
    ceiling: float = np.inf

    def forward(self, welfare: Floats) -> Floats:
        """z for `welfare`, of any shape."""
        if self.kind == "none":
            return np.asarray(welfare + 0.0)
        if self.kind == "log":
            return np.log(welfare)
        if self.kind == "log_shift":
            return np.log(welfare + self.parameter)
        logs = np.log(welfare / self.unit)
        power, is_log = self._power()
        return np.where(is_log, logs, np.expm1(power * logs) / power)

    def inverse(self, values: Floats) -> Floats:
        """Welfare for z in `values`, of any shape; cut as the class says."""
        if self.kind == "none":
            return np.asarray(values + 0.0)
        if self.kind == "log":
            return np.exp(values)
        if self.kind == "log_shift":
            return np.maximum(np.exp(values) - self.parameter, 0.0)
        power, is_log = self._power()
        with np.errstate(divide="ignore", over="ignore"):
            grown = np.exp(np.log1p(np.maximum(power * values, -1.0)) / power)
            welfare = self.unit * np.where(is_log, np.exp(values), grown)
        return np.asarray(np.where((power < 0) & ~is_log, np.minimum(welfare, self.ceiling), welfare))

    def slope_by_parameter(self, welfare: Floats) -> Floats:
        """∂z/∂parameter for `welfare`."""
        if self.kind == "log_shift":
            return np.asarray(1 / (welfare + self.parameter))
        logs = np.log(welfare / self.unit)
        power, is_log = self._power()
        near = logs**2 / 2 + power * logs**3 / 3
        # Close to 0 the difference below loses its digits; the series has them.
        with np.errstate(over="ignore"):
            far = (logs * np.exp(power * logs) - np.expm1(power * logs) / power) / power
        return np.where(is_log | (np.abs(power * logs) < 1e-5), near, far)

    def mean_log_slope(self, welfare: Floats) -> Floats:
        """The mean over the last axis of ln ∂z/∂y: the Jacobian of the sample, as a share of its size."""
        if self.kind == "none":
            return np.zeros(np.broadcast_shapes(welfare.shape, np.shape(self.parameter))[:-1])
        if self.kind == "log_shift":
            return np.asarray(-np.log(welfare + self.parameter).mean(axis=-1))
        logs = np.log(welfare / self.unit)
        power = 0.0 if self.kind == "log" else self.parameter
        return np.asarray(((power - 1.0) * logs).mean(axis=-1) - np.log(self.unit))

    def mean_log_slope_by_parameter(self, welfare: Floats) -> Floats:
        """The derivative of `mean_log_slope` by the parameter."""
        if self.kind == "log_shift":
            return np.asarray(-(1 / (welfare + self.parameter)).mean(axis=-1))
        return np.asarray(np.log(welfare / self.unit).mean(axis=-1))

    def at(self, parameter: float | Floats) -> Transformation:
        """The same kind with another parameter."""
        return replace(self, parameter=parameter)

    @property
    def estimated(self) -> bool:
        """Whether the kind has a parameter."""
        return self.kind in ("log_shift", "box_cox")

    def _power(self) -> tuple[Floats, NDArray[np.bool_]]:
        power = np.asarray(self.parameter, dtype=np.float64)
        is_log = np.abs(power) < _SMALLEST
        return np.where(is_log, 1.0, power), is_log


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a transformation does not take a sample's welfare, and what it `expected`."""

    problem: str
    expected: str


def refused_welfare(kind: str, welfare: Floats) -> Refused | None:
    """Why a transformation of `kind` does not take `welfare`, None where it does."""
    if kind in ("log", "box_cox") and (bad := int(np.count_nonzero(welfare <= 0))):
        problem = f"{bad} sampled households have an outcome of zero or less, of which {kind} does not exist"
        return Refused(problem, "outcomes above zero: correct or leave out the rows, or use log_shift, which takes 0")
    if kind == "log_shift" and (bad := int(np.count_nonzero(welfare < 0))):
        problem = f"{bad} sampled households have a negative outcome, which {kind} does not take"
        return Refused(problem, "outcomes of zero or more: correct or leave out the rows")
    if len(welfare) and welfare.min() == welfare.max():
        return Refused("every sampled household has the same outcome", "an outcome that varies")
    return None


def transformation(kind: str, welfare: Floats) -> Transformation:
    """The transformation of `kind` for a sample of `welfare`, its parameter not yet estimated.

    Raises `UsageError` for an unknown kind, `InputError` where the kind does not take the sample's welfare.
    """
    if kind not in KINDS:
        raise UsageError(f"transformation is {kind!r}; expected one of {', '.join(KINDS)}")
    if refused := refused_welfare(kind, welfare):
        raise InputError(f"the outcome: {refused.problem}; expected {refused.expected}")
    if kind == "box_cox":
        unit = float(np.exp(np.log(welfare).mean()))
        return Transformation("box_cox", 1.0, unit, CEILING * float(welfare.max()))
    return Transformation(kind)  # type: ignore[arg-type]


def parameter_bounds(kind: Transformation, welfare: Floats) -> tuple[float, float]:
    """The smallest and largest parameter that are considered for a sample of `welfare`.

    log_shift: from 0 (from a thousandth of the median where there are zeros) to the range of welfare, at which
    z is all but linear in it. box_cox: `EXPONENTS`.
    """
    if kind.kind == "box_cox":
        return EXPONENTS
    lowest, highest = float(welfare.min()), float(welfare.max())
    least = 0.0 if lowest > 0 else 1e-3 * float(np.median(welfare[welfare > 0]))
    return least, highest - lowest


def parameter_grid(kind: Transformation, bounds: tuple[float, float], number: int, scale: float) -> Floats:
    """`number` parameters between `bounds`: even steps of κ, or of ln(scale + shift) for shifts."""
    if kind.kind == "box_cox":
        return np.linspace(*bounds, number)
    start, end = np.log(scale + np.array(bounds))
    return np.clip(np.exp(np.linspace(start, end, number)) - scale, *bounds)


@dataclass(frozen=True, slots=True)
class Scored:
    """Likelihoods of a transformation's parameters: `log_likelihood` and its derivative `score` (B)."""

    log_likelihood: Floats
    score: Floats


def score_parameters(layout: OneWay, kind: Transformation, welfare: Floats, parameter: Floats) -> Scored:
    """The REML likelihood of B parameters for B samples of `welfare` (B × n), at the best variances.

    Of z scaled by the geometric mean of ∂z/∂y, so that likelihoods of different parameters compare (Box & Cox 1964;
    for the mixed model Gurka et al. 2006, Rojas-Perilla et al. 2020).
    """
    there = kind.at(parameter[:, None])
    values = there.forward(welfare)
    of = outcomes(layout, values)
    ratio = best_ratio(layout, of)
    found = profile(layout, of, ratio)
    jacobian, slope = there.mean_log_slope(welfare), there.mean_log_slope_by_parameter(welfare)
    moved = _moved(layout, ratio, values, of.projected + found.change, there.slope_by_parameter(welfare))
    return Scored(found.log_likelihood + layout.spare * jacobian, layout.spare * (slope - moved / found.squares))


def best_parameters(layout: OneWay, kind: Transformation, welfare: Floats) -> Floats:
    """The parameter (B) of largest REML likelihood for each of B samples of `welfare` (B × n).

    The best of a grid, then the root of the score beside it; a bound where the likelihood is largest there.
    """
    number = len(welfare)
    grids = np.array(
        [parameter_grid(kind, parameter_bounds(kind, row), GRID, float(np.median(row))) for row in welfare]
    )
    likelihood = np.column_stack(
        [score_parameters(layout, kind, welfare, grids[:, k]).log_likelihood for k in range(GRID)]
    )
    best = likelihood.argmax(axis=1)
    every = np.arange(number)
    score = score_parameters(layout, kind, welfare, grids[every, best]).score
    low = np.where(score > 0, best, best - 1)
    search = np.flatnonzero((low >= 0) & (low < GRID - 1))
    found = np.asarray(grids[every, best])
    if len(search):
        start, end = grids[search, low[search]], grids[search, low[search] + 1]
        at_start = score_parameters(layout, kind, welfare[search], start).score
        found[search] = falling_root(
            lambda place: score_parameters(layout, kind, welfare[search], place).score,
            start,
            end,
            at_low=np.maximum(at_start, np.finfo(np.float64).tiny),
        )
    return found


def _moved(layout: OneWay, ratio: Floats, values: Floats, of_basis: Floats, slope: Floats) -> Floats:
    """ż'V⁻¹(z − Xβ) of B outcomes z in `values`, ż in `slope` (B × n): half of how fast the sum of squares grows."""
    residual = values[:, layout.order] - of_basis @ layout.basis.T
    ordered = slope[:, layout.order]
    loading = ratio[:, None] / (1 + ratio[:, None] * layout.count)
    shared = (loading * layout.by_area(residual) * layout.by_area(ordered)).sum(axis=1)
    return np.asarray((ordered * residual).sum(axis=1) - shared)
