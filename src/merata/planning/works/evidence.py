"""What the effect of works rests on: each work's own record, or what the minutes that it saves are worth.

Never both. By its own record a household gains the share of its village that is served times the record's effect. By
minutes it gains the minutes that its village saves times the effect per minute for people like it, farm households or
others, on the way to a market or to another facility.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from merata.access.projects.rupiah_records import ALL, FARM, MARKET, OTHER, RupiahRecord
from merata.errors import InputError
from merata.planning.choices.candidates import Floats, Integers
from merata.planning.effects import PER_MINUTE, Effect
from merata.planning.population import Population
from merata.planning.works.joint_works import ROAD_KIND, SERVING, MinutesSaved, Rule

FARMING = "farming"
"""The sector of the head's main work that makes a farm household."""


@dataclass(frozen=True, slots=True)
class WorkEvidence:
    """The `effects` that works rest on, and the rule that leads to them from minutes.

    `holds`: by basis (a work's own record, or the kind of facility) its records, each with how far it holds for every
    household (n, 0 to 1; None: wholly for all). A record belongs to one basis. `notes` say what is assumed.
    """

    serving: Rule
    effects: Mapping[str, Effect]
    holds: Mapping[str, Mapping[str, Floats | None]]
    notes: tuple[str, ...] = ()

    @property
    def by_minutes(self) -> bool:
        """Whether minutes are what counts."""
        return isinstance(self.serving, MinutesSaved)

    def basis(self, row: Mapping[str, Any], facility: str) -> str:
        """The basis of a work (a row of `projects`) that is counted by the way to a kind of facility."""
        if not self.by_minutes:
            return str(row["evidence_id"])
        return MARKET if facility == ROAD_KIND else OTHER

    def mean(self, basis: str) -> float:
        """What a whole share, or a minute, is worth on a basis, summed over its records, a share of welfare: by this it
        is told which way of a village is worth most.
        """
        return sum(self.effects[name].mean for name in self.holds[basis])

    def gains(self, population: Population, shares: Mapping[str, Floats]) -> dict[str, tuple[Integers, Floats]]:
        """By record, the households of the villages served and what each gains, a share of own welfare; from `shares`
        (or minutes) of the villages (v), by basis.
        """
        found = {}
        for basis, share in shares.items():
            for name, part in self.holds[basis].items():
                gain = share[population.village] * self.effects[name].mean
                gain = gain if part is None else gain * part
                rows = np.flatnonzero(gain)
                found[name] = (rows, gain[rows])
        return found

    def value(self, population: Population, basis: str, slope_share: Mapping[str, Floats]) -> Floats:
        """What a whole share, or a minute, in each village (v) is worth at the slopes (n, by record)."""
        count = population.villages.num_rows
        worth = np.zeros(count)
        for name, part in self.holds[basis].items():
            slope = slope_share[name] if part is None else slope_share[name] * part
            worth += self.effects[name].mean * np.bincount(population.village, slope, count)
        return worth

    def households(self, population: Population, shares: Mapping[str, Floats]) -> int:
        """How many households are served, each counted once at most; by minutes, all of the villages that save any."""
        members = np.bincount(population.village, minlength=population.villages.num_rows)
        total = sum(shares.values(), start=np.zeros(members.size))
        part = (total > 0).astype(np.float64) if self.by_minutes else np.minimum(total, 1.0)
        return round(float(members @ part))


def own_evidence(effects: Mapping[str, Effect], serving: Rule = SERVING) -> WorkEvidence:
    """Every work rests on its own record, for all households alike."""
    return WorkEvidence(serving, effects, {name: {name: None} for name in effects})


def minutes_evidence(population: Population, records: Sequence[RupiahRecord]) -> WorkEvidence:
    """Works rest on `records` of what a minute saved adds to the consumption of farm and other households.

    A household farms if the main work of its head does (`head_sector`); where that is not known it counts with the
    share among those where it is. Raises `InputError` where there is no record for markets, or for other facilities,
    and for records by which a minute saved is a loss.
    """
    kinds = {record.facility for record in records}
    faults = [
        f"no effect for {kind} facilities; give one, of mean 0 if need be"
        for kind in (MARKET, OTHER)
        if kind not in kinds
    ]
    faults += [f"{one.effect_id}: a minute saved is a loss ({one.mean:g})" for one in records if one.mean < 0]
    if faults:
        raise InputError(f"the effects per minute cannot be used for a plan: {'; '.join(faults)}")
    farm, note = _farm(population)
    holds: dict[str, dict[str, Floats | None]] = {MARKET: {}, OTHER: {}}
    effects = {}
    for record in records:
        name = f"minutes:{record.effect_id}"
        part = None if record.people == ALL else farm if record.people == FARM else 1.0 - farm
        holds[record.facility][name] = part
        effects[name] = Effect(
            name, record.mean, record.standard_error, PER_MINUTE, record.assumed, record.source, record.certainty
        )
    return WorkEvidence(MinutesSaved(), effects, holds, (_worth(records), *note))


def _worth(records: Sequence[RupiahRecord]) -> str:
    told = ", ".join(f"{one.effect_id} {one.mean:g} ± {one.standard_error:g}" for one in records)
    assumed = any(one.assumed for one in records)
    of_id, of_en = ("asumsi: ", "assumption: ") if assumed else ("", "")
    return (
        f"{of_id}bagian konsumsi yang ditambah satu menit yang dihemat sekali jalan: {told} / {of_en}share of "
        "consumption that a minute saved one way adds"
    )


def _farm(population: Population) -> tuple[Floats, tuple[str, ...]]:
    """How far each household is a farm household, and a note where the registry does not tell it of all."""
    if "head_sector" not in population.frame.column_names:
        return np.zeros(len(population)), (_UNTOLD,)
    sector = population.frame["head_sector"]
    farms = np.asarray(pc.equal(sector, FARMING).cast("float64").fill_null(np.nan).to_numpy(), dtype=np.float64)
    unknown = np.isnan(farms)
    if unknown.all():
        return np.zeros(len(population)), (_UNTOLD,)
    if not unknown.any():
        return farms, ()
    share = float(farms[~unknown].mean())
    note = (
        f"{unknown.sum():,} rumah tangga tanpa head_sector dihitung {share:.0%} tani (asumsi) / {unknown.sum():,} "
        f"households without head_sector count as {share:.0%} farm households (assumption)"
    )
    return np.where(unknown, share, farms), (note,)


_UNTOLD = (
    "tanpa head_sector, tidak ada rumah tangga yang dihitung sebagai rumah tangga tani (asumsi) / without head_sector "
    "no household counts as a farm household (assumption)"
)
