"""The assistance that the demo's households already receive, with the imperfect aim of lists in life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import lists, reference
from merata.demo.population import KABUPATEN, KOTA, SNAPSHOT, Population
from merata.tables.catalogue import TABLES

YEARS = (2023, 2024, 2025)

_PART = 102
_AMOUNTS = pa.schema({"programme_id": pa.string(), "component": pa.string(), "annual_idr": pa.int64()})
_PKH_CHANCE = np.array([0.02, 0.56, 0.42, 0.24, 0.10, 0.02, 0.01, 0.0, 0.0, 0.0, 0.0])
_SEMBAKO_CHANCE = np.array([0.03, 0.62, 0.52, 0.38, 0.24, 0.10, 0.01, 0.005, 0.0, 0.0, 0.0])
"""Chance to be on the list by desil (index 0: desil not determined); an assumption."""
_PKH_MEMBERS = 4
_RASTRADA_FAMILIES = {2023: 9_514, 2024: 9_514, 2025: 7_751}
"""Families on Kota Blitar's rice list (Radio Mayangkara, 28 October 2025); 2023 is assumed equal to 2024."""
_BLT_FAMILIES = (15, 41)
"""Families that a desa pays, least and one more than most, within 15% of an average Dana Desa (assumption)."""
_AIM_SCATTER = 1.6
"""How many desil a village's or city's own list strays from the registry's order (assumption)."""
_WORKERS_LISTED = {2023: 0.75, 2024: 0.85, 2025: 1.0}
"""Share of tobacco workers on the Bupati's list; clove farms came in 2025; earlier years are assumed."""


@dataclass(frozen=True, slots=True)
class Aid:
    """What each household received: rupiah a year by (programme, year), arrays by household."""

    annual_idr: Mapping[tuple[str, int], NDArray[np.int64]]

    def monthly_pc_idr(self, year: int, size: NDArray[np.int64]) -> NDArray[np.float64]:
        """All aid of `year` per person per month."""
        total = np.zeros(size.size)
        for (_, paid), annual in self.annual_idr.items():
            if paid == year:
                total += annual
        return total / 12 / size

    def received(self, year: int) -> NDArray[np.bool_]:
        """Flags of the households that received anything in `year`."""
        of_year = [annual > 0 for (_, paid), annual in self.annual_idr.items() if paid == year]
        return np.asarray(np.logical_or.reduce(of_year), np.bool_)

    def benefits(self, household_ids: pa.Array) -> pa.Table:
        """The `benefits` table: a row for each household, programme and year with something received."""
        parts = []
        for (programme, year), annual in self.annual_idr.items():
            at = np.flatnonzero(annual)
            rows = {
                "household_id": household_ids.take(pa.array(at)),
                "programme_id": pa.repeat(programme, at.size),
                "year": pa.repeat(pa.scalar(year, pa.int64()), at.size),
                "annual_idr": annual[at],
            }
            parts.append(pa.table(rows, schema=TABLES["benefits"].arrow))
        return pa.concat_tables(parts)

    def delivered(self, villages: pa.Table, village: NDArray[np.int64]) -> pa.Table:
        """Payments by programme, year and village, in the columns of `delivered` without its identifier."""
        rows: list[dict[str, object]] = []
        codes = villages["village_code"].to_pylist()
        for (programme, year), annual in self.annual_idr.items():
            households = np.bincount(village, weights=annual > 0, minlength=len(codes)).astype(np.int64)
            amount = np.bincount(village, weights=annual, minlength=len(codes)).astype(np.int64)
            rows.extend(
                {
                    "year": year,
                    "lever": "assistance",
                    "item_id": programme,
                    "village_code": codes[at],
                    "households": int(households[at]),
                    "amount_idr": int(amount[at]),
                }
                for at in np.flatnonzero(households)
            )
        return pa.Table.from_pylist(rows)


def programmes() -> pa.Table:
    """The `programmes` table: assistance that is given in Blitar, and the empowerment programme of the demo."""
    return reference.read("assistance", TABLES["programmes"].arrow)


