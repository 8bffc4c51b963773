"""Roads and bridges: served villages before and after, each beside a synthetic village of others that were not served.

For each served village the comparison is a weighted mean of villages that no built project serves, weighted so that it
moved as the village did before (`synthetic_weights`). Its gap is the change of the village from the years before to the
years after, less that of the comparison. The gaps of villages served to different shares give the effect of serving a
village wholly: Σ share·gap / Σ share², for effects proportional to the share served.

How large such an effect would be by chance is seen on villages that were not served: each gets a synthetic comparison
of the others, and the served villages' years and shares are dealt out among them again and again (placebos; Abadie,
Diamond and Hainmueller 2010). Where fewer households stand behind a village than behind its placebo, the placebo's gap
is made larger by the root of their ratio, as its noise would be. The interval holds the effects that are not rejected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.evaluation.lottery import CONFIDENCE
from merata.evaluation.synthetic_weights import synthetic_weights
from merata.evaluation.village_panel import Panel, Served

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWS = 4999
FEWEST_YEARS_BEFORE = 2
FEWEST_DONORS = 20
MANY_YEARS_BEFORE = 5
"""With fewer, a good fit before says little about what would have come after."""

_PART = 604


@dataclass(frozen=True, slots=True)
class VillageGap:
    """One served village: its change beyond its comparison's, in logarithms, and how well they matched before.

    `fit_before` is the root mean square difference of movements in the years before, in logarithms. `p_value`: the
    share of placebos whose gap is at least as large. `donors` is how many villages weigh effectively (1 / Σ w²).
    """

    village: str
    year: int
    share: float
    gap: float
    fit_before: float
    donors: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ServedEffect:
    """The effect of serving a whole village, as a share of the outcome, with the error and interval of placebos.

    `few_years` says that there were fewer years before than let the fit be believed. `left_out` counts served villages
    that could not be used, by reason.
    """

    effect: float
    standard_error: float
    low: float
    high: float
    p_value: float
    villages: tuple[VillageGap, ...]
    donors: int
    years_before: int
    fit_before: float
    placebos: int
    few_years: bool
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Gap and fit before of villages for one year of handing over; `weights` on the donors."""

    gap: Floats
    fit: Floats
    weights: Floats


def served_effect(
    panel: Panel, served: Mapping[str, Served], donors: Panel, *, seed: int, draws: int = DRAWS
) -> ServedEffect:
    """The effect on the villages of `panel` that `served` names, beside the villages of `donors` (the same years).

    Raises `UsageError` for fewer than 100 draws, `InputError` where fewer than two years before or no year after were
    seen, or with fewer than 20 donors or no more than are served.
    """
    if draws < 100:
        raise UsageError(f"{draws} placebos say too little about 5%; take at least 100, better {DRAWS:,}")
    usable = np.array([_usable(panel.years, served.get(name)) for name in panel.villages], dtype=np.bool_)
    used = panel.only(usable)
    own = [served[name] for name in used.villages]
    _refuse_too_little(panel, served, len(used), len(donors))
    year = np.array([one.year for one in own])
    share = np.array([one.share for one in own])
    by_year = {int(y): (_gaps(used.values[year == y], donors, int(y)), _placebos(donors, int(y))) for y in set(year)}
    gap, fit, weigh = (np.empty(len(used)) for _ in range(3))
    for y, (found, _) in by_year.items():
        gap[year == y], fit[year == y] = found.gap, found.fit
        weigh[year == y] = 1 / np.sum(found.weights**2, axis=1)
    effect = float(share @ gap / (share @ share))
    noise = _noise(used, donors)
    chance = _by_chance({y: placebo.gap for y, (_, placebo) in by_year.items()}, year, share, noise, draws, seed)
    error = float(chance.std(ddof=1))
    # Half of the widest 5% on both sides: the test is of the size, so the interval is symmetric.
    reach = float(np.quantile(np.abs(chance), CONFIDENCE, method="higher"))
    first = int(year.min())
    before = sum(y < first for y in panel.years)
    return ServedEffect(
        effect=float(np.expm1(effect)),
        standard_error=float(np.exp(effect) * error),
        low=float(np.expm1(effect - reach)),
        high=float(np.expm1(effect + reach)),
        p_value=_share_as_large(np.abs(chance), abs(effect)),
        villages=tuple(
            VillageGap(
                name,
                one.year,
                one.share,
                float(gap[at]),
                float(fit[at]),
                float(weigh[at]),
                _share_as_large(np.abs(by_year[one.year][1].gap * noise[at]), abs(float(gap[at]))),
            )
            for at, (name, one) in enumerate(zip(used.villages, own, strict=True))
        ),
        donors=len(donors),
        years_before=before,
        fit_before=float(np.sqrt(np.mean(fit**2))),
        placebos=chance.size,
        few_years=before < MANY_YEARS_BEFORE,
        left_out={"no_years_before_or_after": int(np.count_nonzero(panel.among(served) & ~usable))},
    )


