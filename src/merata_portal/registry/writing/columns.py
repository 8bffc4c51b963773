"""Which columns of the dataset's tables the registry keeps as they are."""

from __future__ import annotations

from merata.tables.catalogue import TABLES

NOT_KEPT_AS_THEY_ARE = {"household_id", "person_id", "village_code", "kk_hash", "nik_hash"}


def attributes(table: str) -> tuple[str, ...]:
    """The columns of the dataset's `table` that stand under the same name in the registry's model."""
    return tuple(column.name for column in TABLES[table].columns if column.name not in NOT_KEPT_AS_THEY_ARE)


HOUSEHOLD_ATTRIBUTES = attributes("households")
PERSON_ATTRIBUTES = attributes("persons")
