"""The synthetic households and persons of every village, with the hidden score behind their traits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo import dwellings, families, livelihoods, settlement
from merata.demo.families import RELATIONS, Families
from merata.demo.livelihoods import LEVELS, Livelihoods
from merata.demo.naming import numbered, random_hashes
from merata.tables.catalogue import SECTORS

SNAPSHOT = datetime.date(2025, 12, 31)
"""The day on which the registry was frozen; ages are completed years on it."""

KOTA = "35.72"
KABUPATEN = "35.05"
TOBACCO_WORKERS = 4_898
"""Workers of cigarette factories, tobacco and clove farms of the Kabupaten who were paid in stage 4 of 2025."""

_PART = 101
_VICTIM_PART, _DISABILITY_PART = 112, 113
_KOTA_LEVEL = 0.5
"""How much higher the city stands on the national scale than the score says, in its standard deviations."""
_NATION = NormalDist(mu=0.10, sigma=1.22)
"""The national distribution of the proxy that ranks families into desil (assumption)."""
_PROXY_SCATTER, _UNRANKED = 0.55, 0.03
_CHILD_UNTIL, _ELDERLY_FROM = 15, 60
_VICTIMS, _LEAST_VICTIMS, _VICTIM_FROM = 24, 3, 65
"""Recognised victims of grave violations of human rights or their heirs, at any scale at least, and from which age
(assumptions)."""


@dataclass(frozen=True, slots=True)
class Population:
    """Tables `households` and `persons`, and beside them what nobody in life could see.

    Arrays by household: `village` (index into the villages table, ascending), `size`, `score` (mean 0, standard
    deviation 1), `desil` (0 where not determined). By person:
    `member_of` (household index) and `age`.
    """

    households: pa.Table
    persons: pa.Table
    village: NDArray[np.int64]
    size: NDArray[np.int64]
    score: NDArray[np.float64]
    desil: NDArray[np.int64]
    member_of: NDArray[np.int64]
    age: NDArray[np.int64]


def build(villages: pa.Table, *, seed: int, scale: float) -> Population:
    """Draw everyone. `villages` is the catalogue's table with urban, side_of_brantas and minutes_to_market."""
    rng = np.random.default_rng([seed, _PART])
    people = settlement.village_persons(villages["population"].to_numpy(), scale)
    village, size = settlement.household_sizes(people, settlement.village_households(people), rng)
    members = families.build(size, rng)
    advantage = livelihoods.village_advantage(villages, rng)
    urban = villages["urban"].to_numpy(zero_copy_only=False).astype(np.bool_)[village]
    lives = livelihoods.build(members, advantage[village], urban, rng)
    regency = villages["regency_code"].to_numpy(zero_copy_only=False)[village]
    desil = _desil(lives.score + _KOTA_LEVEL * (regency == KOTA), rng)
    ids = numbered("H", size.size, 7)
    farming = lives.sector[members.start] == SECTORS.index("farming")
    households = pa.table(
        {
            "household_id": ids,
            "village_code": villages["village_code"].take(pa.array(village)),
            "kk_hash": random_hashes(size.size, rng),
            "size": size,
            "desil": pa.array(desil, mask=desil == 0),
            **_composition(members, lives, size.size),
            **dwellings.build(lives.score, size, urban, farming, rng),
        }
    )
    in_kabupaten = (regency == KABUPATEN)[members.household]
    persons = _persons(members, lives, ids, in_kabupaten, round(TOBACCO_WORKERS * scale), rng)
    victims = _victims(members.age, max(_LEAST_VICTIMS, round(_VICTIMS * scale)), seed)
    persons = persons.append_column("rights_violation_victim", pa.array(victims))
    persons = persons.append_column(
        "disability", _disability(persons["severe_disability"].to_numpy(), members.age, seed)
    )
    return Population(households, persons, village, size, lives.score, desil, members.household, members.age)


def _desil(proxy: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """National decile of a noisy proxy, 1 poorest; 0 where the registry has not ranked the family."""
    noisy = proxy + rng.normal(0.0, _PROXY_SCATTER, proxy.size)
    cuts = [_NATION.inv_cdf(tenth / 10) for tenth in range(1, 10)]
    return np.where(rng.random(proxy.size) < _UNRANKED, 0, np.digitize(noisy, cuts) + 1)


def _named(codes: NDArray[np.int64], names: tuple[str, ...]) -> pa.Array:
    """Names by code; null where the code is −1."""
    indices = pa.array(codes.astype(np.int8), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names)).cast(pa.string())


