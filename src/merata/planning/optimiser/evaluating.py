"""A plan evaluated on every draw of welfare and of effects: its gain, and what each item would add to it.

A draw is a joint one: the welfare of all households and the size of every effect. The plan's gain is the objective
after minus before, averaged over the draws, or over the worst share of them (`tail`: the conditional value at risk of
the gain, Rockafellar and Uryasev 2000), which is concave too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from merata.planning.choices.candidates import Candidates
from merata.planning.effects import COMPLETED, PER_MINUTE, Effect
from merata.planning.optimiser.objective import Objective, measure
from merata.planning.population import Population
from merata.planning.pulse import still

Floats = NDArray[np.float64]

_PART = 501
"""This module's part of a seed, so that no other module's random numbers repeat here."""


@dataclass(frozen=True, slots=True)
class Draws:
    """M joint draws: `welfare` (M × n), and by record of evidence (M) the effect as a multiple of its mean.

    `size` (n) is the households' members, `line_idr` (n) their poverty lines (NaN: none).
    """

    welfare: Floats
    size: Floats
    line_idr: Floats
    scale: Mapping[str, Floats]

    def __len__(self) -> int:
        return int(self.welfare.shape[0])


def draws_of(population: Population, effects: Mapping[str, Effect], seed: int) -> Draws:
    """The population's draws of welfare, each with a draw of every effect from a normal with its standard error.

    Effects are drawn in equal strata and scaled, so that over the draws each has its mean and standard error exactly.
    An effect that counts `times` another is the product of both draws, shifted to its mean.
    """
    count = len(population.welfare)
    strata = ndtri((np.arange(count) + 0.5) / count)
    strata /= np.sqrt(np.mean(strata**2)) if count > 1 else 1.0
    scale: dict[str, Floats] = {}
    # Effects per minute come last, and before them completion: so the others are drawn alike with and without them.
    last = {COMPLETED: 1, PER_MINUTE: 2}
    for at, (name, effect) in enumerate(sorted(effects.items(), key=lambda one: (last.get(one[1].unit, 0), one[0]))):
        rng = np.random.default_rng([seed, _PART, at])
        spread = effect.standard_error / effect.mean if effect.mean else 0.0
        scale[name] = 1.0 + spread * rng.permutation(strata)
    for name, effect in effects.items():
        if effect.times is not None:
            product = scale[name] * scale[effect.times]
            scale[name] = product - product.mean() + 1.0
    return Draws(population.welfare, population.size, population.line_idr, scale)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A plan's `gain`, that of every draw (M), and by how much each item (k) taken whole would raise it were it linear.

    `slope_idr` and `slope_share` have for each record of evidence (e × n) the rise for one rupiah per person per month
    more of it, and for a gain as large as the household's own welfare.
    """

    gain: float
    gains: Floats
    slopes: Floats
    slope_idr: Floats
    slope_share: Floats


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates plans of the candidates; `before` (M) is the objective without any. Same numbers for any `threads`.

    `beat` is called at every evaluation; what it raises ends it.
    """

    candidates: Candidates
    draws: Draws
    objective: Objective
    before: Floats
    tail: float | None = None
    threads: int = 2
    beat: Callable[[], None] = still

    def of(self, candidates: Candidates) -> Evaluator:
        """The same draws for other candidates, with the same records of evidence."""
        return replace(self, candidates=candidates)

    def after(self, plan: Floats) -> Iterator[Floats]:
        """The welfare (n) after a plan (k parts of items, 0 to 1), draw by draw."""
        changes = self._changes(plan)
        for at in range(len(self.draws)):
            self.beat()
            yield self._after(at, *changes)

    def welfare_after(self, draw: int, plan: Floats) -> Floats:
        """The welfare (n) after a plan in one draw."""
        return self._after(draw, *self._changes(plan))

    def gains(self, plan: Floats) -> Floats:
        """The gain of every draw (M)."""
        self.beat()
        changes = self._changes(plan)
        with ThreadPoolExecutor(self.threads) as pool:
            found = pool.map(lambda at: self._measured(at, *changes)[0], range(len(self.draws)))
            return np.fromiter(found, np.float64, len(self.draws)) - self.before

    def at(self, plan: Floats) -> Evaluation:
        """The evaluation of a plan (k parts of items, 0 to 1)."""
        self.beat()
        all_gains = None if self.tail is None else self.gains(plan)
        weight = self.weights(all_gains)
        added, share = self._changes(plan)
        used = np.flatnonzero(weight)
        values = np.full(len(self.draws), np.nan)
        slope_idr, slope_share = np.zeros_like(added), np.zeros_like(share)

        with ThreadPoolExecutor(self.threads) as pool:
            for start in range(0, used.size, self.threads):
                block = used[start : start + self.threads].tolist()
                for at, (value, gradient) in zip(
                    block, pool.map(lambda at: self._measured(at, added, share), block), strict=True
                ):
                    values[at] = value
                    rise = gradient * weight[at]
                    own = rise * self.draws.welfare[at]
                    for number, (part, scale) in enumerate(zip(self.candidates.effects, self.scale(at), strict=True)):
                        if part.added.nnz:
                            slope_idr[number] += scale * rise
                        if part.share.nnz:
                            slope_share[number] += scale * own
        gains = values - self.before if all_gains is None else all_gains
        slopes = np.zeros(len(self.candidates))
        for part, idr, own in zip(self.candidates.effects, slope_idr, slope_share, strict=True):
            slopes += part.added @ idr + part.share @ own
        return Evaluation(float(np.dot(weight[used], gains[used])), gains, slopes, slope_idr, slope_share)

    def value(self, gains: Floats) -> float:
        """The gain that is raised, from that of every draw."""
        return float(np.dot(self.weights(gains), gains))

    def _measured(self, draw: int, added: Floats, share: Floats) -> tuple[float, Floats]:
        return measure(self.objective, self._after(draw, added, share), self.draws.size, self.draws.line_idr)

    def _after(self, draw: int, added: Floats, share: Floats) -> Floats:
        scale = self.scale(draw)
        return np.asarray(self.draws.welfare[draw] * (1.0 + scale @ share) + scale @ added)

    def _changes(self, plan: Floats) -> tuple[Floats, Floats]:
        """Rupiah and shares that the plan adds (e × n), at the means of the evidence."""
        shape = (len(self.candidates.effects), self.candidates.households)
        added, share = np.zeros(shape), np.zeros(shape)
        for number, part in enumerate(self.candidates.effects):
            added[number], share[number] = plan @ part.added, plan @ part.share
        return added, share

    def scale(self, draw: int) -> Floats:
        """How many times its mean each effect is in a draw, record by record."""
        return np.array([self.draws.scale[name][draw] for name in self.candidates.evidence])

    def weights(self, gains: Floats | None) -> Floats:
        """The weight of each draw (M): equal, or on the worst share of the draws alone."""
        count = len(self.draws)
        if self.tail is None or gains is None:
            return np.full(count, 1.0 / count)
        weight = np.zeros(count)
        left = 1.0
        for at in np.argsort(gains, kind="stable"):
            weight[at] = min(left, 1.0 / (self.tail * count))
            left -= weight[at]
        return np.maximum(weight, 0.0)


def evaluator(
    candidates: Candidates,
    draws: Draws,
    objective: Objective,
    *,
    tail: float | None = None,
    threads: int = 2,
    beat: Callable[[], None] = still,
) -> Evaluator:
    """An evaluator of the candidates; `tail` is the worst share of the draws to average over (None: all of them)."""
    before = [measure(objective, welfare, draws.size, draws.line_idr)[0] for welfare in draws.welfare]
    return Evaluator(candidates, draws, objective, np.array(before), tail, threads, beat)
