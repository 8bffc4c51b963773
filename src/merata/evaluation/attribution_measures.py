"""The measures that a change is split for: all of them from one sort of the people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.measures import Measure, named
from merata.measurement.totals import Term, Totals, totals

Floats = NDArray[np.float64]

SOCIAL_WELFARE = "social_welfare"
"""Mean × (1 − Gini): what the Gini leaves of the mean (Sen 1976)."""
MEASURES = ("gini", "atkinson(0.5)", "p0", "p1", "p2", SOCIAL_WELFARE)
"""The measures that are split when none are named, in their order."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures by `names`; `terms` are the sums that they need of the people."""

    names: tuple[str, ...]
    terms: tuple[Term, ...]
    _plain: dict[str, Measure]

    def __call__(self, welfare: Floats, weight: Floats, line: Floats) -> Floats:
        """The measures (in the order of `names`) of people with `welfare`, `weight` and poverty `line` (each n)."""
        found = totals(welfare, weight, None, terms=self.terms, line=line)
        plain = {name: _smooth(measure, found) for name, measure in self._plain.items()}
        if SOCIAL_WELFARE in self.names:
            plain[SOCIAL_WELFARE] = plain["mean"] * (1.0 - plain["gini"])
        return np.array([plain[name] for name in self.names])

    def needs_line(self, name: str) -> bool:
        """Whether it is of poverty."""
        return name != SOCIAL_WELFARE and self._plain[name].needs_line

    def in_rupiah(self, name: str) -> bool:
        """Whether it is rupiah per person per month; the others have no unit."""
        return name == SOCIAL_WELFARE or self._plain[name].in_unit


def measures(names: Iterable[str]) -> Measures:
    """The measures of those `names`; `UsageError` for none, and for one that cannot be split.

    Those can be that are smooth functions of sums and count everybody: not those of quantiles, nor those of positive
    values alone.
    """
    listed = tuple(dict.fromkeys(name if name == SOCIAL_WELFARE else named(name).name for name in names))
    if not listed:
        raise UsageError(f"no measure is named; expected some of {', '.join(MEASURES)}, mean, atkinson(…), fgt(…)")
    needed = [name for name in listed if name != SOCIAL_WELFARE]
    if SOCIAL_WELFARE in listed:
        needed += ["mean", "gini"]
    plain = {name: named(name) for name in dict.fromkeys(needed)}
    wrong = [name for name, measure in plain.items() if measure.smooth is None or measure.of_positive]
    if wrong:
        raise UsageError(
            f"{', '.join(wrong)} cannot be split: it rests on quantiles or leaves out people without consumption; "
            f"expected some of {', '.join(MEASURES)}, mean, ge(…) above 0, atkinson(…) below 1, fgt(…)"
        )
    terms = tuple(dict.fromkeys(term for measure in plain.values() for term in measure.terms))
    return Measures(listed, terms, plain)


def _smooth(measure: Measure, found: Totals) -> float:
    assert measure.smooth is not None  # noqa: S101 - refused by `measures`
    return float(measure.smooth(found)[0][0])
