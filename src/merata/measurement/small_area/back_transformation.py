"""Models of transformed estimates: the way there, and the way back without the bias of transforming a mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from merata.errors import Fault, InputError, UsageError
from merata.measurement.small_area.area_covariates import area_list
from merata.measurement.small_area.area_level_input import AreaTable
from merata.measurement.welfare import Floats
from merata.tables.frames import numbers

Name = Literal["none", "log", "arcsin"]
"""The scales on which the model may hold."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """`back` takes a value of the model's scale to the estimate's; `expected` gives the mean of what `back` makes
    of a normal distribution with a mean and a variance.
    """

    name: Name
    back: Callable[[Floats], Floats]
    expected: Callable[[Floats, Floats], Floats]


def transformation(name: str) -> Transformation:
    """The transformation called `name`; `UsageError` where there is none."""
    if name not in _KNOWN:
        raise UsageError(f"transformation is {name!r}; expected one of {', '.join(_KNOWN)}")
    return _KNOWN[name]


def transformed(areas: AreaTable, name: Name, *, estimate: str, effective_n: str | None) -> tuple[Floats, Floats]:
    """Direct estimates and their variances on the model's scale, for all areas (NaN where there is none).

    log: ln y with variance D ÷ y². arcsin: arcsin √p with variance 1 ÷ (4 ñ), where ñ is the effective sample
    size: the column `effective_n`, or p(1 − p) ÷ D without one. Raises `InputError`, naming the areas, for
    estimates outside the scale.
    """
    if name == "none":
        return areas.y, areas.d
    if name == "log":
        _refuse(areas, areas.sampled & (areas.y <= 0), estimate, "estimates above 0, or another transformation")
        return np.log(areas.y), areas.d / areas.y**2
    inside = (areas.y >= 0) & (areas.y <= 1)
    _refuse(areas, areas.sampled & ~inside, estimate, "fractions from 0 to 1")
    if effective_n is None:
        ends = areas.sampled & ((areas.y == 0) | (areas.y == 1))
        _refuse(areas, ends, estimate, "fractions between 0 and 1, or effective sample sizes (effective_n)")
        size = areas.y * (1.0 - areas.y) / areas.d
    else:
        size = numbers(areas.table, effective_n, "direct")
        _refuse(areas, areas.sampled & ~(size > 0), effective_n, "an effective sample size above 0")
    return np.arcsin(np.sqrt(areas.y)), 1.0 / (4.0 * size)


def _refuse(areas: AreaTable, wrong: np.ndarray[tuple[int], np.dtype[np.bool_]], column: str, expected: str) -> None:
    if wrong.any():
        problem = f"not so in {area_list(areas.names, wrong)}"
        raise InputError(
            "direct cannot be transformed", [Fault("direct", None, column, None, expected=expected, problem=problem)]
        )


def _same(value: Floats) -> Floats:
    return value


def _mean(mean: Floats, _variance: Floats) -> Floats:
    return mean


def _lognormal_mean(mean: Floats, variance: Floats) -> Floats:
    """As Slud & Maiti (2006) take an EBLUP of logarithms back, without their term of order 1/m."""
    return np.exp(mean + variance / 2.0)


def _sine_square(value: Floats) -> Floats:
    return np.sin(value) ** 2


def _sine_square_mean(mean: Floats, variance: Floats) -> Floats:
    """E sin² of a normal value, in closed form: (1 − exp(−2σ²) cos 2μ) ÷ 2; the integral of Hadam et al. (2020)."""
    return np.asarray((1.0 - np.exp(-2.0 * variance) * np.cos(2.0 * mean)) / 2.0)


_KNOWN: dict[str, Transformation] = {
    "none": Transformation("none", _same, _mean),
    "log": Transformation("log", np.exp, _lognormal_mean),
    "arcsin": Transformation("arcsin", _sine_square, _sine_square_mean),
}
