"""From minutes to rupiah: what minutes saved may add to consumption, with how sure that is. Off unless asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Floats
from merata.access.projects.appraisal import Appraisal
from merata.access.projects.people import People
from merata.access.projects.rupiah_records import ALL, FARM, MARKET, RupiahRecord
from merata.errors import InputError, UsageError

_MONTHS = 12
_WIDTH = 1.959964
"""Standard errors on either side of a 95% interval."""


@dataclass(frozen=True, slots=True)
class Consumption:
    """What the people of each cluster (c) consume: `pc_idr`, rupiah per person per month; `farm_share`, the share of
    them in farm households; `market_kind`: the kind of facility that is a market, all others are not.
    """

    pc_idr: Floats
    farm_share: Floats
    market_kind: str

    def check(self, people: People, kinds: Sequence[str]) -> None:
        """Raise `UsageError` or `InputError` for what cannot be."""
        if not self.pc_idr.shape == self.farm_share.shape == (len(people),):
            raise UsageError(f"consumption of {len(self.pc_idr)} clusters; expected one for each of {len(people)}")
        if self.market_kind not in kinds:
            raise UsageError(f"no facility is a {self.market_kind}; expected the markets' kind: {', '.join(kinds)}")
        if not (np.isfinite(self.pc_idr) & (self.pc_idr >= 0) & (self.farm_share >= 0) & (self.farm_share <= 1)).all():
            raise InputError("consumption must be 0 rupiah or more, and the share of farm households from 0 to 1")


@dataclass(frozen=True, slots=True)
class RupiahGains:
    """Rupiah a year that each project (p) adds to consumption, with standard error; by which records."""

    gain_idr: Floats
    standard_error_idr: Floats
    records: tuple[RupiahRecord, ...]

    @property
    def assumed(self) -> bool:
        """Whether any of it rests on an assumption."""
        return any(record.assumed for record in self.records)


def rupiah_gains(appraisal: Appraisal, consumption: Consumption, records: Sequence[RupiahRecord]) -> RupiahGains:
    """What the minutes that projects save may add to consumption in a year.

    gain = 12 × Σ mean × Σ minutes saved × people × consumption, on an average day of the year; records are taken as
    independent, so the standard error is the root of the sum of (standard error × minutes × people × consumption)².
    People who only get a way by a project are not valued: no minutes are known for them. Raises as
    `Consumption.check`.
    """
    people, kinds = appraisal.plan.people, appraisal.kinds
    consumption.check(people, kinds)
    market = np.array([kind == consumption.market_kind for kind in kinds])
    gain, variance = np.zeros(len(appraisal.plan.projects)), np.zeros(len(appraisal.plan.projects))
    shares = appraisal.terms.season_shares()
    for record in records:
        group = np.ones(len(people))
        if record.people != ALL:
            group = consumption.farm_share if record.people == FARM else 1 - consumption.farm_share
        counted = market if record.facility == MARKET else ~market
        weight = counted[:, None] * (people.population * consumption.pc_idr * group)
        by_season = [season.counter.minutes_saved(season.edits, weight) for season in appraisal.seasons]
        year = _MONTHS * (shares @ np.stack(by_season))
        gain += record.mean * year
        variance += (record.standard_error * year) ** 2
    return RupiahGains(gain, np.sqrt(variance), tuple(records))


def rupiah_table(appraisal: Appraisal, gains: RupiahGains) -> pa.Table:
    """A row for each project in the order of the ranking: `project_id`, `gain_idr_a_year`, `standard_error_idr`,
    `low_idr`, `high_idr` (95%), whole rupiah; `certainty`, "asumsi" where any of it is assumed.
    """
    order = appraisal.ranking()
    gain, error = gains.gain_idr[order], gains.standard_error_idr[order]
    amounts = {
        "gain_idr_a_year": gain,
        "standard_error_idr": error,
        "low_idr": gain - _WIDTH * error,
        "high_idr": gain + _WIDTH * error,
    }
    names = appraisal.plan.projects.project_id
    return pa.table(
        {
            "project_id": pa.array([names[row] for row in order.tolist()], pa.string()),
            **{
                name: pa.array([round(value) for value in values.tolist()], pa.int64())
                for name, values in amounts.items()
            },
            "certainty": ["asumsi" if gains.assumed else "bukti"] * len(order),
        }
    )
