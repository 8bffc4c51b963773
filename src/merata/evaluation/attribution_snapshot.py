"""One date's people as microdata: what they consume, what programmes gave them, and what they would consume without.

Consumption is `m × Π (1 + effect × reached) + pass-through × aid`, with m what it would be without any programme.
A sampled household stands for several possibilities of what it was given, each with a probability: that of being so
given among alike households, times the density of the m that would follow from it. A benefit as large as all that a
household consumes is then as improbable as it should be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.evaluation.attribution_game import Worth
from merata.evaluation.attribution_measures import Measures

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST_LEFT = 0.05
"""Share of consumption that a household is taken to have without programmes, at least."""
LEAST_FACTOR = 0.05
"""What an effect drawn far below zero leaves of consumption, at least."""
_STEPS = 12
_LEAST_SPREAD = 1e-6


@dataclass(frozen=True, slots=True)
class Snapshot:
    """n households of one date, with r possibilities of what they were given.

    `welfare` (n): rupiah per person per month. `weight` (n): persons that each stands for. `line` (2 × n): its poverty
    line at the first and the second date, NaN where unknown. `expected` (n): log consumption that its traits let
    expect. `household` (r): which of the n each possibility is of, ascending. `aid` (r × a): rupiah per person a month;
    `reached` (r × b): multiples of the effects. `lean` (r): what lists know of its need beyond those traits, in
    standard deviations, below zero poorer. `donor` (n × d): which possibility each of the household's donors is.
    """

    welfare: Floats
    weight: Floats
    line: Floats
    expected: Floats
    household: Integers
    aid: Floats
    reached: Floats
    lean: Floats
    donor: Integers

    def shares(self, mass: Floats) -> Floats:
        """The probability of each possibility (r) before consumption is known; `mass` (n × d) is that of the donors."""
        total = np.bincount(self.donor.ravel(), mass.ravel(), len(self.household))
        whole = mass.sum(axis=1)[self.household]
        return np.asarray(total / whole)


def snapshot(
    welfare: Floats,
    weight: Floats,
    line: Floats,
    expected: Floats,
    *,
    aid: Floats,
    reached: Floats,
    lean: Floats | None = None,
) -> Snapshot:
    """A snapshot from what each household's donors had: `aid` (n × d × a), `reached` (n × d × b), `lean` (n × d).

    Donors who had the same are one possibility. With one donor each (d = 1) what was given is known.
    """
    n, d, a = aid.shape
    columns = (
        np.repeat(np.arange(n, dtype=np.float64), d)[:, None],
        np.zeros((n * d, 1)) if lean is None else lean.reshape(n * d, 1),
        aid.reshape(n * d, a),
        reached.reshape(n * d, -1),
    )
    distinct, donor = np.unique(np.concatenate(columns, axis=1), axis=0, return_inverse=True)
    return Snapshot(
        welfare=welfare,
        weight=weight,
        line=line,
        expected=expected,
        household=distinct[:, 0].astype(np.int64),
        aid=distinct[:, 2 : 2 + a],
        reached=distinct[:, 2 + a :],
        lean=distinct[:, 1],
        donor=np.reshape(donor, (n, d)).astype(np.int64),
    )


@dataclass(frozen=True, slots=True)
class Without:
    """How consumption without programmes follows from what is known: log m is normal about a line in `expected`.

    `spread` is its standard deviation about the line, of which lists know a part: its correlation with their `lean` is
    `lists_know`, which no survey that leaves aid out can tell, and is assumed.
    """

    level: float
    slope: float
    spread: float
    lists_know: float = 0.0

    def log_density(self, log_m: Floats, expected: Floats, lean: Floats) -> Floats:
        """The log of the density, up to a constant."""
        middle = self.level + self.slope * expected + self.lists_know * self.spread * lean
        left = self.spread * np.sqrt(1.0 - self.lists_know**2)
        return np.asarray(-0.5 * ((log_m - middle) / left) ** 2)


@dataclass(frozen=True, slots=True)
class Effects:
    """Values of the evidence: `passed` (a) rupiah consumed of one received, `raised` (b) shares gained."""

    passed: Floats
    raised: Floats

    def factors(self, reached: Floats) -> Floats:
        """1 + effect × reached (r × b), never below `LEAST_FACTOR`."""
        return np.maximum(1.0 + self.raised * reached, LEAST_FACTOR)


@dataclass(frozen=True, slots=True)
class Possibilities:
    """Those of a snapshot under given effects: consumption without programmes, and what each of them does to it.

    `base` (r), `aid` (r × a) rupiah per person per month, `factor` (r × b), `persons` (r) that each stands for, `line`
    (2 × r).
    """

    base: Floats
    aid: Floats
    factor: Floats
    persons: Floats
    line: Floats

    def welfare(self, subset: int) -> Floats:
        """Consumption with the programmes whose bits are set: first those of aid, then the others."""
        found = self.base.copy()
        payers = self.aid.shape[1]
        for player in range(self.factor.shape[1]):
            if subset >> (payers + player) & 1:
                found *= self.factor[:, player]
        for player in range(payers):
            if subset >> player & 1:
                found += self.aid[:, player]
        return found

    def worth(self, measures: Measures, date: int, players: Sequence[int]) -> Worth:
        """The game of `players` (their places among all) at a `date` (0, 1), whose poverty line counts."""
        line = np.ascontiguousarray(self.line[date])
        places = list(players)

        def of(subset: int) -> Floats:
            whole = sum(1 << place for bit, place in enumerate(places) if subset >> bit & 1)
            return measures(self.welfare(whole), self.persons, line)

        return of


def fit(data: Snapshot, effects: Effects, *, lists_know: float = 0.0) -> Without:
    """Level, slope and spread of consumption without programmes, by expectation and maximisation."""
    share = data.shares(np.ones(data.donor.shape))
    expected = data.expected[data.household]
    without = _line(np.log(data.welfare), data.expected, data.weight, lists_know)
    for _ in range(_STEPS):
        _, log_m, _, persons = _posterior(data, share, effects, without)
        without = _line(log_m, expected, persons, lists_know)
    return without


def _line(log_m: Floats, expected: Floats, weight: Floats, lists_know: float) -> Without:
    """The weighted least-squares line, and the standard deviation about it, never nothing."""
    mean, middle = (float(np.average(one, weights=weight)) for one in (expected, log_m))
    variance = float(np.average((expected - mean) ** 2, weights=weight))
    slope = float(np.average((expected - mean) * log_m, weights=weight)) / variance if variance > 0 else 0.0
    residual = log_m - middle - slope * (expected - mean)
    spread = float(np.sqrt(np.average(residual**2, weights=weight)))
    return Without(middle - slope * mean, slope, max(spread, _LEAST_SPREAD), lists_know)


def possibilities(data: Snapshot, effects: Effects, without: Without, *, mass: Floats, factor: Floats) -> Possibilities:
    """The snapshot under `effects`, with donors of `mass` (n × d) and households' weights times `factor` (n)."""
    paid, log_m, factors, persons = _posterior(data, data.shares(mass), effects, without)
    persons = persons * factor[data.household]
    kept = persons > 0
    return Possibilities(
        base=np.exp(log_m)[kept],
        aid=paid[kept],
        factor=factors[kept],
        persons=persons[kept],
        line=data.line[:, data.household[kept]],
    )


def _posterior(
    data: Snapshot, share: Floats, effects: Effects, without: Without
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each possibility: aid that is consumed, log of consumption without programmes, factors, and persons."""
    welfare = data.welfare[data.household]
    paid = data.aid * effects.passed
    together = paid.sum(axis=1)
    # Aid beyond what leaves the least is counted down, so that parts still sum to what was measured.
    fits = np.minimum(1.0, (1.0 - LEAST_LEFT) * welfare / np.maximum(together, 1e-300))
    paid = paid * fits[:, None]
    factors = effects.factors(data.reached)
    log_m = np.log(welfare - together * fits) - np.log(factors).sum(axis=1)
    # The density of consumption is that of log m, times d log m / dy = 1 / (y − aid).
    log_density = without.log_density(log_m, data.expected[data.household], data.lean)
    log_density -= np.log(welfare - together * fits)
    most = np.full(len(data.welfare), -np.inf)
    possible = share > 0
    np.maximum.at(most, data.household[possible], log_density[possible])
    density = np.where(possible, share * np.exp(np.minimum(log_density - most[data.household], 0.0)), 0.0)
    whole = np.bincount(data.household, density, len(data.welfare))
    return paid, log_m, factors, data.weight[data.household] * density / whole[data.household]
