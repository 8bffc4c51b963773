"""Merges written over whole sets of rows: one pair or a regency's, by the same statements."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from merata_portal.registry import bulk
from merata_portal.registry.models import Membership, Person
from merata_portal.registry.writing.columns import PERSON_ATTRIBUTES
from merata_portal.registry.writing.images import keep_each
from merata_portal.registry.writing.tokens import write_anew
from merata_portal.registry.writing.work import begin_each, end_each

STAGE = "stage_merges"
PERSON, MEMBERSHIP = Person._meta.db_table, Membership._meta.db_table
FILLED = (*PERSON_ATTRIBUTES, "inactive")
"""What the kept record takes from the absorbed one where it has none itself."""


def write_merges(*, changes: Sequence[int], kept: Sequence[int], absorbed: Sequence[int], day: date) -> None:
    """Make each record of `absorbed` part of the one beside it in `kept`, each pair under its own change.

    No id stands twice, on either side. Who was merged into an absorbed record follows it. The absorbed record lives
    nowhere from `day`; the person lives where they are known to, or else where it did.
    """
    columns = {"change_id": changes, "kept_id": kept, "absorbed_id": absorbed}
    bulk.stage(STAGE, pa.table({name: pa.array(ids, pa.int64()) for name, ids in columns.items()}))
    touched = bulk.rows(
        f"SELECT change_id, kept_id FROM {STAGE} UNION ALL SELECT change_id, absorbed_id FROM {STAGE} "
        f"UNION ALL SELECT s.change_id, p.id FROM {STAGE} s JOIN {PERSON} p ON p.merged_into_id = s.absorbed_id"
    )
    keep_each(Person, [row[1] for row in touched], [row[0] for row in touched])
    filled = ", ".join(f"{name} = COALESCE({PERSON}.{name}, a.{name})" for name in FILLED)
    bulk.execute(
        f"UPDATE {PERSON} SET {filled} FROM {STAGE} s JOIN {PERSON} a ON a.id = s.absorbed_id "
        f"WHERE {PERSON}.id = s.kept_id"
    )
    for column in ("merged_into_id", "id"):
        bulk.execute(
            f"UPDATE {PERSON} SET merged_into_id = s.kept_id FROM {STAGE} s WHERE {PERSON}.{column} = s.absorbed_id"
        )
    coming = _rehouse(day)
    bulk.drop(STAGE)
    write_anew([*absorbed, *coming])


def _rehouse(day: date) -> list[int]:
    """End where the absorbed lived; the ids of the kept who live there now, because they lived nowhere."""
    leaving = bulk.rows(
        f"SELECT s.change_id, s.kept_id, m.id, m.household_id, a.village_code FROM {STAGE} s "
        f"JOIN {PERSON} a ON a.id = s.absorbed_id JOIN {MEMBERSHIP} m ON m.person_id = a.id AND m.until_day IS NULL"
    )
    homeless = {
        row[0]
        for row in bulk.rows(
            f"SELECT p.id FROM {STAGE} s JOIN {PERSON} p ON p.id = s.kept_id "
            f"LEFT JOIN {MEMBERSHIP} m ON m.person_id = p.id AND m.until_day IS NULL "
            "WHERE m.id IS NULL AND p.died_on IS NULL AND p.moved_out_on IS NULL"
        )
    }
    end_each(day, [row[2] for row in leaving], changes=[row[0] for row in leaving])
    moving = [row for row in leaving if row[1] in homeless]
    if not moving:
        return []
    coming = [int(row[1]) for row in moving]
    begin_each(day, coming, [row[3] for row in moving], changes=[row[0] for row in moving])
    villages = pa.array([row[4] for row in moving], pa.string())
    bulk.update(Person, pa.table({"id": pa.array(coming, pa.int64()), "village_code": villages}))
    return coming