def _usable(years: tuple[int, ...], served: Served | None) -> bool:
    if served is None:
        return False
    return sum(y < served.year for y in years) >= FEWEST_YEARS_BEFORE and years[-1] >= served.year


def _refuse_too_little(panel: Panel, served: Mapping[str, Served], used: int, donors: int) -> None:
    if not used:
        when = sorted({one.year for one in served.values()})
        raise InputError(
            f"villages were monitored in {', '.join(map(str, panel.years))} and works handed over in "
            f"{', '.join(map(str, when)) or 'no year'}: a synthetic comparison needs at least {FEWEST_YEARS_BEFORE} "
            "years before and one from then on; monitor villages before works begin"
        )
    if donors < FEWEST_DONORS or donors <= used:
        raise InputError(
            f"{donors} villages without works or programmes to compare {used} served ones with; expected at least "
            f"{FEWEST_DONORS}, and more than are served"
        )


def _gaps(values: Floats, donors: Panel, year: int, *, itself: bool = False) -> _Gaps:
    """Gaps of villages with `values` (n × years) handed over in `year`; `itself`: they are the donors."""
    before = np.array([y < year for y in donors.years])
    allowed = ~np.eye(len(donors), dtype=np.bool_) if itself else np.ones((len(values), len(donors)), np.bool_)
    changes = np.diff(donors.values[:, before], axis=1)
    # Arkhangelsky et al. (2021), equation 3, for one treated unit: (years after)^½ × variance of yearly changes.
    penalty = before.sum() * float(np.sqrt(np.count_nonzero(~before))) * float(changes.var(ddof=1))
    weights = synthetic_weights(values[:, before], donors.values[:, before], allowed, max(penalty, 1e-12))
    beyond = values - weights @ donors.values
    moved = beyond[:, before] - beyond[:, before].mean(axis=1, keepdims=True)
    gap = beyond[:, ~before].mean(axis=1) - beyond[:, before].mean(axis=1)
    return _Gaps(gap, np.sqrt(np.mean(moved**2, axis=1)), weights)


def _placebos(donors: Panel, year: int) -> _Gaps:
    return _gaps(donors.values, donors, year, itself=True)


def _noise(used: Panel, donors: Panel) -> Floats:
    """How much noisier each used village is than each donor, as a ratio of standard errors: served × donors."""
    if used.counts is None or donors.counts is None:
        return np.ones((len(used), len(donors)))
    return np.sqrt(donors.counts[None, :] / used.counts[:, None])


def _by_chance(
    gaps: Mapping[int, Floats], year: Integers, share: Floats, noise: Floats, draws: int, seed: int
) -> Floats:
    """The effects that as many villages drawn from the donors would have shown."""
    rng = np.random.default_rng([seed, _PART])
    stacked = np.stack([gaps[int(y)] for y in year]) * noise
    size = stacked.shape[1]
    drawn = np.argsort(rng.random((draws, size)), axis=1)[:, : year.size]
    found = stacked[np.arange(year.size), drawn]
    return np.asarray(found @ share / (share @ share))


def _share_as_large(sizes: Floats, size: float) -> float:
    """The p-value: the share of placebos, the village or effect itself counted, that are at least as large."""
    return float((1 + np.count_nonzero(sizes >= size * (1 - 1e-12))) / (1 + sizes.size))
