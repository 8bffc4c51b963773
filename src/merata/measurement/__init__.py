"""What welfare is, how unequal it is and who is poor: measures, their errors, and estimates for areas.

Compiled code (`estimate`, `difference`, `small_area`) is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from merata.measurement.growth import growth_incidence
from merata.measurement.inequality import atkinson, ge, gini, mean, s_gini, theil_l, theil_t
from merata.measurement.polarisation import wolfson
from merata.measurement.poverty import (
    arpr,
    arpt,
    fgt,
    headcount,
    poverty_gap,
    poverty_severity,
    rmpg,
    sen,
    watts,
)
from merata.measurement.quantiles import median, quantile
from merata.measurement.shares import (
    bottom_share,
    decile_shares,
    generalised_lorenz,
    lorenz,
    palma,
    quintile_share_ratio,
    share_between,
)

if TYPE_CHECKING:
    from merata.measurement import decomposition, small_area
    from merata.measurement.differences import difference
    from merata.measurement.estimation import estimate

__all__ = [
    "arpr",
    "arpt",
    "atkinson",
    "bottom_share",
    "decile_shares",
    "decomposition",
    "difference",
    "estimate",
    "fgt",
    "ge",
    "generalised_lorenz",
    "gini",
    "growth_incidence",
    "headcount",
    "lorenz",
    "mean",
    "median",
    "palma",
    "poverty_gap",
    "poverty_severity",
    "quantile",
    "quintile_share_ratio",
    "rmpg",
    "s_gini",
    "sen",
    "share_between",
    "small_area",
    "theil_l",
    "theil_t",
    "watts",
    "wolfson",
]

_COMPILED = {"difference": "differences", "estimate": "estimation"}


def __getattr__(name: str) -> Any:
    if name in ("decomposition", "small_area"):
        return import_module(f"{__name__}.{name}")
    if name in _COMPILED:
        return getattr(import_module(f"{__name__}.{_COMPILED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
