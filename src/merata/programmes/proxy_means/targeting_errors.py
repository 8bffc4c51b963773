"""Exclusion and inclusion errors of a score at any coverage, for groups of households, with what is known of them.

With w the persons of a household, r its reached part, t its part of the target (`reach`):

- exclusion error: 1 − Σ w·r·t ÷ Σ w·t, the share of the target that is not reached;
- inclusion error: 1 − Σ w·r·t ÷ Σ w·r, the share of those reached who are not meant;
- under-coverage and over-coverage: those missed, Σ w·t·(1 − r), and those reached though not meant, Σ w·r·(1 − t), as
  shares of all persons;
- coverage and target: those reached and those meant as shares of all persons of the group.

D. Coady, M. Grosh and J. Hoddinott, *Targeting of Transfers in Developing Countries* (World Bank 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import UsageError
from merata.measurement.estimates import BPS, FEWEST_FOR_CAUTION, Flag, Method, Publication
from merata.measurement.welfare import Floats
from merata.programmes.proxy_means.layout import Key, Known, Layout, Measure
from merata.programmes.proxy_means.reach import Target
from merata.programmes.proxy_means.replicated import Replicated, replicated
from merata.stats.design import Design
from merata.stats.prediction import prediction_interval


@dataclass(frozen=True, slots=True)
class TargetingError:
    """One measure of one scheme at one coverage for one group.

    `value` is a fraction, None where nobody is there to take it of; `se`, `low` and `high` (95%) are None where
    unknown; `n` counts the households behind it: those of the target for the exclusion error, those reached for the
    inclusion error, all of the group for the others. `flag`: None, "caution" or "withheld" (by `Publication`, which
    marks those known from few clusters or households where the method is "direct"; or where `n` is below the minimum).
    `method`: "direct" from the survey, "predicted" over draws, "truth".
    """

    scheme: str
    by: str
    group: str
    coverage: float
    measure: Measure
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int
    flag: Flag | None
    method: Method

    def as_json(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the programme is meant for, at which coverages (fractions of persons), and what is told of the errors.

    `least_n`: households behind a figure, below which it is withheld.
    """

    target: Target
    coverages: Sequence[float]
    rule: Publication = BPS
    least_n: int = FEWEST_FOR_CAUTION

    def __post_init__(self) -> None:
        wrong = [coverage for coverage in self.coverages if not 0 < coverage <= 1]
        if wrong or not self.coverages:
            raise UsageError(f"coverages are {list(self.coverages)}; expected fractions above 0, at most 1")


def targeting_errors(
    scheme: str, score: ArrayLike, known: Known, asked: Asked, *, design: Design | None = None, seed: int = 1
) -> list[TargetingError]:
    """The errors of `score` (n, lower is reached first) for `known` households, for everyone and for each group.

    With the survey's `design`, errors and intervals are by the bootstrap of its clusters (`replicated`), drawn from
    `seed`. Without, the households are the whole population and the figures exact.

    Raises `InputError` for scores, welfare, weights or lines that are missing, `UsageError` for columns of another
    length.
    """
    layout = Layout.of(score, known, asked)
    figures = layout.figures(known.welfare, known.weight)
    if design is None:
        value = figures.values(known.weight)
        sizes = figures.sizes(known.weight)
        return [
            _exact(scheme, key, one, int(n), None if n else "withheld", "truth")
            for key, one, n in zip(layout.keys, value.tolist(), sizes, strict=True)
        ]
    found = replicated(figures.values, known.weight, design, figures.domains(known.weight), seed=seed)
    perfect = np.array_equal(np.asarray(score), known.welfare)
    return [_direct(scheme, key, one, asked, perfect=perfect) for key, one in zip(layout.keys, found, strict=True)]


def predicted_errors(scheme: str, score: ArrayLike, known: Known, draws: Floats, asked: Asked) -> list[TargetingError]:
    """As `targeting_errors` for a whole registry whose welfare is each of at least two `draws` (M × n): the means over
    them, and the intervals that one more draw would fall in. `known.welfare` is not looked at.

    The errors are those that the draws' model implies: what a score knows of welfare beyond the model's covariates is
    not seen. `n` is the smallest of any draw.
    """
    layout = Layout.of(score, Known(draws[0], known.weight, known.groups, known.within), asked)
    figures = [layout.figures(draw, known.weight) for draw in draws]
    reached = layout.reached(known.weight)
    values = np.array([one.values(known.weight, reached) for one in figures]).T
    sizes = np.min([one.sizes(known.weight, reached) for one in figures], axis=0)
    return [
        _predicted(scheme, key, drawn, int(n), asked) for key, drawn, n in zip(layout.keys, values, sizes, strict=True)
    ]


def _exact(scheme: str, key: Key, value: float, n: int, flag: Flag | None, method: Method) -> TargetingError:
    if np.isnan(value):
        return TargetingError(scheme, *key, None, None, None, None, n, flag, method)
    return TargetingError(scheme, *key, value, 0.0, value, value, n, flag, method)


def _direct(scheme: str, key: Key, one: Replicated, asked: Asked, *, perfect: bool) -> TargetingError:
    if perfect and one.value == 0 and one.se is None:
        # No sample of any kind shows an error of perfect targeting here: that is known, not merely unseen.
        return _exact(scheme, key, 0.0, one.n, "withheld" if one.n < asked.least_n else None, "direct")
    value = None if np.isnan(one.value) else one.value
    flag: Flag | None = "withheld"
    if value is not None and one.n >= asked.least_n:
        flag = asked.rule.sampled_flag(_larger(value), one.se, degrees=one.degrees, n=one.n)
    return TargetingError(scheme, *key, value, one.se, one.low, one.high, one.n, flag, "direct")


def _predicted(scheme: str, key: Key, drawn: Floats, n: int, asked: Asked) -> TargetingError:
    if np.isnan(drawn).any():
        return TargetingError(scheme, *key, None, None, None, None, n, "withheld", "predicted")
    value, se = float(drawn.mean()), float(drawn.std(ddof=1))
    low, high = prediction_interval(drawn, within=(0.0, 1.0))
    flag = "withheld" if n < asked.least_n else asked.rule.flag(_larger(value), se)
    return TargetingError(scheme, *key, value, se, low, high, n, flag, "predicted")


def _larger(share: float) -> float:
    """A share or its complement: both tell the same, so the larger of them is what an error is compared with."""
    return max(share, 1.0 - share)
