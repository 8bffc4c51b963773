"""Statistics of a sample with errors by the bootstrap of its clusters: for what has thresholds of its own in it.

Whom a coverage reaches depends on a quantile of the scores, whom a share counts as target on a quantile of welfare;
both move with the sample. Each replicate finds them anew (`merata.stats.replication.bootstrap`). The scores themselves
are taken as given: how they would differ if another sample had been learned from is not in these errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.welfare import Floats
from merata.stats.design import Design
from merata.stats.intervals import Scale, interval
from merata.stats.replication import bootstrap

REPLICATES = 200
"""Bootstrap samples: a standard error is then known to about 5% of itself."""


@dataclass(frozen=True, slots=True)
class Replicated:
    """A statistic, its standard error and 95% interval; None where no error is known. `n`: sampled households, whose
    clusters less strata are the `degrees` of freedom.
    """

    value: float
    se: float | None
    low: float | None
    high: float | None
    n: int
    degrees: int


def replicated(
    statistics: Callable[[Floats], Floats],
    weight: Floats,
    sample: Design,
    domains: Iterable[tuple[NDArray[np.bool_], Scale]],
    *,
    seed: int,
) -> list[Replicated]:
    """The k `statistics` of weights (n), with errors under the design `sample`.

    `domains` gives for each statistic the rows (n) that it rests on, whose clusters give the degrees of freedom, and
    the scale of its interval (`merata.stats.intervals`). An error is not known where a replicate cannot give the
    statistic, where the rows lie in a single cluster, or where nothing varies: a share of 0 in a sample is not a
    certain 0.

    Raises `InputError` as the bootstrap does, for strata of a single cluster.
    """
    drawn = bootstrap(sample, replicates=REPLICATES, seed=seed)
    value = statistics(weight)
    replicates = np.array([statistics(weight * drawn.factor(number)[sample.psu]) for number in range(REPLICATES)])
    variance = drawn.variance(replicates, value)
    found = []
    for place, (rows, scale) in enumerate(domains):
        n, clusters = int(rows.sum()), len(np.unique(sample.psu[rows]))
        degrees = sample.degrees_within(rows)
        error = float(np.sqrt(variance[place]))
        # What rounding leaves of nothing is not a spread.
        if clusters < 2 or not error > 1e-12 * max(abs(float(value[place])), 1.0):
            found.append(Replicated(float(value[place]), None, None, None, n, degrees))
            continue
        low, high = interval([value[place]], [error], [degrees], scale=scale)
        found.append(Replicated(float(value[place]), error, float(low[0]), float(high[0]), n, degrees))
    return found
