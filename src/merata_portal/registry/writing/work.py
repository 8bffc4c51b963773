"""One chunk of a change being written: which change, on which day, and what came of its rows."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from merata_portal.registry import bulk
from merata_portal.registry.models import Membership
from merata_portal.registry.writing.images import keep_each

STAGE = "stage_ends"


@dataclass(frozen=True, slots=True)
class Work:
    """`day`: from when what the rows say holds. `milliseconds`: the moment that new identifiers carry."""

    change_id: int
    day: date
    milliseconds: int
    counts: Counter[str] = field(default_factory=Counter)

    def traced(self, rows: int) -> dict[str, pa.Array]:
        """The columns that say who made `rows` new rows."""
        column = pa.array([self.change_id] * rows, pa.int64())
        return {"created_by": column, "changed_by": column}


def end_memberships(work: Work, membership_ids: list[int]) -> None:
    """End these memberships on the work's day, or on the day they began where that is later."""
    end_each(work.day, membership_ids, changes=[work.change_id] * len(membership_ids))


def end_each(day: date, membership_ids: Sequence[int], *, changes: Sequence[int]) -> None:
    """The same, each membership under the change beside it."""
    if not membership_ids:
        return
    keep_each(Membership, membership_ids, changes)
    bulk.stage(STAGE, pa.table({"id": pa.array(membership_ids, pa.int64())}))
    bulk.execute(
        f"UPDATE {Membership._meta.db_table} SET until_day = CASE WHEN from_day > %s THEN from_day ELSE %s END "
        f"WHERE id IN (SELECT id FROM {STAGE})",
        [day, day],
    )
    bulk.drop(STAGE)


def begin_memberships(
    work: Work, person_ids: list[int], household_ids: list[int], *, ended: list[bool] | None = None
) -> None:
    """Put each person into the household beside them from the work's day; `ended`: only to say where they were."""
    begin_each(work.day, person_ids, household_ids, changes=[work.change_id] * len(person_ids), ended=ended)


def begin_each(
    day: date,
    person_ids: Sequence[int],
    household_ids: Sequence[int],
    *,
    changes: Sequence[int],
    ended: Sequence[bool] | None = None,
) -> None:
    """The same, each membership under the change beside it."""
    count = len(person_ids)
    if not count:
        return
    over = ended or [False] * count
    made = pa.array(changes, pa.int64())
    bulk.insert(
        Membership,
        pa.table(
            {
                "person_id": pa.array(person_ids, pa.int64()),
                "household_id": pa.array(household_ids, pa.int64()),
                "from_day": pa.array([day] * count, pa.date32()),
                "until_day": pa.array([day if one else None for one in over], pa.date32()),
                "created_by": made,
                "changed_by": made,
            }
        ),
    )
