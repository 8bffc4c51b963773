"""Invented registries with gaps, and the facts of one of their households looked up one by one.

Whole tables as a dataset has them, so that gathering them is tried as well.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from merata.programmes.assessment.asked import Asked
from merata.programmes.decisions.one_household import Household
from merata.programmes.facts import FACTS
from merata.tables.catalogue import TABLES
from merata.tables.schema import Column, Kind

MISSING = 0.06
_REGENCIES = ("35.05", "35.72", "35.06")
_WHOLE = {"desil": 7, "size": 6, "school_grade": 12, "electricity_va": 2200}
Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


def invented(seed: int, count: int, asked: Asked, day: date) -> Tables:
    """`count` households in few villages, with members and lists of recipients, as rows of the tables.

    A fact is missing one time in sixteen; a tenth of the households has no member, and one is elsewhere.
    """
    rng = np.random.default_rng([seed, count])
    villages = [
        {"village_code": f"{regency}.01.{number}", "regency_code": regency, "type": kind}
        | _drawn(rng, "villages", asked.columns("village") - {"regency_code", "type"})
        for number, (regency, kind) in enumerate((r, k) for r in _REGENCIES for k in ("desa", "kelurahan"))
    ]
    homes = [
        {"household_id": f"h{number:04d}", "village_code": villages[rng.integers(len(villages))]["village_code"]}
        | _drawn(rng, "households", asked.columns("household"))
        for number in rng.permutation(count)
    ]
    persons = [
        {"household_id": home["household_id"]} | _drawn(rng, "persons", asked.columns("person") | {"school_level"}, day)
        for home in [*homes, {"household_id": "elsewhere"}]
        for _ in range(0 if rng.random() < 0.1 else rng.integers(1, 6))
    ]
    benefits = [
        {"household_id": home["household_id"], "programme_id": programme, "year": day.year + year, "annual_idr": 1}
        for programme in asked.received
        for year in (-2, -1, 0, 1)
        if rng.random() < 0.6
        for home in homes
        if rng.random() < 0.1
    ]
    listed = [{"programme_id": programme} for programme in asked.received]
    # Someone receives something, else nothing is known of who receives what.
    benefits.append({"household_id": "elsewhere", "programme_id": "other", "year": day.year - 1, "annual_idr": 1})
    return {"households": homes, "villages": villages, "persons": persons, "benefits": benefits, "programmes": listed}


def arrow_tables(rows: Tables) -> dict[str, pa.Table]:
    """The same as Arrow tables in the catalogue's types."""
    found: dict[str, pa.Table] = {}
    for name, records in rows.items():
        there = {column for record in records for column in record}
        kept = pa.schema([field.with_nullable(True) for field in TABLES[name].arrow if field.name in there])
        found[name] = pa.Table.from_pylist(records, schema=kept)
    return found


def looked_up(rows: Tables, home: dict[str, Any], asked: Asked, day: date) -> Household:
    """The facts of one household, as the reference takes them."""
    village = next(one for one in rows["villages"] if one["village_code"] == home["village_code"])
    members = [one for one in rows["persons"] if one["household_id"] == home["household_id"]]
    received = {programme: _receives(rows["benefits"], home, programme, day) for programme in asked.received}
    facts = {key: FACTS[key].column for key in asked.facts}
    of_home = {name: home[column] for (of, name), column in facts.items() if of == "household"}
    of_village = {name: village[column] for (of, name), column in facts.items() if of == "village"}
    of_members = [_of_member(member, asked, day) for member in members]
    return Household(
        {**_known(of_home), "programmes": received},  # type: ignore[dict-item]
        _known(of_village),
        tuple(map(_known, of_members)) or None,
    )


def _of_member(member: dict[str, Any], asked: Asked, day: date) -> dict[str, Any]:
    found = {name: member[FACTS[of, name].column] for of, name in asked.facts if of == "person" and name != "age"}
    level = member["school_level"]
    if "school_level" in found and level is None:
        found["school_level"] = "none"
    if "school_grade" in found and level in (None, "tertiary"):
        found["school_grade"] = 0
    born = member.get("birth_date")
    if born is not None and born <= day:
        found["age"] = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return found


def _receives(benefits: Rows, home: dict[str, Any], programme: str, day: date) -> bool:
    years = [row["year"] for row in benefits if row["programme_id"] == programme and row["year"] <= day.year]
    latest = [row for row in benefits if row["programme_id"] == programme and years and row["year"] == max(years)]
    return any(row["household_id"] == home["household_id"] for row in latest)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _drawn(rng: np.random.Generator, table: str, columns: set[str], day: date = date.max) -> dict[str, Any]:
    """A value for each column, or none; a date of birth may be the day after `day`."""
    found: dict[str, Any] = {}
    for column in TABLES[table].columns:
        if column.name in columns:
            found[column.name] = None if rng.random() < MISSING else _value(rng, column, day)
    return found


def _value(rng: np.random.Generator, column: Column, day: date) -> Any:
    if column.choices:
        return column.choices[rng.integers(len(column.choices))]
    match column.kind:
        case Kind.FLAG:
            return bool(rng.random() < 0.25)
        case Kind.INTEGER:
            return int(rng.integers(column.minimum or 0, _WHOLE.get(column.name, 9) + 1))
        case Kind.NUMBER:
            return round(float(rng.uniform(0, 90)), 1)
        case Kind.DATE:
            return day - timedelta(days=int(rng.integers(-1, 85 * 365)))
    return f"{column.name} {rng.integers(3)}"