def build(population: Population, villages: pa.Table, *, seed: int, scale: float) -> Aid:
    """Draw who receives what in each of `YEARS`."""
    rng = np.random.default_rng([seed, _PART])
    rupiah = amounts()
    desil, count = population.desil, population.desil.size
    components = _pkh_components(population, rupiah)
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[population.village]
    type_ = villages["type"].to_numpy(zero_copy_only=False)[population.village]
    lasting = {name: rng.random(count) for name in ("pkh", "sembako", "aim")}
    workers = _tobacco_workers(population)
    desa_quota = np.maximum(rng.integers(*_BLT_FAMILIES, len(villages)) * scale, 1).round().astype(np.int64)
    annual: dict[tuple[str, int], NDArray[np.int64]] = {}
    for year in YEARS:
        draw = {name: lists.renewed(kept, rng) for name, kept in lasting.items()}
        pkh = np.where(draw["pkh"] < _PKH_CHANCE[desil], components, 0)
        basic = rupiah["sembako", "family"] + (rupiah["sembako", "extra_2025"] if year == SNAPSHOT.year else 0)
        sembako = np.where(draw["sembako"] < _SEMBAKO_CHANCE[desil], basic, 0)
        rank = lists.strayed(desil, draw["aim"], _AIM_SCATTER)
        free = (pkh == 0) & (sembako == 0)
        rastrada = lists.lowest(rank, free & (regency == KOTA), round(_RASTRADA_FAMILIES[year] * scale))
        blt = lists.lowest_by_village(rank, free & (type_ == "desa"), population.village, desa_quota)
        listed = rng.binomial(workers, _WORKERS_LISTED[year]) * (regency == KABUPATEN)
        annual["pkh", year] = pkh
        annual["sembako", year] = sembako
        annual["rastrada", year] = rastrada * rupiah["rastrada", "family"]
        annual["blt_dana_desa", year] = blt * rupiah["blt_dana_desa", "family"]
        annual["blt_dbhcht", year] = listed * rupiah["blt_dbhcht", "worker"]
    return Aid(annual)


def amounts() -> dict[tuple[str, str], int]:
    """Rupiah a year (or once) by programme and component: `facts/assistance_amounts.csv`."""
    rows = reference.read("assistance_amounts", _AMOUNTS).to_pylist()
    return {(row["programme_id"], row["component"]): row["annual_idr"] for row in rows}


def _pkh_components(population: Population, amounts: Mapping[tuple[str, str], int]) -> NDArray[np.int64]:
    """Rupiah a year that PKH would pay each household: its highest component for at most four members."""
    persons, age = population.persons, population.age
    level = persons["school_level"]
    value = np.zeros(age.size, np.int64)
    by_person = {
        "elderly": age >= 60,
        "SD": _is(level, "SD"),
        "SMP": _is(level, "SMP"),
        "SMA": _is(level, "SMA"),
        "severe_disability": persons["severe_disability"].to_numpy(),
        "under_seven": age < 7,
        "pregnant": persons["pregnant"].to_numpy(),
    }
    for component, holds in by_person.items():
        value = np.maximum(value, np.where(holds, amounts["pkh", component], 0))
    order = np.lexsort((-value, population.member_of))
    start = np.cumsum(population.size) - population.size
    place = np.arange(age.size) - start[population.member_of[order]]
    counted = np.where(place < _PKH_MEMBERS, value[order], 0)
    total = np.bincount(population.member_of[order], weights=counted, minlength=population.size.size)
    return total.astype(np.int64)


def _is(column: pa.ChunkedArray, value: str) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.equal(column, value), fill_value=False).to_numpy(), np.bool_)


def _tobacco_workers(population: Population) -> NDArray[np.int64]:
    workers = population.persons["tobacco_worker"].to_numpy()
    return np.bincount(population.member_of, weights=workers, minlength=population.size.size).astype(np.int64)
