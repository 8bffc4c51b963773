"""Gradient boosting of small trees with design weights, its number of trees chosen on clusters that were held out.

J. H. Friedman, "Greedy function approximation: a gradient boosting machine", *Annals of Statistics* 29 (2001); the
trees are scikit-learn's, on columns in at most 255 bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from merata.measurement.welfare import Floats

MOST_TREES, LEARNING_RATE, LEAVES, LEAST_IN_LEAF = 150, 0.1, 5, 20
"""Trees at most; what each adds; its leaves; sampled households in a leaf at least."""


@dataclass(frozen=True, slots=True)
class Boosting:
    """A fitted score: the sum of `trees` small trees."""

    model: Any
    trees: int

    def predict(self, columns: Floats) -> Floats:
        """The expected value of each row (n) of `columns` (n × k)."""
        return np.asarray(self.model.predict(columns), dtype=np.float64)

    @property
    def chosen(self) -> str:
        """What was chosen on held-out clusters."""
        return f"{self.trees} pohon / trees"


def fit_boosting(columns: Floats, target: Floats, weight: Floats, fold: NDArray[np.intp]) -> Boosting:
    """Boosted trees of `target` (n) on `columns` (n × k), as many as predict held-out folds best.

    `fold` (n) numbers the part in which a row is held out. The chosen number has the smallest weighted sum of squared
    errors over all held-out rows; of equal ones the fewest. Nothing is random: every row and column is used.
    """
    squares = np.zeros(MOST_TREES)
    # On a survey's few thousand rows threads cost more than they save, and the order of their sums varies.
    with _libraries().threads(limits=1):
        for held_out in np.unique(fold):
            out = fold == held_out
            model = _fitted(columns[~out], target[~out], weight[~out], MOST_TREES)
            for trees, predicted in enumerate(model.staged_predict(columns[out])):
                squares[trees] += weight[out] @ (target[out] - predicted) ** 2
        best = int(np.argmin(squares)) + 1
        return Boosting(_fitted(columns, target, weight, best), best)


def _fitted(columns: Floats, target: Floats, weight: Floats, trees: int) -> Any:
    model = _libraries().regressor(
        learning_rate=LEARNING_RATE,
        max_iter=trees,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST_IN_LEAF,
        early_stopping=False,
        random_state=0,
    )
    return model.fit(columns, target, sample_weight=weight / weight.mean())


class _Libraries(NamedTuple):
    regressor: Any
    threads: Any


def _libraries() -> _Libraries:
    """scikit-learn takes a second to import, so only who learns waits for it; its threads can be limited once it is."""
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    return _Libraries(HistGradientBoostingRegressor, threadpool_limits)
