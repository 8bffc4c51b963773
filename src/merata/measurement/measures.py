"""The measures by name: what each needs, how it is computed, and on which scale its interval is built.

A name may carry parameters: `atkinson(0.5)`, `quantile(0.1)`, `share(0.9, 1)`. Most measures are smooth functions of
totals and come many groups at a time from one pass over the rows; the others (quantiles and what is built on them,
S-Gini, Sen) are computed group by group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from merata.errors import UsageError
from merata.measurement import inequality, influence, poverty, shares, smooth
from merata.measurement.polarisation import wolfson
from merata.measurement.quantiles import quantile
from merata.measurement.smooth import LOG, LOG_GAP, ONE, OWN, POSITIVE, RANK, WELFARE, WELFARE_LOG, Smooth
from merata.measurement.totals import Term, Totals
from merata.measurement.totals import totals as group_totals
from merata.measurement.welfare import Floats
from merata.stats.intervals import Scale

Line = float | Floats | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one population.

    `scale`: on which its interval is built. `needs_line`: it is of poverty. `of_positive`: it is of the positive
    values alone, and its n counts these. `admits_negative`: negative welfare does not make it meaningless.
    `in_unit`: it is an amount in the unit of welfare; the others have none.
    `influence` (rows): how much it moves per unit of weight given to each row. Its value follows from totals, as
    `terms` and `smooth` say, or else `scalar` computes it for one group.
    """

    name: str
    scale: Scale
    influence: Callable[[Floats, Floats, Line], Floats]
    needs_line: bool = False
    of_positive: bool = False
    admits_negative: bool = False
    in_unit: bool = False
    terms: tuple[Term, ...] = ()
    smooth: Callable[[Totals], Smooth] | None = None
    scalar: Callable[[Floats, Floats, Line], float] | None = None

    @property
    def is_fraction(self) -> bool:
        """Whether it lies between 0 and 1."""
        return self.scale == "logit"

    def value(self, welfare: Floats, weight: Floats, line: Line = None) -> float:
        """The measure of one population, from checked arrays; NaN where it does not exist in it."""
        if self.smooth is not None:
            found = self.smooth(group_totals(welfare, weight, None, terms=self.terms, line=line))
            return float(found[0][0])
        if self.scalar is None:
            raise TypeError(f"{self.name} has neither totals nor a function")
        return self.scalar(welfare, weight, line)


MEASURES = ("mean", "gini", "theil_t", "theil_l", "p0", "p1", "p2", "bottom40_share", "palma")
"""The measures that are shown when none are named, in their order."""

_RELATIVE = (ONE, WELFARE)


def _plain(function: Callable[[Floats, Floats], Any]) -> Callable[[Floats, Floats, Line], Any]:
    """A function of welfare and weight as one that is given a line too."""
    return lambda welfare, weight, _: function(welfare, weight)


