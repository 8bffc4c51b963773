"""The change of inequality between two surveys, split into growth, each programme, and the unexplained rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.evaluation.attribution_evidence import known_effects
from merata.evaluation.attribution_game import Shares, Worth, enumerated, sampled, shapley
from merata.evaluation.attribution_levers import programmes
from merata.evaluation.attribution_material import Material, Samples, effects_at, material, reach, samples
from merata.evaluation.attribution_measures import MEASURES, Measures, measures
from merata.evaluation.attribution_result import Asked, Attribution, told
from merata.evaluation.attribution_split import Split, split
from merata.measurement.survey import survey_design
from merata.progress import Step, silent
from merata.stats.design import Design, LonelyRule
from merata.stats.replication import bootstrap
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]

REPLICATES = 200
PAIRS = 50
"""Pairs of orders that are drawn where there are too many programmes to ask for every subset."""

_PART = 701
"""This module's part of a seed, so that no other module's random numbers repeat here."""
_FEW = 4
"""Programmes up to which a replicate asks for every subset; of more, one order and its reverse."""


def attribute(  # noqa: PLR0913 - one parameter an aspect of the question, all by keyword
    dataset: Dataset,
    *,
    regency: str | None = None,
    years: tuple[int | None, int | None] = (None, None),
    names: Sequence[str] = MEASURES,
    started: Collection[str] = (),
    growth: float | None = None,
    lists_know: float = 0.0,
    evidence: Path | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    lonely: LonelyRule = "refuse",
    step: Step | None = None,
) -> Attribution:
    """Split the change of the measures `names` between two years' surveys of `regency` (None: all that were surveyed).

    `years`: the first and the second (None: the earliest and the latest surveyed). `started`: assistance that began or
    ended between them although one of them has no record of it; "all": every one. `growth`: the ratio of incomes that
    counts as growth instead of that of the means. `lists_know`: the correlation, from 0 to below 1, of what desil say
    beyond the survey's traits with consumption without programmes: an assumption, for trying how much rests on it.
    `evidence`: a file instead of the dataset's table.

    Standard errors are from `replicates`: in each, the clusters of both samples are drawn anew in their strata
    (`merata.stats.replication.bootstrap`; `lonely` as there), the evidence from normals with its standard errors (one
    draw for both dates), and donors weighted anew; the parts sum to the whole in each. Both samples count as drawn
    independently. Nothing of the demo's hidden truth is read.

    Raises `UsageError` for an unknown regency, year, measure or programme, years out of order, growth that is not above
    0, a correlation outside its range and fewer than 2 replicates; `InputError` for missing tables and their faults.
    """
    if growth is not None and not (np.isfinite(growth) and growth > 0):
        raise UsageError(f"growth is {growth:g}; expected a ratio above 0, e.g. 1.05 for 5% more")
    if not 0 <= lists_know < 1:
        raise UsageError(f"lists_know is {lists_know:g}; expected a correlation from 0 to below 1")
    report = step or silent
    report(0.0, "survei dan registri / survey and registry")
    chosen = measures(names)
    found = samples(dataset, regency, years)
    known = known_effects(dataset, evidence)
    players, left_out = programmes(dataset, found.registry, years=found.years, effects=known, started=started)
    report(0.1, "memadankan / matching")
    ready = material(dataset, found, players, lists_know=lists_know)
    chosen, without_line = _with_lines(chosen, ready)
    designs = [survey_design(one, lonely) for one in (found.first, found.second)]
    resampled = [bootstrap(one, replicates=replicates, seed=2 * seed + at) for at, one in enumerate(designs)]

    effects = effects_at(ready.players, {})
    whole = [np.ones(len(one.welfare)) for one in ready.snapshots]
    pair = ready.pair(effects, whole, [np.ones(one.donor.shape) for one in ready.snapshots])
    rng = np.random.default_rng([seed, _PART])
    central = split(pair, chosen, ready.active, lambda w, k: shapley(w, k, pairs=PAIRS, rng=rng), growth)
    replicated: list[Split] = []
    for replicate in range(replicates):
        report(0.2 + 0.8 * replicate / replicates, f"ulangan / replicate {replicate + 1}")
        factors = [one.factor(replicate)[sample.psu] for one, sample in zip(resampled, designs, strict=True)]
        again = np.random.default_rng([seed, _PART, replicate])
        replicated.append(_replicate(ready, chosen, factors, growth, again))
    report(1.0, "selesai / done")
    return told(
        asked=_asked(found, designs, chosen, without_line, named=growth is not None, lists_know=lists_know),
        players=ready.players,
        reach=reach(ready, pair, found.registry),
        left_out=left_out,
        central=central,
        replicated=replicated,
    )


def _replicate(
    ready: Material, chosen: Measures, factors: Sequence[Floats], growth: float | None, rng: np.random.Generator
) -> Split:
    """One split with clusters' weights times `factors`, evidence and donors drawn anew."""
    normal = {name: float(rng.standard_normal()) for name in sorted({p.effect.evidence_id for p in ready.players})}
    masses = [rng.standard_exponential(one.donor.shape) for one in ready.snapshots]
    pair = ready.pair(effects_at(ready.players, normal), factors, masses)

    def solve(worth: Worth, players: int) -> Shares:
        return enumerated(worth, players) if players <= _FEW else sampled(worth, players, pairs=1, rng=rng)

    return split(pair, chosen, ready.active, solve, growth)


def _with_lines(chosen: Measures, ready: Material) -> tuple[Measures, tuple[str, ...]]:
    """The measures without those of poverty where a regency has no line, and the names of these."""
    if not any(np.isnan(one.line).any() for one in ready.snapshots):
        return chosen, ()
    lacking = tuple(name for name in chosen.names if chosen.needs_line(name))
    left = [name for name in chosen.names if name not in lacking]
    if not left:
        raise UsageError(
            f"{', '.join(lacking)} need the poverty line of every regency in both years; add it to poverty_lines"
        )
    return measures(left), lacking


def _asked(
    found: Samples,
    designs: Sequence[Design],
    chosen: Measures,
    without_line: tuple[str, ...],
    *,
    named: bool,
    lists_know: float,
) -> Asked:
    return Asked(
        years=found.years,
        regencies=found.regencies,
        measures=chosen.names,
        without_line=without_line,
        n=(found.first.num_rows, found.second.num_rows),
        clusters=(len(designs[0].stratum_of_psu), len(designs[1].stratum_of_psu)),
        degrees=sum(one.degrees_of_freedom for one in designs),
        growth_named=named,
        lists_know=lists_know,
        in_rupiah=tuple(chosen.in_rupiah(name) for name in chosen.names),
    )
