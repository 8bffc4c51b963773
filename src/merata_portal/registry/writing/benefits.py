"""A chunk of what other offices pay, into the benefits of households."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from merata_portal.registry import bulk
from merata_portal.registry.models import Benefit, Household
from merata_portal.registry.writing.images import keep_before, put_back
from merata_portal.registry.writing.recipients import find_homes
from merata_portal.registry.writing.work import Work

STAGE = "stage_benefits"
KEY = ("household_id", "programme_id", "year")
NEW, CHANGED, UNCHANGED, UNKNOWN = "benefits_new", "benefits_changed", "benefits_unchanged", "benefits_unknown"
SUMMED, ENDED = "benefits_summed", "benefits_ended"


def apply_benefits(work: Work, records: pa.Table, *, villages: Collection[str]) -> None:
    """Bring one chunk of sound rows in: nik, kk, programme, year and annual_idr of `merata.registry.record.RECORD`.

    A household has one benefit of a programme and year. Rows of its members within one list are added up, for each is
    paid; what an earlier list said is replaced, for the later one is the office's newer word. Also what it merely
    confirms is marked as its own: taking the earlier list back would take away what the later one says. Whom the
    registry no longer knows since the check is only counted.
    """
    wanted, unknown = _summed(records, villages)
    work.counts[UNKNOWN] += unknown
    known = {one.place: one for one in _known(wanted)}
    amounts = wanted["annual_idr"].to_pylist()
    ids, values, until = [], [], []
    for place, one in sorted(known.items()):
        own = one.changed_by == work.change_id
        work.counts[SUMMED if own else UNCHANGED if one.says(amounts[place]) else CHANGED] += 1
        ids.append(one.id)
        values.append(amounts[place] + (one.annual_idr if own else 0))
        until.append(None if one.over else one.until_year)
    new = wanted.take(pa.array([place for place in range(wanted.num_rows) if place not in known], pa.int64()))
    work.counts[NEW] += new.num_rows
    for name, column in work.traced(new.num_rows).items():
        new = new.append_column(name, column)
    keep_before(work.change_id, Benefit, ids)
    if ids:
        columns = {"id": ids, "annual_idr": values, "until_year": until}
        bulk.update(Benefit, pa.table({name: pa.array(column, pa.int64()) for name, column in columns.items()}))
    bulk.insert(Benefit, new)


def end_benefits(work: Work, *, programme_id: str, year: int, villages: Collection[str]) -> None:
    """Bring in a list of `year` on which nobody in the villages stands: what households there receive of the programme
    ends with it. What they received in the years before stays told as that."""
    ids = _standing(programme_id, year, villages)
    keep_before(work.change_id, Benefit, ids)
    if ids:
        columns = {"id": ids, "until_year": [year] * len(ids)}
        bulk.update(Benefit, pa.table({name: pa.array(column, pa.int64()) for name, column in columns.items()}))
    work.counts[ENDED] += len(ids)


def expected_ended(*, programme_id: str, year: int, villages: Collection[str]) -> Counter[str]:
    """How many households such a list would end the benefit of; nothing is written."""
    households = _rows_of("count(DISTINCT b.household_id)", programme_id, year, villages)
    return Counter(expected_ended=int(households[0][0]))


def expected_benefits(records: pa.Table, villages: Collection[str]) -> Counter[str]:
    """How many benefits would be new, changed, or say nothing new; nothing is written."""
    wanted, _ = _summed(records, villages)
    amounts = wanted["annual_idr"].to_pylist()
    same = [one.says(amounts[one.place]) for one in _known(wanted)]
    return Counter(
        expected_new=wanted.num_rows - len(same),
        expected_changed=len(same) - sum(same),
        expected_unchanged=sum(same),
    )


def begin_anew(change_id: int) -> None:
    """Take away what a first run of the same list wrote: amounts are added up, and must not be added twice."""
    put_back(Benefit, change_id)


def _summed(records: pa.Table, villages: Collection[str]) -> tuple[pa.Table, int]:
    """The rows' benefits, one for each household, programme and year; and how many rows have no household."""
    homes = find_homes(records, villages)
    unknown = int(homes.unknown.sum())
    rows = pa.table(
        {
            "household_id": pa.array(homes.households, pa.int64()),
            "programme_id": records["programme"],
            "year": records["year"],
            "annual_idr": records["annual_idr"],
        }
    )
    rows = rows.filter(pc.is_valid(rows["household_id"]))
    summed = rows.group_by(list(KEY), use_threads=False).aggregate([("annual_idr", "sum")])
    return summed.rename_columns([*KEY, "annual_idr"]), unknown


def _standing(programme_id: str, year: int, villages: Collection[str]) -> list[int]:
    """The benefits of a programme, of lists until `year`, that hold still, of households that live in the villages."""
    return [int(row[0]) for row in _rows_of("b.id", programme_id, year, villages)]


def _rows_of(what: str, programme_id: str, year: int, villages: Collection[str]) -> list[tuple[Any, ...]]:
    bulk.stage(STAGE, pa.table({"village_code": pa.array(sorted(villages), pa.string())}))
    found = bulk.rows(
        f"SELECT {what} FROM {Benefit._meta.db_table} b JOIN {Household._meta.db_table} h ON h.id = b.household_id "
        f"JOIN {STAGE} s ON s.village_code = h.village_code WHERE h.moved_out_on IS NULL AND b.programme_id = %s "
        "AND b.year <= %s AND (b.until_year IS NULL OR b.until_year > %s)",
        [programme_id, year, year],
    )
    bulk.drop(STAGE)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """A row of `wanted` that the registry has: its place there, and the benefit."""

    place: int
    id: int
    annual_idr: int
    changed_by: int
    year: int
    until_year: int | None

    @property
    def over(self) -> bool:
        """Whether a list of nobody of the same year had ended it: a later list of that year is the newer word."""
        return self.until_year is not None and self.until_year <= self.year

    def says(self, annual_idr: int) -> bool:
        """Whether a list with that much says nothing new."""
        return self.annual_idr == annual_idr and not self.over


def _known(wanted: pa.Table) -> Iterator[_Known]:
    if not wanted.num_rows:
        return
    bulk.stage(STAGE, wanted.append_column("place", pa.array(range(wanted.num_rows), pa.int64())))
    same = " AND ".join(f"b.{name} = s.{name}" for name in KEY)
    found = bulk.rows(
        "SELECT s.place, b.id, b.annual_idr, b.changed_by, b.year, b.until_year "
        f"FROM {STAGE} s JOIN {Benefit._meta.db_table} b ON {same}"
    )
    bulk.drop(STAGE)
    yield from (_Known(*row) for row in found)
