"""What a plan is to raise: a concave measure of one draw's welfare, with its supergradient.

`sen`: mean × (1 − Gini), the expected welfare of the poorer of two persons drawn at random (Sen 1976), and
`sgini:ν`: mean × (1 − S-Gini of ν), of the poorest of ν persons (Donaldson and Weymark 1980; Yitzhaki 1983).
`atkinson:ε`: the equally distributed equivalent (Atkinson 1970). `poverty_gap` and `squared_poverty_gap`: minus the
index of Foster, Greer and Thorbecke (1984) with power 1 or 2. Each is concave in welfare, and welfare is linear in what
a plan does, so each is concave in the plan: every linearisation lies above it, which is what makes the bound valid.
The headcount is not concave (lifting one person just over the line beats helping anyone far below it), so it is
reported and never optimised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.summing import ascending

Floats = NDArray[np.float64]

PARAMETERS = {"sen": None, "sgini": 3.0, "atkinson": 1.0, "poverty_gap": None, "squared_poverty_gap": None}
"""The objectives, and the parameter each has where none is given (None: it takes none)."""
_POWERS = {"poverty_gap": 1, "squared_poverty_gap": 2}


@dataclass(frozen=True, slots=True)
class Objective:
    """Which measure is raised. `parameter` is ν of the S-Gini or ε of Atkinson's; 0 where there is none."""

    name: str = "sen"
    parameter: float = 0.0

    def __str__(self) -> str:
        return f"{self.name}:{self.parameter:g}" if self.parameter else self.name

    @property
    def is_poverty(self) -> bool:
        """Whether it needs a poverty line; its values are then shares of the line, else rupiah per person a month."""
        return self.name in _POWERS


def objective_of(text: str) -> Objective:
    """The objective that `text` names, e.g. "sen", "sgini:4", "atkinson:0.5"; `UsageError` where it names none."""
    name, colon, number = text.partition(":")
    if name not in PARAMETERS or (colon and PARAMETERS[name] is None):
        named = ", ".join(f"{known}:{usual:g}" if usual else known for known, usual in PARAMETERS.items())
        raise UsageError(f"no objective {text!r}; give one of {named}")
    try:
        value = float(number) if colon else PARAMETERS[name] or 0.0
    except ValueError:
        raise UsageError(f"the objective {text!r} has no number after the colon") from None
    least = {"sgini": 1.0, "atkinson": 0.0}.get(name)
    if least is not None and not least < value < np.inf:
        raise UsageError(f"the parameter of {name} is {value:g}: give a finite one above {least:g}")
    return Objective(name, value)


def measure(objective: Objective, welfare: Floats, size: Floats, line_idr: Floats) -> tuple[float, Floats]:
    """The measure of one draw and how fast it rises with each household's welfare per person (n).

    `welfare` (n) is rupiah per person per month, `size` (n) members, `line_idr` (n) poverty lines. Raises `InputError`
    where Atkinson's measure meets welfare that is not positive, or a poverty measure has no line.
    """
    if objective.name in _POWERS:
        return _poverty(welfare, size, line_idr, _POWERS[objective.name])
    if objective.name == "atkinson":
        return _equivalent(welfare, size, objective.parameter)
    return _by_rank(welfare, size, objective.parameter or 2.0)


def _by_rank(welfare: Floats, size: Floats, nu: float) -> tuple[float, Floats]:
    """mean × (1 − S-Gini): each person weighs by the chance to be the poorest of ν."""
    order = ascending(welfare)
    members = size[order]
    above = members.sum() - np.cumsum(members)
    total = members.sum()
    if nu == 2.0:
        slope = members * (members + 2.0 * above) / total**2
    else:
        slope = ((above + members) / total) ** nu - (above / total) ** nu
    gradient = np.empty_like(slope)
    gradient[order] = slope
    return float(np.dot(welfare, gradient)), gradient


def _equivalent(welfare: Floats, size: Floats, epsilon: float) -> tuple[float, Floats]:
    """Atkinson's equally distributed equivalent."""
    if not np.all(welfare > 0):
        raise InputError(
            f"{np.count_nonzero(~(welfare > 0))} households have no positive welfare in a draw, which Atkinson's "
            "measure cannot weigh; use the objective sen or sgini, or correct the evidence on effects"
        )
    share = size / size.sum()
    if epsilon == 1.0:
        value = float(np.exp(np.dot(share, np.log(welfare))))
        return value, share * value / welfare
    scale = float(welfare.mean())  # powers of rupiah would run out of range
    relative = welfare / scale
    power = relative ** (1.0 - epsilon)
    value = float(np.dot(share, power) ** (1.0 / (1.0 - epsilon)))
    return value * scale, share * (value / relative) ** epsilon


def _poverty(welfare: Floats, size: Floats, line_idr: Floats, power: int) -> tuple[float, Floats]:
    """Minus the poverty gap or squared poverty gap."""
    if np.isnan(line_idr).any():
        raise InputError("no poverty line for the plan's year, so poverty cannot be its objective; fill poverty_lines")
    share = size / size.sum()
    gap = np.maximum(1.0 - welfare / line_idr, 0.0)
    slope = share * power * gap ** (power - 1) / line_idr
    slope[welfare >= line_idr] = 0.0
    return -float(np.dot(share, gap**power)), slope


def social_welfare(welfare: Floats, size: Floats) -> float:
    """Mean × (1 − Gini) of one draw over persons, rupiah per person per month."""
    return _by_rank(welfare, size, 2.0)[0]


def mean_and_gini(welfare: Floats, size: Floats) -> tuple[float, float]:
    """The mean per person and the Gini index of one draw (0 where nobody has anything)."""
    mean = float(np.dot(welfare, size) / size.sum())
    return mean, 1.0 - social_welfare(welfare, size) / mean if mean > 0 else 0.0