def _sex(male: NDArray[np.bool_]) -> pa.Array:
    return _named(male.astype(np.int64), ("female", "male"))


def _composition(members: Families, lives: Livelihoods, count: int) -> dict[str, pa.Array]:
    """The registry columns that follow from the members."""
    head = members.start

    def members_where(condition: NDArray[np.bool_]) -> pa.Array:
        return pa.array(np.bincount(members.household, weights=condition, minlength=count).astype(np.int64))

    return {
        "children": members_where(members.age < _CHILD_UNTIL),
        "elderly": members_where(members.age >= _ELDERLY_FROM),
        "head_sex": _sex(members.male[head]),
        "head_age": pa.array(members.age[head]),
        "head_schooling_years": pa.array(lives.schooling_years[head]),
        "head_sector": _named(lives.sector[head], SECTORS),
    }


def _persons(
    members: Families,
    lives: Livelihoods,
    household_ids: pa.Array,
    in_kabupaten: NDArray[np.bool_],
    tobacco_workers: int,
    rng: np.random.Generator,
) -> pa.Table:
    count, age = members.age.size, members.age
    fertile = ~members.male & (age >= 17) & (age <= 44) & np.isin(members.relation, (0, 1))
    disability = 0.007 + 0.012 * (age >= _ELDERLY_FROM)
    return pa.table(
        {
            "person_id": numbered("P", count, 8),
            "household_id": household_ids.take(pa.array(members.household)),
            "nik_hash": random_hashes(count, rng),
            "sex": _sex(members.male),
            "birth_date": _birth_dates(age, rng),
            "relation": _named(members.relation, RELATIONS),
            "schooling_years": lives.schooling_years,
            "school_level": _named(lives.level, LEVELS),
            "school_grade": _grade(lives),
            "work_sector": _named(lives.sector, SECTORS),
            "tobacco_worker": _tobacco(lives.sector, in_kabupaten, tobacco_workers, rng),
            "severe_disability": rng.random(count) < disability,
            "pregnant": fertile & (rng.random(count) < 0.075),
        }
    )


def _grade(lives: Livelihoods) -> pa.Array:
    """The class sat in: one more than the years completed; null for whoever is not at school, or beyond it."""
    pupil = (lives.level >= 0) & (lives.level < LEVELS.index("tertiary"))
    return pa.array(lives.schooling_years + 1, mask=~pupil)


def _disability(severe: NDArray[np.bool_], age: NDArray[np.int64], seed: int) -> pa.Array:
    """Any disability: the severe ones and, one and a half times as many, others, more with age (assumption)."""
    rng = np.random.default_rng([seed, _DISABILITY_PART])
    return pa.array(severe | (rng.random(age.size) < 0.010 + 0.030 * (age >= _ELDERLY_FROM)))


def _victims(age: NDArray[np.int64], count: int, seed: int) -> NDArray[np.bool_]:
    victim = np.zeros(age.size, np.bool_)
    old = np.flatnonzero(age >= _VICTIM_FROM)
    rng = np.random.default_rng([seed, _VICTIM_PART])
    victim[rng.choice(old, min(count, old.size), replace=False)] = True
    return victim


def _birth_dates(age: NDArray[np.int64], rng: np.random.Generator) -> pa.Array:
    """A random day of the year in which a person was born who completed `age` years by the snapshot."""
    year = (SNAPSHOT.year - age - 1970).astype("datetime64[Y]")
    first = year.astype("datetime64[D]")
    length = ((year + np.timedelta64(1, "Y")).astype("datetime64[D]") - first).astype(np.int64)
    day = np.floor(rng.random(age.size) * length).astype("timedelta64[D]")
    return pa.array((first + day).astype(np.int32), pa.int32()).cast(pa.date32())


def _tobacco(
    sector: NDArray[np.int64], in_kabupaten: NDArray[np.bool_], count: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Exactly `count` workers (or all, if fewer) of the Kabupaten's industry and, less often, its farms."""
    industry, farming = SECTORS.index("industry"), SECTORS.index("farming")
    weight = np.select([sector == industry, sector == farming], [1.0, 0.15], 0.0) * in_kabupaten
    key = rng.exponential(size=sector.size) / np.maximum(weight, 1e-12)
    worker = np.zeros(sector.size, np.bool_)
    worker[np.argsort(key)[: min(count, int((weight > 0).sum()))]] = True
    return worker
