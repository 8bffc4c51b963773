"""Minutes of villages: means over the people who have a way, and how many have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.projects.people import People


@dataclass(frozen=True, slots=True)
class VillageMinutes:
    """Kinds × villages: `mean_minutes` of the people who have a way, NaN where nobody has; `with_way` and `within` the
    standard, people; `population` (villages), people.
    """

    mean_minutes: Floats
    with_way: Floats
    within: Floats
    population: Floats


def village_minutes(people: People, minutes: Floats, standard_minutes: Sequence[float]) -> VillageMinutes:
    """Minutes of villages from those of clusters (kinds × c; infinite: no way), population-weighted.

    `standard_minutes`: of each kind, infinite where there is none: then everybody is within it who has a way.
    """
    reached = np.isfinite(minutes)
    with_way, total, within = (
        np.stack([people.by_village(row * people.population) for row in rows])
        for rows in (
            reached.astype(np.float64),
            np.where(reached, minutes, 0.0),
            (reached & (minutes <= np.asarray(standard_minutes)[:, None])).astype(np.float64),
        )
    )
    mean = np.divide(total, with_way, out=np.full_like(total, np.nan), where=with_way > 0)
    return VillageMinutes(mean, with_way, within, people.by_village(people.population))
