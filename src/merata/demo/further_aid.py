"""Aid from every other purse: premiums, schools, rice, houses, the province, and partners; and the lists' mistakes.

True consumption as `welfare` draws it already holds this aid: it is part of what a family lives on, unlike that of
`aid`, which comes on top. So nothing here moves the calibrated figures. Beside lists that stray by themselves,
a few combinations that the rules forbid are planted, so that a check of overlaps has something to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import health_insurance, housing, lists
from merata.demo.aid import Aid, amounts
from merata.demo.population import KABUPATEN, KOTA, SNAPSHOT, Population

_PART = 111
_YEAR = SNAPSHOT.year
_PIP_CHANCE = np.array([0.15, 0.72, 0.66, 0.58, 0.46, 0.26, 0.12, 0.06, 0.03, 0.02, 0.01])
"""Chance of a pupil by the family's desil (index 0: not determined); an assumption."""
_PIP_CLASSES = (("SD", 1, 6), ("SMP", 7, 9), ("SMA", 10, 12))
"""Level, first and last class: the last pays half a year."""
_RICE_SCATTER = 1.4
_RICE_KOTA, _RICE_SHARE_KABUPATEN = 8_026, 0.20
"""Families on the national rice list: of the Kota as published, of the Kabupaten a share of all (assumption)."""
_PROVINCE_ELDERLY, _PROVINCE_WORKERS = 2_400, 1_200
_ZAKAT, _ZAKAT_DESIL = 3_000, 5
_NUTRITION, _NUTRITION_DESIL = 400, 4
_SCHOOL_PACK_VILLAGES, _SCHOOL_PACK_SHARE = 6, 0.6
"""Families, villages and shares of families that each list reaches: assumptions."""
_PLANTED = {"blt_dana_desa": 0.015, "beras": 0.02, "blt_dbhcht_provinsi": 0.01}
_LEAST_PLANTED = 3
"""Forbidden combinations, as shares of the one list that got the other's families too, and the fewest of each."""


