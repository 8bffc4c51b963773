"""Learning the score: each learner tested on clusters it never saw, and the better one fitted on all.

Everything is learned inside the training folds alone: how covariates are coded, the penalty or the number of trees
(on folds within the training folds), and the coefficients or trees. The cross-fitted errors are therefore those of
households of sampling units that the score has not seen, as nearly all registered ones are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.covariates import Term, encode, shared_terms
from merata.measurement.welfare import Floats
from merata.programmes.proxy_means.boosting import fit_boosting
from merata.programmes.proxy_means.folds import FOLDS, folds_by_cluster, folds_within
from merata.programmes.proxy_means.linear import fit_ridge
from merata.programmes.proxy_means.replicated import Replicated, replicated
from merata.programmes.proxy_means.sample import Sample
from merata.progress import Step, silent


class Fitted(Protocol):
    """A learned score of encoded columns."""

    def predict(self, columns: Floats) -> Floats:
        """The expected log consumption of each row (n) of `columns` (n × k)."""

    @property
    def chosen(self) -> str:
        """What was chosen on held-out clusters, in a word."""


Learner = Callable[[Floats, Floats, Floats, NDArray[np.intp]], Fitted]
"""From columns (n × k), target (n), weight (n) and the folds to choose on (n) to a fitted score."""

LEARNERS: Mapping[str, Learner] = {"linear": fit_ridge, "boosting": fit_boosting}
"""The learners by name, the one that is easier to explain first: of equal errors it is chosen."""


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """One learner on n sampled households, each predicted by a model that never saw its cluster.

    `predicted` (n): expected log consumption. `rmse`: root of the weighted mean squared error of log consumption;
    `r2`: 1 − the sum of weighted squared errors ÷ that about the weighted mean. Their errors are those of the survey's
    design, for these predictions.
    """

    name: str
    predicted: Floats
    rmse: Replicated
    r2: Replicated


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from `sample`: the learners, `fold` (n) of each household, the name of the one `chosen`."""

    sample: Sample
    seed: int
    fold: NDArray[np.intp]
    learners: Mapping[str, CrossFitted]
    chosen: str


@dataclass(frozen=True, slots=True)
class ProxyMeans:
    """A score to apply: covariates coded by `terms`, the fitted `model` of log consumption, and `smearing`.

    `smearing` carries an expected logarithm to an expected amount: the weighted mean of exp(cross-fitted residual).
    N. Duan, "Smearing estimate: a nonparametric retransformation method", *JASA* 78 (1983).
    """

    learner: str
    terms: tuple[Term, ...]
    model: Fitted
    smearing: float

    @property
    def covariates(self) -> tuple[str, ...]:
        """The names of the columns that a household needs to be scored."""
        return tuple(term.name for term in self.terms)


def learn(sample: Sample, *, seed: int, step: Step | None = None) -> Learned:
    """Cross-fit every learner on `sample` and choose the one with the smallest cross-fitted error (`rmse`).

    `seed` deals the clusters into folds. Raises `InputError` for fewer clusters than `folds.LEAST_CLUSTERS`.
    """
    report = step or silent
    fold = folds_by_cluster(sample.design, seed=seed)
    learners = {}
    for done, (name, learner) in enumerate(LEARNERS.items()):
        report(done / len(LEARNERS), name)
        learners[name] = _described(name, cross_fitted(sample, learner, fold, seed=seed), sample, seed)
    chosen = min(learners, key=lambda name: learners[name].rmse.value)
    return Learned(sample, seed, fold, learners, chosen)


def cross_fitted(sample: Sample, learner: Learner, fold: NDArray[np.intp], *, seed: int) -> Floats:
    """The expected log consumption of each household (n) by a model learned from the other folds alone."""
    predicted = np.empty(len(sample))
    for held_out in range(FOLDS):
        out = np.flatnonzero(fold == held_out)
        terms, model = _fit(sample, learner, np.flatnonzero(fold != held_out), seed=seed, within=held_out)
        predicted[out] = model.predict(_columns(terms, sample.covariates.take(pa.array(out))))
    return predicted


def proxy_means(learned: Learned, learner: str | None = None) -> ProxyMeans:
    """The score of `learner` (None: the chosen one), fitted on the whole sample.

    Raises `UsageError` for a learner that there is not.
    """
    name = learner or learned.chosen
    if name not in LEARNERS:
        raise UsageError(f"there is no learner {name!r}; the learners are {', '.join(LEARNERS)}")
    sample = learned.sample
    terms, model = _fit(sample, LEARNERS[name], np.arange(len(sample)), seed=learned.seed, within=-1)
    residual = sample.log_welfare - learned.learners[name].predicted
    return ProxyMeans(name, terms, model, float(np.average(np.exp(residual), weights=sample.weight)))


def _fit(
    sample: Sample, learner: Learner, rows: NDArray[np.intp], *, seed: int, within: int
) -> tuple[tuple[Term, ...], Fitted]:
    known = sample.covariates.take(pa.array(rows))
    terms = shared_terms(known, sample.covariates)
    fold = folds_within(sample.design, rows, seed=seed, within=within)
    return terms, learner(_columns(terms, known), sample.log_welfare[rows], sample.weight[rows], fold)


def _columns(terms: tuple[Term, ...], table: pa.Table) -> Floats:
    """The terms' columns; the learners have an intercept of their own."""
    return encode(terms, table)[:, 1:]


def _described(name: str, predicted: Floats, sample: Sample, seed: int) -> CrossFitted:
    target = sample.log_welfare

    def errors(weight: Floats) -> Floats:
        share = weight / weight.sum()
        square = share @ (target - predicted) ** 2
        return np.array([np.sqrt(square), 1.0 - square / (share @ (target - share @ target) ** 2)])

    rows = np.ones(len(sample), dtype=np.bool_)
    rmse, r2 = replicated(errors, sample.weight, sample.design, [(rows, "log"), (rows, "identity")], seed=seed)
    return CrossFitted(name, predicted, rmse, r2)