def _fraction(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise UsageError(f"{name}: expected a share of people between 0 and 1, without the ends")


def _fgt(name: str, alpha: float) -> Measure:
    if alpha < 0:
        raise UsageError(f"{name}: alpha is {alpha:g}; expected 0 or more")
    return Measure(
        name,
        "logit",
        needs_line=True,
        admits_negative=alpha == 0,
        terms=(*_RELATIVE, smooth.gap(alpha)),
        smooth=lambda t: smooth.fgt(t, alpha),
        influence=lambda y, w, z: influence.fgt(y, w, _given(name, z), alpha),
    )


def _ge(name: str, alpha: float) -> Measure:
    if alpha in (0, 1):
        return replace(_PLAIN["theil_l" if alpha == 0 else "theil_t"], name=name)
    return Measure(
        name,
        "log" if alpha < 1 else "inverse",
        of_positive=alpha < 0,
        terms=(*_RELATIVE, POSITIVE, smooth.power(alpha)),
        smooth=lambda t: smooth.ge(t, alpha),
        influence=_plain(lambda y, w: influence.ge(y, w, alpha)),
    )


def _atkinson(name: str, epsilon: float) -> Measure:
    if epsilon <= 0:
        raise UsageError(f"{name}: epsilon is {epsilon:g}; expected a number above 0")
    term = LOG if epsilon == 1 else smooth.power(1 - epsilon)
    return Measure(
        name,
        "logit",
        of_positive=epsilon >= 1,
        terms=(*_RELATIVE, POSITIVE, term),
        smooth=lambda t: smooth.atkinson(t, epsilon),
        influence=_plain(lambda y, w: influence.atkinson(y, w, epsilon)),
    )


def _lorenz(name: str, share: float) -> Measure:
    _fraction(name, share)
    return Measure(
        name,
        "logit",
        terms=(*_RELATIVE, smooth.below(share)),
        smooth=lambda t: smooth.lorenz(t, share),
        influence=_plain(lambda y, w: influence.lorenz(y, w, share)),
    )


def _generalised_lorenz(name: str, share: float) -> Measure:
    _fraction(name, share)
    return Measure(
        name,
        "log",
        in_unit=True,
        terms=(*_RELATIVE, smooth.below(share)),
        smooth=lambda t: smooth.generalised_lorenz(t, share),
        influence=_plain(lambda y, w: influence.generalised_lorenz(y, w, share)),
    )


def _share(name: str, low: float, high: float) -> Measure:
    if not 0 <= low < high <= 1:
        raise UsageError(f"{name}: expected two shares of people, 0 ≤ low < high ≤ 1")
    return Measure(
        name,
        "logit",
        terms=(*_RELATIVE, *(smooth.below(end) for end in (low, high) if 0 < end < 1)),
        smooth=lambda t: smooth.between(t, low, high),
        influence=_plain(lambda y, w: influence.share_between(y, w, low, high)),
    )


def _quantile(name: str, probability: float) -> Measure:
    _fraction(name, probability)
    return Measure(
        name,
        "log",
        admits_negative=True,
        in_unit=True,
        scalar=_plain(lambda y, w: quantile(y, w, probability)),
        influence=_plain(lambda y, w: influence.quantile(y, w, probability)),
    )


def _s_gini(name: str, nu: float) -> Measure:
    if nu <= 1:
        raise UsageError(f"{name}: nu is {nu:g}; expected a number above 1 (2 gives the Gini)")
    return Measure(
        name,
        "logit",
        scalar=_plain(lambda y, w: inequality.s_gini(y, w, nu)),
        influence=_plain(lambda y, w: influence.s_gini(y, w, nu)),
    )


def _of_median(
    scale: Scale, value: Callable[..., float], values: Callable[..., Floats], *, negative: bool
) -> Callable[..., Measure]:
    """A family of measures whose line is a share of the median."""

    def build(name: str, share: float = poverty.RELATIVE_SHARE) -> Measure:
        if share <= 0:
            raise UsageError(f"{name}: the share of the median is {share:g}; expected a number above 0")
        return Measure(
            name,
            scale,
            admits_negative=negative,
            in_unit=scale == "log",
            scalar=_plain(lambda y, w: value(y, w, share)),
            influence=_plain(lambda y, w: values(y, w, share)),
        )

    return build


_arpt = _of_median("log", poverty.arpt, influence.arpt, negative=True)
_arpr = _of_median("logit", poverty.arpr, influence.arpr, negative=True)
_rmpg = _of_median("logit", poverty.rmpg, influence.rmpg, negative=False)


def _given(name: str, line: Line) -> float | Floats:
    if line is None:
        raise UsageError(f"{name} needs a poverty line")
    return line


def _one_line(name: str, line: Line) -> float:
    lines = np.unique(np.asarray(_given(name, line), dtype=np.float64))
    if len(lines) != 1:
        raise UsageError(f"{name} needs one poverty line for all people of a group; got {len(lines)}")
    return float(lines[0])


_PLAIN: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "mean",
            "identity",
            admits_negative=True,
            in_unit=True,
            terms=_RELATIVE,
            smooth=smooth.mean,
            influence=_plain(influence.mean),
        ),
        Measure(
            "gini",
            "logit",
            terms=(*_RELATIVE, RANK, OWN),
            smooth=smooth.gini,
            influence=_plain(influence.gini),
        ),
        Measure(
            "theil_t",
            "inverse",
            of_positive=True,
            terms=(*_RELATIVE, POSITIVE, WELFARE_LOG),
            smooth=smooth.theil_t,
            influence=_plain(influence.theil_t),
        ),
        Measure(
            "theil_l",
            "log",
            of_positive=True,
            terms=(*_RELATIVE, POSITIVE, LOG),
            smooth=smooth.theil_l,
            influence=_plain(influence.theil_l),
        ),
        *(_fgt(f"p{alpha}", float(alpha)) for alpha in range(3)),
        _lorenz("bottom40_share", 0.4),
        Measure(
            "palma",
            "log",
            terms=(*_RELATIVE, smooth.below(0.4), smooth.below(0.9)),
            smooth=smooth.palma,
            influence=_plain(influence.palma),
        ),
        Measure(
            "watts",
            "log",
            needs_line=True,
            of_positive=True,
            terms=(*_RELATIVE, POSITIVE, LOG_GAP),
            smooth=smooth.watts,
            influence=lambda y, w, z: influence.watts(y, w, _given("watts", z)),
        ),
        Measure(
            "sen",
            "logit",
            needs_line=True,
            scalar=lambda y, w, z: poverty.sen(y, w, _one_line("sen", z)),
            influence=lambda y, w, z: influence.sen(y, w, _one_line("sen", z)),
        ),
        _quantile("median", 0.5),
        _arpt("arpt"),
        _arpr("arpr"),
        _rmpg("rmpg"),
        Measure(
            "s80s20",
            "log",
            scalar=_plain(shares.quintile_share_ratio),
            influence=_plain(influence.quintile_share_ratio),
        ),
        Measure("wolfson", "log", scalar=_plain(wolfson), influence=_plain(influence.wolfson)),
    )
}
_FAMILIES: Mapping[str, tuple[int, Callable[..., Measure]]] = {
    "fgt": (1, _fgt),
    "ge": (1, _ge),
    "atkinson": (1, _atkinson),
    "lorenz": (1, _lorenz),
    "generalised_lorenz": (1, _generalised_lorenz),
    "share": (2, _share),
    "quantile": (1, _quantile),
    "s_gini": (1, _s_gini),
    "arpt": (1, _arpt),
    "arpr": (1, _arpr),
    "rmpg": (1, _rmpg),
}
_ALIASES = {
    "headcount": "p0",
    "poverty_gap": "p1",
    "poverty_severity": "p2",
    "quintile_share_ratio": "s80s20",
    "bottom_share": "bottom40_share",
}
"""Names of the functions where they differ from those of the measures."""
_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "decile_shares": tuple(f"share({decile / 10:g}, {(decile + 1) / 10:g})" for decile in range(10)),
    "quantiles": tuple(f"quantile({decile / 10:g})" for decile in range(1, 10)),
    "lorenz_curve": tuple(f"lorenz({decile / 10:g})" for decile in range(1, 10)),
}
"""Names that stand for several measures."""
KNOWN = (*_PLAIN, *(f"{name}({', '.join('…' * count)})" for name, (count, _) in _FAMILIES.items()), *_SEVERAL)
"""Every name, with its parameters as dots."""
_CALL = re.compile(r"\s*([a-z_0-9]+)\s*(?:\(([^()]*)\))?\s*")