@dataclass(frozen=True, slots=True)
class FurtherAid:
    """The aid, and what it left in the registry: columns of `households` and of `persons` by name."""

    aid: Aid
    households: Mapping[str, pa.Array]
    persons: Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class _Families:
    """What decides who is on a list: arrays by household; `given` is the aid that `aid` drew for the year."""

    population: Population
    given: Mapping[str, NDArray[np.int64]]
    regency: NDArray[np.object_]
    listed: NDArray[np.bool_]
    rank: NDArray[np.float64]
    scale: float

    def number(self, families: float) -> int:
        """So many families of the full scale, at this scale; at least one."""
        return max(1, round(families * self.scale))

    def with_member(self, members: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many members the flags by person hold for each household."""
        population = self.population
        return np.bincount(population.member_of[members], minlength=population.size.size).astype(np.int64)


def build(population: Population, villages: pa.Table, given: Aid, *, seed: int, scale: float) -> FurtherAid:
    """Draw the further aid of the snapshot's year, and of houses also the year before; `given` is the first aid."""
    rng = np.random.default_rng([seed, _PART])
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[population.village]
    overlooked = lists.overlooked(given.received(_YEAR), seed=seed)
    rupiah = amounts()
    insurance = health_insurance.build(population, regency, overlooked, rupiah, seed=seed)
    houses = housing.build(population, regency, rupiah, seed=seed, scale=scale)
    rank = lists.strayed(population.desil, rng.random(regency.size), _RICE_SCATTER)
    of_year = {programme: annual for (programme, year), annual in given.annual_idr.items() if year == _YEAR}
    families = _Families(population, of_year, regency, ~overlooked, rank, scale)
    annual = {
        "pip": _school_aid(families, rupiah, rng),
        "beras": _rice(families, rng) * rupiah["beras", "family"],
        "blt_dana_desa": _village_cash_again(families, villages, rng) * rupiah["blt_dana_desa", "family"],
        "pkh_plus": _elderly(families) * rupiah["pkh_plus", "family"],
        "blt_dbhcht_provinsi": _workers(families, rng) * rupiah["blt_dbhcht_provinsi", "worker"],
        "zakat_baznas": _zakat(families, rng) * rupiah["zakat_baznas", "family"],
        "tjsl_paket_sekolah": _school_packs(families, villages, rng) * rupiah["tjsl_paket_sekolah", "pupil"],
        "lsm_paket_gizi": _nutrition(families, villages, rng) * rupiah["lsm_paket_gizi", "family"],
    }
    drawn = {(programme, _YEAR): value for programme, value in annual.items()}
    return FurtherAid(
        aid=Aid({**insurance.annual_idr, **houses.annual_idr, **drawn}),
        households={"house_damage": houses.column},
        persons={"health_insurance": insurance.column},
    )


def _planted(
    programme: str, allowed: NDArray[np.bool_], of: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Flags of a few `allowed` families who get `programme` though its rules forbid it: a share of the list `of`."""
    count = max(_LEAST_PLANTED, round(_PLANTED[programme] * int(of.sum())))
    return lists.at_random(allowed, count, rng)


def _school_aid(
    families: _Families, rupiah: Mapping[tuple[str, str], int], rng: np.random.Generator
) -> NDArray[np.int64]:
    """PIP: rupiah a year of the family's pupils, by level, half in the last class of each."""
    population = families.population
    by_class = np.zeros(_PIP_CLASSES[-1][-1] + 1, np.int64)
    for level, first, last in _PIP_CLASSES:
        by_class[first : last + 1] = rupiah["pip", level]
        by_class[last] = rupiah["pip", f"{level}_final"]
    grade = pc.fill_null(population.persons["school_grade"], 0).to_numpy()
    pupil = np.flatnonzero(grade > 0)
    household = population.member_of[pupil]
    chosen = rng.random(pupil.size) < _PIP_CHANCE[population.desil[household]] * families.listed[household]
    paid = np.zeros(population.size.size, np.int64)
    np.add.at(paid, household[chosen], by_class[grade[pupil[chosen]]])
    return paid


def _rice(families: _Families, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The national rice list, which should leave out whoever has the Kota's own rice, and does not quite."""
    rastrada = families.given["rastrada"] > 0
    may = families.listed & ~rastrada
    kabupaten = families.regency == KABUPATEN
    few = families.number(_RICE_KOTA), round(_RICE_SHARE_KABUPATEN * int(kabupaten.sum()))
    kota = lists.lowest(families.rank, may & (families.regency == KOTA), few[0])
    return kota | lists.lowest(families.rank, may & kabupaten, few[1]) | _planted("beras", rastrada, rastrada, rng)


def _village_cash_again(families: _Families, villages: pa.Table, rng: np.random.Generator) -> NDArray[np.bool_]:
    """BLT Dana Desa to a few families who have PKH or Sembako, which its rules forbid."""
    desa = pc.equal(villages["type"], "desa").to_numpy()[families.population.village]
    national = (families.given["pkh"] > 0) | (families.given["sembako"] > 0)
    return _planted("blt_dana_desa", national & desa, families.given["blt_dana_desa"] > 0, rng)


def _elderly(families: _Families) -> NDArray[np.bool_]:
    """The province's PKH Plus: families with PKH and someone of 70 or over, the poorest by desil first."""
    old = families.with_member(families.population.age >= 70) > 0
    return lists.lowest(families.rank, old & (families.given["pkh"] > 0), families.number(_PROVINCE_ELDERLY))


def _workers(families: _Families, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The province's cash for cigarette workers: those of industry not on the Bupati's list, and a few who are."""
    bupati = families.given["blt_dbhcht"] > 0
    industry = pc.fill_null(pc.equal(families.population.persons["work_sector"], "industry"), fill_value=False)
    able = (families.with_member(industry.to_numpy()) > 0) & ~bupati
    chosen = lists.at_random(able, families.number(_PROVINCE_WORKERS), rng)
    return chosen | _planted("blt_dbhcht_provinsi", bupati, bupati, rng)


def _zakat(families: _Families, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Baznas of both regencies: poor families by desil, those without national aid three times as often."""
    able = families.listed & (families.population.desil <= _ZAKAT_DESIL)
    other = (families.given["pkh"] > 0) | (families.given["sembako"] > 0)
    able &= ~other | (rng.random(other.size) < 1 / 3)
    return lists.at_random(able, families.number(_ZAKAT), rng)


def _school_packs(families: _Families, villages: pa.Table, rng: np.random.Generator) -> NDArray[np.int64]:
    """A company's school packages: pupils of SD and SMP in the villages around it, rich or poor."""
    inside = np.zeros(len(villages), np.bool_)
    centre = int(rng.integers(len(villages)))
    places = np.column_stack([villages[name].to_numpy() for name in ("latitude", "longitude")])
    inside[np.argsort(np.hypot(*(places - places[centre]).T), kind="stable")[:_SCHOOL_PACK_VILLAGES]] = True
    grade = pc.fill_null(families.population.persons["school_grade"], 0).to_numpy()
    pupils = families.with_member((grade >= 1) & (grade <= 9))
    reached = inside[families.population.village] & (rng.random(pupils.size) < _SCHOOL_PACK_SHARE)
    return pupils * reached


def _nutrition(families: _Families, villages: pa.Table, rng: np.random.Generator) -> NDArray[np.bool_]:
    """An NGO's food for expectant mothers and children under two in the south."""
    population = families.population
    young = (population.age < 2) | population.persons["pregnant"].to_numpy()
    south = pc.equal(villages["side_of_brantas"], "selatan").to_numpy()[population.village]
    able = south & (families.with_member(young) > 0) & (population.desil <= _NUTRITION_DESIL)
    return lists.at_random(able & families.listed, families.number(_NUTRITION), rng)
