"""Two surveys made into microdata that know of programmes, ready to be split again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.evaluation.attribution_levers import Programme
from merata.evaluation.attribution_matching import DONORS, donors, expected_welfare, lean
from merata.evaluation.attribution_result import Reach
from merata.evaluation.attribution_snapshot import (
    Effects,
    Possibilities,
    Snapshot,
    Without,
    fit,
    possibilities,
    snapshot,
)
from merata.measurement.areas import poverty_lines
from merata.registry.frame import household_frame
from merata.tables import frames
from merata.tables.folder import Dataset

Floats = NDArray[np.float64]
Pair = tuple[Possibilities, Possibilities]


@dataclass(frozen=True, slots=True)
class Samples:
    """The two samples of the regencies asked for, their years, and the registered households there."""

    first: pa.Table
    second: pa.Table
    years: tuple[int, int]
    registry: pa.Table

    @property
    def regencies(self) -> tuple[str, ...]:
        """The codes of the regencies that both samples are of."""
        return tuple(sorted(pc.unique(self.registry["regency_code"]).to_pylist()))


def samples(dataset: Dataset, regency: str | None, years: tuple[int | None, int | None]) -> Samples:
    """The samples of `regency` (None: of every one that was surveyed at both dates); `years` None: earliest, latest.

    Raises `UsageError` for a regency or year without a sample and for years out of order; `InputError` where there is
    one year alone, or where no regency was surveyed at both dates.
    """
    survey = dataset.read("survey_households")
    if regency is not None:
        codes = sorted(pc.unique(survey["regency_code"]).to_pylist())
        if regency not in codes:
            raise UsageError(f"no household of {regency!r} is in the survey; it has {', '.join(codes) or 'none'}")
        survey = survey.filter(pc.equal(survey["regency_code"], regency))
    chosen = _years(survey, years)
    both = [
        set(pc.unique(survey.filter(pc.equal(survey["year"], year))["regency_code"]).to_pylist()) for year in chosen
    ]
    regencies = sorted(both[0] & both[1])
    if not regencies:
        raise InputError(f"no regency was surveyed both in {chosen[0]} and in {chosen[1]}; choose other years")
    survey = survey.filter(pc.is_in(survey["regency_code"], value_set=pa.array(regencies)))
    frame = household_frame(dataset)
    frame = frame.filter(pc.is_in(frame["regency_code"], value_set=pa.array(regencies)))
    first, second = (survey.filter(pc.equal(survey["year"], year)) for year in chosen)
    return Samples(first, second, chosen, frame)


def _years(survey: pa.Table, asked: tuple[int | None, int | None]) -> tuple[int, int]:
    there = sorted(pc.unique(survey["year"]).to_pylist())
    if len(there) < 2:
        raise InputError(
            f"survey_households has {', '.join(map(str, there)) or 'no year'}; a change needs the surveys of two years"
        )
    first = there[0] if asked[0] is None else asked[0]
    second = there[-1] if asked[1] is None else asked[1]
    if first not in there or second not in there or first >= second:
        raise UsageError(
            f"from {first} to {second}: expected two surveyed years in order, of {', '.join(map(str, there))}"
        )
    return first, second


@dataclass(frozen=True, slots=True)
class Material:
    """Both snapshots with their models of consumption without programmes; players of aid come first in `players`."""

    players: tuple[Programme, ...]
    snapshots: tuple[Snapshot, Snapshot]
    models: tuple[Without, Without]

    @property
    def active(self) -> tuple[list[int], list[int]]:
        """The players that any possibility has something of, at each date."""
        found = [np.concatenate([one.aid.any(axis=0), one.reached.any(axis=0)]) for one in self.snapshots]
        return np.flatnonzero(found[0]).tolist(), np.flatnonzero(found[1]).tolist()

    def pair(self, effects: Effects, factors: Sequence[Floats], masses: Sequence[Floats]) -> Pair:
        """The possibilities at both dates under `effects`; `factors` multiply weights, `masses` those of donors."""
        found = [
            possibilities(one, effects, model, mass=mass, factor=factor)
            for one, model, factor, mass in zip(self.snapshots, self.models, factors, masses, strict=True)
        ]
        return found[0], found[1]


def effects_at(players: Sequence[Programme], normal: dict[str, float]) -> Effects:
    """The players' effects, `normal` standard errors (by evidence_id, 0 where not named) off their means.

    Pass-through is never below nothing: aid does not make anybody poorer.
    """

    def drawn(one: Programme) -> float:
        return one.effect.mean + one.effect.standard_error * normal.get(one.effect.evidence_id, 0.0)

    return Effects(
        passed=np.array([max(drawn(one), 0.0) for one in players if one.lever == "assistance"]),
        raised=np.array([drawn(one) for one in players if one.lever != "assistance"]),
    )


def material(
    dataset: Dataset,
    found: Samples,
    players: Sequence[Programme],
    *,
    lists_know: float = 0.0,
    count: int = DONORS,
) -> Material:
    """Match both samples with the registry (`count` donors each), and fit consumption without programmes.

    `lists_know` as in `Without`. Where a regency has no poverty line in one of the years, its households' line is NaN.
    """
    ordered = (
        *(one for one in players if one.lever == "assistance"),
        *(one for one in players if one.lever != "assistance"),
    )
    lines = [poverty_lines(dataset, year) for year in found.years]
    snapshots, models = [], []
    for date, sample in enumerate((found.first, found.second)):
        expected = expected_welfare(sample, found.registry)
        rows = donors(sample, found.registry, expected, count=count)
        given = [_given(one, date, sample, found.registry, rows) for one in ordered]
        paid = sum(one.lever == "assistance" for one in ordered)
        stacked = np.stack(given, axis=2) if given else np.zeros((*rows.shape, 0))
        codes = sample["regency_code"].to_pylist()
        weight = frames.numbers(sample, "weight", "survey_households") * frames.numbers(sample, "size")
        snapshots.append(
            snapshot(
                frames.numbers(sample, "consumption_pc_idr", "survey_households"),
                weight,
                np.array([[line.get(code, np.nan) for code in codes] for line in lines]),
                expected[0],
                aid=stacked[:, :, :paid],
                reached=stacked[:, :, paid:],
                lean=lean(found.registry, expected[1])[rows] if lists_know else None,
            )
        )
        models.append(fit(snapshots[-1], effects_at(ordered, {}), lists_know=lists_know))
    return Material(ordered, (snapshots[0], snapshots[1]), (models[0], models[1]))


def _given(one: Programme, date: int, sample: pa.Table, registry: pa.Table, rows: NDArray[np.int64]) -> Floats:
    """What each sampled household's donors had (n × d); of what villages have, its own village's where it is known."""
    values = one[date]
    borrowed = values[rows]
    if not one.of_village:
        return borrowed
    codes = registry["village_code"].combine_chunks().dictionary_encode()
    of_village = np.zeros(len(codes.dictionary))
    of_village[codes.indices.to_numpy()] = values
    at = pc.fill_null(pc.index_in(sample["village_code"].cast(pa.string()), value_set=codes.dictionary), -1)
    own = at.to_numpy().astype(np.int64)
    return np.where(own[:, None] >= 0, of_village[own][:, None], borrowed)


def reach(found: Material, pair: Pair, registry: pa.Table) -> tuple[Reach, ...]:
    """How many registered households each player reached, and how much of it the matched survey stands for."""
    size = frames.numbers(registry, "size")
    payers = found.snapshots[0].aid.shape[1]
    rows = []
    for place, one in enumerate(found.players):
        shares: list[float | None] = []
        for date in (0, 1):
            recorded = float(one[date] @ size)
            people = pair[date]
            effect = one.effect.mean
            if place < payers:
                stands_for = float(people.aid[:, place] @ people.persons) / effect if effect else 0.0
            else:
                gained = (people.factor[:, place - payers] - 1.0) @ people.persons
                stands_for = float(gained) / effect if effect else 0.0
            shares.append(stands_for / recorded if recorded and effect else None)
        households = (int(np.count_nonzero(one.first)), int(np.count_nonzero(one.second)))
        rows.append(Reach(one.name, households, (shares[0], shares[1])))
    return tuple(rows)
