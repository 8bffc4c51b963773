"""The registry as tables of a dataset folder: which rows and columns, hashes for numbers, no name and no address."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from django.db import connection

from merata.tables.catalogue import TABLES
from merata_portal.registry.models import Benefit, Household, Membership, Person, Village
from merata_portal.registry.reading import Moment, number, table
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES, PERSON_ATTRIBUTES

HOUSEHOLD, PERSON = Household._meta.db_table, Person._meta.db_table
MEMBERSHIP, BENEFIT, VILLAGE = Membership._meta.db_table, Benefit._meta.db_table, Village._meta.db_table

LIVING = "p.died_on IS NULL AND p.moved_out_on IS NULL AND p.merged_into_id IS NULL"
DESCRIBED = "p.sex IS NOT NULL AND p.birth_date IS NOT NULL AND p.relation IS NOT NULL"
COUNTED = (
    f"SELECT m.household_id, count(*) AS members FROM {MEMBERSHIP} m JOIN {PERSON} p ON p.id = m.person_id "
    f"WHERE m.until_day IS NULL AND {LIVING} AND {DESCRIBED} GROUP BY m.household_id"
)


def villages(at: Moment, codes: list[str]) -> pa.Table:
    """The dataset's `villages`."""
    schema = TABLES["villages"].arrow
    return table(
        at,
        f"SELECT {', '.join(schema.names)} FROM {VILLAGE} WHERE village_code IN {listed(codes)} ORDER BY village_code",
        schema,
    )


def households(at: Moment, codes: list[str]) -> Iterator[pa.Table]:
    """The dataset's `households`, in parts: those here with somebody in them; `size` is how many the snapshot holds."""
    columns = ["h.dataset_id", "h.village_code", _hash("h", "kk_sealed")]
    columns += ["c.members" if name == "size" else f"h.{name}" for name in HOUSEHOLD_ATTRIBUTES]
    schema = _schema("households", ["household_id", "village_code", "kk_hash", *HOUSEHOLD_ATTRIBUTES])
    sql = (
        f"SELECT {', '.join(columns)} FROM {HOUSEHOLD} h JOIN ({COUNTED}) c ON c.household_id = h.id "
        f"WHERE h.moved_out_on IS NULL AND h.village_code IN {listed(codes)}"
    )
    return at.tables(f"{sql} ORDER BY h.id", schema)


def persons(at: Moment, codes: list[str]) -> Iterator[pa.Table]:
    """The dataset's `persons`, in parts: who lives in one of those households."""
    columns = ["p.dataset_id", "h.dataset_id", _hash("p", "nik_sealed"), *(f"p.{name}" for name in PERSON_ATTRIBUTES)]
    schema = _schema("persons", ["person_id", "household_id", "nik_hash", *PERSON_ATTRIBUTES])
    sql = (
        f"SELECT {', '.join(columns)} FROM {PERSON} p "
        f"JOIN {MEMBERSHIP} m ON m.person_id = p.id AND m.until_day IS NULL "
        f"JOIN {HOUSEHOLD} h ON h.id = m.household_id "
        f"WHERE {LIVING} AND {DESCRIBED} AND h.moved_out_on IS NULL AND h.village_code IN {listed(codes)}"
    )
    return at.tables(f"{sql} ORDER BY p.id", schema)


def benefits(at: Moment, codes: list[str], year: int) -> Iterator[pa.Table]:
    """The dataset's `benefits`, in parts, of the households in the snapshot; without those that a list of nobody has
    ended by `year`, which a dataset cannot say of them otherwise."""
    sql = (
        f"SELECT h.dataset_id, b.programme_id, b.year, b.annual_idr FROM {BENEFIT} b "
        f"JOIN {HOUSEHOLD} h ON h.id = b.household_id JOIN ({COUNTED}) c ON c.household_id = h.id "
        f"WHERE h.moved_out_on IS NULL AND h.village_code IN {listed(codes)} "
        f"AND (b.until_year IS NULL OR b.until_year > {int(year)})"
    )
    return at.tables(f"{sql} ORDER BY b.id", TABLES["benefits"].arrow)


def left_out(at: Moment, codes: list[str]) -> dict[str, int]:
    """Whom a dataset folder cannot hold: households without anybody, persons without sex, birth date or relation."""
    alone = number(
        at,
        f"SELECT count(*) FROM {HOUSEHOLD} h LEFT JOIN ({COUNTED}) c ON c.household_id = h.id "
        f"WHERE h.moved_out_on IS NULL AND c.household_id IS NULL AND h.village_code IN {listed(codes)}",
    )
    undescribed = number(
        at,
        f"SELECT count(*) FROM {PERSON} p JOIN {MEMBERSHIP} m ON m.person_id = p.id AND m.until_day IS NULL "
        f"WHERE {LIVING} AND NOT ({DESCRIBED}) AND p.village_code IN {listed(codes)}",
    )
    return {"households_without_persons": alone, "persons_not_described": undescribed}


def _hash(alias: str, sealed: str) -> str:
    """The keyed digest as 32 hex digits, where it is of a number."""
    column = f"{alias}.identity_digest"
    text = f"encode({column}, 'hex')" if connection.vendor == "postgresql" else f"lower(hex({column}))"
    return f"CASE WHEN {alias}.{sealed} IS NULL THEN NULL ELSE {text} END"


def _schema(table: str, names: list[str]) -> pa.Schema:
    return pa.schema([TABLES[table].arrow.field(name) for name in names])


def listed(codes: list[str]) -> str:
    """Village codes as SQL writes them; they come from the areas' own table and have digits and points only."""
    if not all(set(code) <= set("0123456789.") for code in codes):
        raise ValueError("a village code has other signs than digits and points")
    return "(" + ", ".join(f"'{code}'" for code in codes or ["-"]) + ")"
