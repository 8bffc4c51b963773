"""How far applicants who were not found again could move the effect: the bounds of Lee (2009).

If winning only ever makes an applicant easier to find (or only ever harder), the arm found more often holds people whom
the other would have lost. Leaving out of it, by lot weight, the share that is too many, once the highest and once the
lowest, bounds the effect on those who would be found either way. Classes are compared within themselves first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from merata.errors import UsageError
from merata.evaluation.lottery import CONFIDENCE
from merata.evaluation.lottery_frame import Applicants

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]

REPLICATIONS = 300

_PART = 602


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """Bounds of the effect of the offer on who is found either way, as shares of income.

    `lower` and `upper` are the bounds; `low` to `high` covers the effect between them in 95% of samples (Imbens and
    Manski 2004, with standard errors of the bounds by the bootstrap within classes and arms). `trimmed` is the share
    left out of the arm found more often, `trimmed_winners` whether that is the winners'. `found_winners` and
    `found_losers` are weighted by the lottery.
    """

    lower: float
    upper: float
    low: float
    high: float
    trimmed: float
    trimmed_winners: bool
    found_winners: float
    found_losers: float


def lee_bounds(frame: Applicants, *, seed: int, replications: int = REPLICATIONS) -> LeeBounds:
    """The bounds for `frame`, over the classes that can be compared.

    Raises `UsageError` below 50 replications, `InputError` where no class can be compared.
    """
    if replications < 50:
        raise UsageError(f"{replications} replications give no standard error; take at least 50")
    classes = frame.compared()
    centred, weight = _within_classes(frame, classes)
    lower, upper, winners, losers = _bounds(frame, centred, weight, np.concatenate(classes))
    rng = np.random.default_rng([seed, _PART])
    arms = [arm for rows in classes for arm in (rows[frame.selected[rows]], rows[~frame.selected[rows]])]
    samples = (np.concatenate([rng.choice(arm, arm.size) for arm in arms]) for _ in range(replications))
    # A small arm may be drawn without anyone who was found; such a sample has no bounds.
    again = [_bounds(frame, centred, weight, rows)[:2] for rows in samples if _both_found(frame, rows)]
    errors = np.std(again, axis=0, ddof=1)
    reach = imbens_manski(upper - lower, float(errors[0]), float(errors[1]))
    few, many = sorted((winners, losers))
    return LeeBounds(
        lower=float(np.expm1(lower)),
        upper=float(np.expm1(upper)),
        low=float(np.expm1(lower - reach * errors[0])),
        high=float(np.expm1(upper + reach * errors[1])),
        trimmed=1 - few / many,
        trimmed_winners=winners > losers,
        found_winners=winners,
        found_losers=losers,
    )


def imbens_manski(width: float, lower_error: float, upper_error: float) -> float:
    """The quantile c with Φ(c + width / largest error) − Φ(−c) = 0.95: 1.96 without width, 1.64 with much of it."""
    largest = max(lower_error, upper_error)
    apart = width / largest if largest > 0 else np.inf
    return float(brentq(lambda c: ndtr(c + apart) - ndtr(-c) - CONFIDENCE, 0.0, 3.0))


def trimmed_mean(values: Floats, weights: Floats, share: float) -> float:
    """The weighted mean of what stays when the highest `share` of the weight is left out (a unit may stay in part)."""
    order = np.argsort(values, kind="stable")
    kept = np.cumsum(weights[order])
    left = np.minimum(weights[order], np.maximum((1 - share) * kept[-1] - kept + weights[order], 0.0))
    return float(np.dot(values[order], left) / left.sum())


def _within_classes(frame: Applicants, classes: Sequence[Positions]) -> tuple[Floats, Floats]:
    """Outcomes less their class's mean, and weights by which every class counts alike in both arms."""
    centred, weight = np.full(frame.outcome.size, np.nan), np.zeros(frame.outcome.size)
    found, selected = frame.found, frame.selected
    known = np.where(selected, 1 / frame.chance, 1 / (1 - frame.chance))
    for rows in classes:
        here = rows[found[rows]]
        size = here.size
        means = []
        for arm in (True, False):
            asked = rows[selected[rows] == arm]
            # Scaled by all applicants of the arm, so that who is missing lowers the weight that was found.
            weight[asked] = size * known[asked] / known[asked].sum()
            met = asked[found[asked]]
            means.append(np.average(frame.outcome[met], weights=known[met]))
        centred[here] = frame.outcome[here] - sum(means) / 2
    return centred, weight


def _both_found(frame: Applicants, rows: Positions) -> bool:
    won = frame.selected[rows[frame.found[rows]]]
    return bool(won.any() and not won.all())


def _bounds(frame: Applicants, centred: Floats, weight: Floats, rows: Positions) -> tuple[float, float, float, float]:
    found, selected = frame.found, frame.selected
    arms = [(rows[selected[rows] == arm], rows[(selected[rows] == arm) & found[rows]]) for arm in (True, False)]
    shares = [float(weight[met].sum() / weight[asked].sum()) for asked, met in arms]
    values = [(centred[met], weight[met]) for _, met in arms]
    means = [float(np.average(v, weights=w)) for v, w in values]
    few, many = min(shares), max(shares)
    over = shares.index(many)
    trimmed, weights = values[over]
    low = trimmed_mean(trimmed, weights, 1 - few / many)
    high = -trimmed_mean(-trimmed, weights, 1 - few / many)
    ends = (low - means[1], high - means[1]) if over == 0 else (means[0] - high, means[0] - low)
    return (*ends, shares[0], shares[1])
