"""Synthetic markets, health facilities and schools: as many as published, near the villages' points."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo.facts import REGIONS, statistic
from merata.demo.links import distances_km
from merata.demo.plane import to_degrees, to_km
from merata.stats.rounding import apportion
from merata.tables.catalogue import TABLES

PART = 12
"""This module's part of the seed."""

KABUPATEN, KOTA = "35.05", "35.72"

ASSUMED_COUNTS = {
    (KOTA, "market"): 4,
    (KABUPATEN, "junior_school"): 118,
    (KOTA, "junior_school"): 17,
    (KABUPATEN, "senior_school"): 58,
    (KOTA, "senior_school"): 24,
}
"""Counts that no source at hand gives: assumptions, private schools included."""

_PUBLISHED = {
    (KABUPATEN, "market"): ("public_markets", "2025"),
    (KABUPATEN, "puskesmas"): ("puskesmas", "2020"),
    (KOTA, "puskesmas"): ("puskesmas", "2020"),
    (KABUPATEN, "hospital"): ("hospitals", "2020"),
    (KOTA, "hospital"): ("hospitals", "2020"),
    (KABUPATEN, "primary_school"): ("primary_schools", "2025"),
    (KOTA, "primary_school"): ("sd_negeri", "2025"),
}
_NAMES = {
    "market": "Pasar",
    "puskesmas": "Puskesmas",
    "hospital": "RS",
    "primary_school": "SD",
    "junior_school": "SMP",
    "senior_school": "SMA/SMK",
}
_ONE_FOR_EACH_KECAMATAN = ("puskesmas",)
_IN_TOWNS = ("market", "hospital", "senior_school")


def count(regency_code: str, kind: str) -> int:
    """How many facilities of a kind a regency has: published where a source is at hand, else assumed."""
    if (regency_code, kind) in _PUBLISHED:
        indicator, year = _PUBLISHED[regency_code, kind]
        return int(statistic(REGIONS[regency_code], indicator, year).value)
    return ASSUMED_COUNTS[regency_code, kind]


def build(villages: pa.Table, seed: int) -> pa.Table:
    """The `facilities` table: every kind in every regency of `villages`, at synthetic places."""
    rng = np.random.default_rng([seed, PART])
    points = to_km(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
    apart = distances_km(points)
    np.fill_diagonal(apart, np.inf)
    reach = 0.4 * apart.min(axis=1)
    regency = np.array(villages["regency_code"].to_pylist())
    tables = []
    for kind in _NAMES:
        for code in REGIONS:
            members = np.flatnonzero(regency == code)
            homes = members[_homes(villages.take(pa.array(members)), kind, count(code, kind), rng)]
            tables.append(_placed(villages, kind, homes, points[homes], reach[homes], rng))
    table = pa.concat_tables(tables)
    ids = pa.array([f"F{number:04d}" for number in range(1, len(table) + 1)])
    return table.add_column(0, "facility_id", ids).cast(TABLES["facilities"].arrow)


def leg_minutes(villages: pa.Table, facilities: pa.Table) -> NDArray[np.float64]:
    """Minutes from each facility's village point to it: a detour of 1.4 at 20 km/h, and 2 minutes to start."""
    index = {code: at for at, code in enumerate(villages["village_code"].to_pylist())}
    home = np.array([index[code] for code in facilities["village_code"].to_pylist()], dtype=np.int64)
    points = to_km(villages["longitude"].to_numpy()[home], villages["latitude"].to_numpy()[home])
    places = to_km(facilities["longitude"].to_numpy(), facilities["latitude"].to_numpy())
    minutes: NDArray[np.float64] = 2.0 + 1.4 * np.hypot(*(places - points).T) / 20.0 * 60.0
    return minutes


def _homes(villages: pa.Table, kind: str, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions in `villages` (of one regency) at which the `number` facilities of a kind stand."""
    population = villages["population"].to_numpy().astype(np.float64)
    if kind == "primary_school":
        return np.repeat(np.arange(len(villages)), apportion(number, population))
    kecamatan = np.array(villages["kecamatan_code"].to_pylist())
    codes, at = np.unique(kecamatan, return_inverse=True)
    people = np.bincount(at, weights=population)
    least = 1 if kind in _ONE_FOR_EACH_KECAMATAN else 0
    shares = apportion(number - least * len(codes), people.astype(np.float64)) + least
    town = _town_pull(villages) if kind in _IN_TOWNS else np.ones(len(villages))
    chosen = []
    for place, wanted in enumerate(shares.tolist()):
        members = np.flatnonzero(at == place)
        rank = rng.exponential(size=len(members)) / (population * town)[members]
        chosen.append(np.resize(members[np.argsort(rank, kind="stable")], wanted))
    return np.concatenate(chosen)


def _town_pull(villages: pa.Table) -> NDArray[np.float64]:
    """How strongly a village draws markets, hospitals and senior schools: kelurahan and dense places more."""
    kelurahan = np.array(villages["type"].to_pylist()) == "kelurahan"
    density = villages["population"].to_numpy() / villages["area_km2"].to_numpy()
    pull: NDArray[np.float64] = (density / density.mean()) * np.where(kelurahan, 4.0, 1.0)
    return pull


def _placed(
    villages: pa.Table,
    kind: str,
    homes: NDArray[np.int64],
    points_km: NDArray[np.float64],
    reach_km: NDArray[np.float64],
    rng: np.random.Generator,
) -> pa.Table:
    """Facilities of one kind within `reach_km` of their villages' points, numbered where a name has several."""
    angle = rng.uniform(0.0, 2.0 * np.pi, len(homes))
    away = reach_km * np.sqrt(rng.random(len(homes)))
    place = to_degrees(points_km + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    names = villages["name"].take(pa.array(homes)).to_pylist()
    same = [names[:at].count(name) for at, name in enumerate(names)]
    numbered = [
        f"{name} {before + 1}" if names.count(name) > 1 else name for name, before in zip(names, same, strict=True)
    ]
    return pa.table(
        {
            "kind": pa.array([kind] * len(homes), pa.string()),
            "name": [f"{_NAMES[kind]} {name} (sintetis)" for name in numbered],
            "village_code": villages["village_code"].take(pa.array(homes)),
            "latitude": np.round(place[:, 1], 6),
            "longitude": np.round(place[:, 0], 6),
        }
    )
