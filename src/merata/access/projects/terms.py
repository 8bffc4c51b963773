"""On what terms projects are appraised: seasons, standards, trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.network import SEASONS
from merata.errors import UsageError

WET_SHARE = 0.5
"""Half of the year, unless the caller knows the regency's rains better."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is counted. `seasons`; `wet_share`: of the year, where both are; `standard_minutes`: by kind, within which
    people should reach one; `trips`: by kind, how many times a minute saved to it counts in the total, 1 by default.
    """

    seasons: tuple[str, ...] = SEASONS
    wet_share: float = WET_SHARE
    standard_minutes: Mapping[str, float] | None = None
    trips: Mapping[str, float] | None = None

    def season_shares(self) -> Floats:
        """The share of the year that each season counts for; they sum to 1."""
        if len(self.seasons) == 1:
            return np.ones(1)
        return np.array([self.wet_share if season == "wet" else 1 - self.wet_share for season in self.seasons])

    def standards(self, kinds: Sequence[str]) -> list[float]:
        """The standard of each kind; infinite: there is none."""
        given = self.standard_minutes or {}
        return [given.get(kind, float("inf")) for kind in kinds]

    def weights(self, kinds: Sequence[str]) -> Floats:
        """The trips of each kind."""
        given = self.trips or {}
        return np.array([given.get(kind, 1.0) for kind in kinds], dtype=np.float64)

    def check(self, kinds: Sequence[str]) -> None:
        """Raise `UsageError` with all that is wrong: seasons, shares, kinds that are not there, negative numbers."""
        wrong = []
        if not self.seasons or len(set(self.seasons)) < len(self.seasons) or not set(self.seasons) <= set(SEASONS):
            wrong.append(f"seasons {', '.join(self.seasons) or 'none'}; expected {' or '.join(SEASONS)}, each once")
        if not 0 <= self.wet_share <= 1:
            wrong.append(f"a wet season of {self.wet_share} of the year; expected 0 to 1")
        for what, given, least in (("standard", self.standard_minutes, "above 0"), ("trips", self.trips, "0 or more")):
            for kind, value in (given or {}).items():
                if kind not in kinds:
                    wrong.append(f"a {what} for {kind}; the facilities are of the kinds {', '.join(kinds)}")
                if not (np.isfinite(value) and (value > 0 or (value == 0 and least == "0 or more"))):
                    wrong.append(f"{what} {kind}={value}; expected a number {least}")
        if wrong:
            raise UsageError("; ".join(wrong))
