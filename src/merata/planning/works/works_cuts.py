"""Cuts that say what any set of works gains, listed as a bundle or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from merata.planning.choices.candidates import Floats


@dataclass(frozen=True, slots=True, eq=False)
class WorksCut:
    """gain ≤ `constant` + `slopes`·items + what the works serve, for every plan: `value` (v), by basis of evidence, is
    what serving all households of a village adds. `slopes` (k) count for the items outside large clusters.
    """

    constant: float
    slopes: Floats
    value: Mapping[str, Floats]