def named(name: str) -> Measure:
    """The measure of that name. Raises `UsageError` naming all measures for a name that is none."""
    if not isinstance(name, str):
        raise UsageError(f"a measure is called by its name, a text; got {name!r}")
    found = _CALL.fullmatch(_ALIASES.get(name.strip(), name))
    if found and found[2] is None and found[1] in _PLAIN:
        return _PLAIN[found[1]]
    if found and found[2] is not None and found[1] in _FAMILIES:
        count, build = _FAMILIES[found[1]]
        parameters = _numbers(found[2])
        if len(parameters) == count and all(np.isfinite(parameters)):
            measure: Measure = build(f"{found[1]}({', '.join(f'{p:g}' for p in parameters)})", *parameters)
            return measure
    raise UsageError(f"there is no measure {name!r}; expected one of {', '.join(KNOWN)}")


def split_names(text: str) -> list[str]:
    """The names in a comma-separated text; commas between parentheses belong to a name."""
    return [part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()]


def is_fraction(name: str) -> bool:
    """Whether `name` is that of a measure between 0 and 1; False for a name that is no measure's."""
    try:
        return named(name).is_fraction
    except UsageError:
        return False


def listed(measures: str | Iterable[str]) -> list[Measure]:
    """The measures of those names, a name that stands for several in full; each once.

    Raises `UsageError` for an unknown name or none at all.
    """
    if not isinstance(measures, Iterable):
        raise UsageError(f"measures is {measures!r}; expected the names of measures")
    names = [measures] if isinstance(measures, str) else list(measures)
    single = [one for name in names for one in (_SEVERAL.get(name, (name,)) if isinstance(name, str) else (name,))]
    if not single:
        raise UsageError(f"no measure is named; expected some of {', '.join(KNOWN)}")
    return list({measure.name: measure for measure in map(named, single)}.values())


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []
