"""Which rows of a chunk the registry knows already."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from merata_portal.registry import bulk
from merata_portal.registry.models import Household, Membership, Person

STAGE = "stage_match"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the registry has them, and the household they live in now."""

    id: int
    uuid: str
    record: bytes | None
    name_sealed: bytes
    village_code: str
    dead: bool
    moved_out: bool
    merged: bool
    membership_id: int | None
    household_id: int | None


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """A household as the registry has it."""

    id: int
    uuid: str
    record: bytes | None
    village_code: str
    desil: int | None
    size: int | None
    address_sealed: bytes | None
    moved_out: bool


def known_persons(identities: pa.Array) -> dict[bytes, KnownPerson]:
    """The persons with these identities, by identity."""
    person, membership = Person._meta.db_table, Membership._meta.db_table
    bulk.stage(STAGE, pa.table({"identity": identities}))
    found = bulk.rows(
        "SELECT p.identity_digest, p.id, p.uuid, p.record_digest, p.name_sealed, p.village_code, "
        "p.died_on IS NOT NULL, p.moved_out_on IS NOT NULL, p.merged_into_id IS NOT NULL, m.id, m.household_id "
        f"FROM {STAGE} s JOIN {person} p ON p.identity_digest = s.identity "
        f"LEFT JOIN {membership} m ON m.person_id = p.id AND m.until_day IS NULL"
    )
    bulk.drop(STAGE)
    return {
        bytes(row[0]): KnownPerson(
            row[1],
            _hex(row[2]),
            _bytes(row[3]),
            bytes(row[4]),
            row[5],
            bool(row[6]),
            bool(row[7]),
            bool(row[8]),
            row[9],
            row[10],
        )
        for row in found
    }


def known_households(identities: pa.Array) -> dict[bytes, KnownHousehold]:
    """The households with these identities, by identity."""
    household = Household._meta.db_table
    bulk.stage(STAGE, pa.table({"identity": identities}))
    found = bulk.rows(
        "SELECT h.identity_digest, h.id, h.uuid, h.record_digest, h.village_code, h.desil, h.size, h.address_sealed, "
        f"h.moved_out_on IS NOT NULL FROM {STAGE} s JOIN {household} h ON h.identity_digest = s.identity"
    )
    bulk.drop(STAGE)
    return {
        bytes(row[0]): KnownHousehold(
            row[1], _hex(row[2]), _bytes(row[3]), row[4], row[5], row[6], _bytes(row[7]), bool(row[8])
        )
        for row in found
    }


def _hex(uuid: Any) -> str:
    return uuid if isinstance(uuid, str) else str(uuid.hex)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
