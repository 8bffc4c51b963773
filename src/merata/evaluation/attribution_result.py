"""What an attribution says: every figure with its interval, what was left out, and how well the survey carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.evaluation.attribution_levers import LeftOut, Programme
from merata.evaluation.attribution_split import Split
from merata.stats.intervals import interval

Floats = NDArray[np.float64]

GROWTH, REST = "growth", "rest"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with standard error and 95% interval."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the change of one measure: `kind` is growth, rest, or the programme's lever.

    `change` is the part; `first` and `second` what the programme does to the measure at each date (None of growth and
    rest); `simulation_error` the Monte-Carlo standard error of the change, 0 where every subset was asked for.
    """

    name: str
    title: str
    kind: str
    measure: str
    change: Figure
    first: Figure | None = None
    second: Figure | None = None
    simulation_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Whole:
    """One measure at both dates, and its change, which the parts sum to."""

    measure: str
    first: Figure
    second: Figure
    change: Figure


@dataclass(frozen=True, slots=True)
class Reach:
    """How well the matched survey carries a programme: registered `households` reached at each date, and what it
    stands for (rupiah, or persons reached) as a share of what is on record; None where nothing is.
    """

    name: str
    households: tuple[int, int]
    represented: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and of how many: `n` sampled households in `clusters` clusters at each date.

    `without_line` names measures of poverty that were left out, since a regency has no line. `growth_named` says that
    the ratio of incomes was given and not estimated; `lists_know` is the correlation that was assumed.
    """

    years: tuple[int, int]
    regencies: tuple[str, ...]
    measures: tuple[str, ...]
    without_line: tuple[str, ...]
    n: tuple[int, int]
    clusters: tuple[int, int]
    degrees: int
    growth_named: bool
    lists_know: float
    in_rupiah: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The split of every measure's change.

    `replicated` (replicates × (k + 2) × measures) holds the parts, `replicated_change` (replicates × measures) what
    they sum to in each replicate.
    """

    asked: Asked
    wholes: tuple[Whole, ...]
    parts: tuple[Part, ...]
    programmes: tuple[Programme, ...]
    reach: tuple[Reach, ...]
    left_out: tuple[LeftOut, ...]
    growth_ratio: Figure
    replicated: Floats
    replicated_change: Floats

    def of(self, measure: str) -> tuple[Whole, tuple[Part, ...]]:
        """The change of one measure, and its parts."""
        whole = next(one for one in self.wholes if one.measure == measure)
        return whole, tuple(one for one in self.parts if one.measure == measure)

    def as_json(self) -> dict[str, Any]:
        """The attribution as plain values, without the replicates."""
        return {
            **asdict(self.asked),
            "replicates": len(self.replicated),
            "growth_ratio": asdict(self.growth_ratio),
            "changes": [asdict(one) for one in self.wholes],
            "parts": [asdict(one) for one in self.parts],
            "evidence": [{"name": one.name, "lever": one.lever} | one.effect.as_json() for one in self.programmes],
            "reach": [asdict(one) for one in self.reach],
            "left_out": [asdict(one) for one in self.left_out],
        }


def told(
    *,
    asked: Asked,
    players: Sequence[Programme],
    reach: Sequence[Reach],
    left_out: Sequence[LeftOut],
    central: Split,
    replicated: Sequence[Split],
) -> Attribution:
    """The result of a `central` split and its `replicated` ones; intervals are value ± t·se with the degrees asked."""
    spread = np.std([one.vector for one in replicated], axis=0, ddof=1)
    low, high = interval(central.vector, spread, np.full(spread.shape, asked.degrees), scale="identity")
    count = len(asked.measures)
    figures = [
        [Figure(*map(float, one)) for one in zip(*columns, strict=True)]
        for columns in zip(
            *(np.reshape(one, (-1, count)).tolist() for one in (central.vector, spread, low, high)), strict=True
        )
    ]
    names = [(GROWTH, GROWTH, GROWTH), *((one.name, one.title, one.lever) for one in players), (REST, REST, REST)]
    k = len(players)
    wholes, parts = [], []
    for at, measure in enumerate(asked.measures):
        wholes.append(Whole(measure, figures[0][at], figures[1][at], figures[2][at]))
        for place, (name, title, kind) in enumerate(names):
            player = place - 1 if 0 < place <= k else None
            parts.append(
                Part(
                    name=name,
                    title=title,
                    kind=kind,
                    measure=measure,
                    change=figures[3 + place][at],
                    first=None if player is None else figures[5 + k + player][at],
                    second=None if player is None else figures[5 + 2 * k + player][at],
                    simulation_error=0.0 if player is None else float(central.error[player, at]),
                )
            )
    ratios = np.array([one.ratio for one in replicated])
    ratio_se = float(ratios.std(ddof=1))
    ends = interval([central.ratio], [ratio_se], [asked.degrees], scale="identity")
    return Attribution(
        asked=asked,
        wholes=tuple(wholes),
        parts=tuple(parts),
        programmes=tuple(players),
        reach=tuple(reach),
        left_out=tuple(left_out),
        growth_ratio=Figure(central.ratio, ratio_se, float(ends[0][0]), float(ends[1][0])),
        replicated=np.array([one.parts for one in replicated]),
        replicated_change=np.array([one.after - one.before for one in replicated]),
    )
