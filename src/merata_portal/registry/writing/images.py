"""What was before a change: kept beside it, put back exactly, and refused where something later rests on it."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from django.db import models

from merata_portal.registry import bulk
from merata_portal.registry.models import (
    Benefit,
    BenefitBefore,
    Household,
    HouseholdBefore,
    LinkPair,
    Membership,
    MembershipBefore,
    Merge,
    NameToken,
    Person,
    PersonBefore,
)
from merata_portal.registry.writing.tokens import write_anew

IMAGE_OF: dict[type[models.Model], type[models.Model]] = {
    Benefit: BenefitBefore,
    Membership: MembershipBefore,
    Person: PersonBefore,
    Household: HouseholdBefore,
}
STAGE = "stage_ids"
COUNTED = (Household, Person, Membership, NameToken, Benefit)
"""What grows and shrinks by a million rows at once: to be analysed afterwards (`bulk.analyze`)."""


@dataclass(frozen=True, slots=True)
class Dependents:
    """What rests on a change: later changes by id, benefits of its households, decisions on pairs."""

    changes: tuple[int, ...]
    benefits: int
    decisions: int

    def __bool__(self) -> bool:
        return bool(self.changes or self.benefits or self.decisions)


def keep_before(change_id: int, model: type[models.Model], ids: Sequence[int]) -> None:
    """Remember these rows as they are now; a row that the change made, or has kept already, is passed over.

    Marks each as changed by this change.
    """
    keep_each(model, ids, [change_id] * len(ids))


def keep_each(model: type[models.Model], ids: Sequence[int], changes: Sequence[int]) -> None:
    """The same, each row for the change beside it."""
    if not len(ids):
        return
    table, image = model._meta.db_table, IMAGE_OF[model]._meta.db_table
    names = bulk.columns_of(model, without=["id"])
    bulk.stage(STAGE, pa.table({"id": pa.array(ids, pa.int64()), "change_id": pa.array(changes, pa.int64())}))
    bulk.execute(
        f"INSERT INTO {image} ({bulk.listed(names)}, change_id, row_id) "
        f"SELECT {bulk.listed(names, 't.')}, s.change_id, t.id FROM {STAGE} s JOIN {table} t ON t.id = s.id "
        "WHERE t.created_by <> s.change_id ON CONFLICT (change_id, row_id) DO NOTHING"
    )
    bulk.execute(f"UPDATE {table} SET changed_by = s.change_id FROM {STAGE} s WHERE {table}.id = s.id")
    bulk.drop(STAGE)


def restore(change_id: int) -> int:
    """Put back what was before the change, exactly; how many rows were taken away or put back.

    The caller has made sure that nothing rests on it (`dependents`).
    """
    person, token = Person._meta.db_table, NameToken._meta.db_table
    mine = f"(SELECT id FROM {person} WHERE created_by = %s)"
    bulk.execute(f"DELETE FROM {token} WHERE person_id IN {mine}", [change_id])
    merge, pair = Merge._meta.db_table, LinkPair._meta.db_table
    for other, side in ((merge, "kept_id"), (merge, "absorbed_id"), (pair, "first_id"), (pair, "second_id")):
        # Merges that were undone, and pairs on which nobody has decided: `dependents` found no others.
        bulk.execute(f"DELETE FROM {other} WHERE {side} IN {mine}", [change_id])
    restored = bulk.rows(f"SELECT row_id FROM {PersonBefore._meta.db_table} WHERE change_id = %s", [change_id])
    count = sum(put_back(model, change_id) for model in IMAGE_OF)
    write_anew([row[0] for row in restored])
    return count


def put_back(model: type[models.Model], change_id: int) -> int:
    """Put back the rows of one model as they were before the change; how many were taken away or put back."""
    table, image = model._meta.db_table, IMAGE_OF[model]._meta.db_table
    names = bulk.columns_of(model, without=["id"])
    assignments = ", ".join(f"{bulk.listed([name])} = b.{bulk.listed([name])}" for name in names)
    count = bulk.execute(f"DELETE FROM {table} WHERE created_by = %s", [change_id])
    count += bulk.execute(
        f"UPDATE {table} SET {assignments} FROM {image} b WHERE b.change_id = %s AND b.row_id = {table}.id",
        [change_id],
    )
    bulk.execute(f"DELETE FROM {image} WHERE change_id = %s", [change_id])
    return count


def dependents(change_id: int) -> Dependents:
    """What would be lost if the change were undone."""
    household, person = Household._meta.db_table, Person._meta.db_table
    membership, benefit, pair = Membership._meta.db_table, Benefit._meta.db_table, LinkPair._meta.db_table
    parts = []
    for model, image_model in IMAGE_OF.items():
        table, image = model._meta.db_table, image_model._meta.db_table
        parts.append(f"SELECT changed_by FROM {table} WHERE created_by = %s AND changed_by <> %s")
        parts.append(
            f"SELECT t.changed_by FROM {table} t JOIN {image} b ON b.row_id = t.id "
            "WHERE b.change_id = %s AND t.changed_by <> %s"
        )
    for table, column in ((person, "person_id"), (household, "household_id")):
        parts.append(
            f"SELECT m.created_by FROM {membership} m JOIN {table} t ON t.id = m.{column} "
            "WHERE t.created_by = %s AND m.created_by <> %s"
        )
    later = bulk.rows(" UNION ".join(parts), [change_id, change_id] * len(parts))
    paid = bulk.rows(
        f"SELECT count(*) FROM {benefit} b JOIN {household} h ON h.id = b.household_id WHERE h.created_by = %s",
        [change_id],
    )
    decided = bulk.rows(
        f"SELECT count(*) FROM {pair} l WHERE l.state <> 'unclear' AND EXISTS "
        f"(SELECT 1 FROM {person} p WHERE p.created_by = %s AND p.id IN (l.first_id, l.second_id))",
        [change_id],
    )
    return Dependents(tuple(sorted(row[0] for row in later)), int(paid[0][0]), int(decided[0][0]))
