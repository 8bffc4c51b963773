"""A chunk of what other offices pay, into the benefits of households."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from merata_portal.registry import bulk
from merata_portal.registry.models import Benefit
from merata_portal.registry.writing.images import keep_before, put_back
from merata_portal.registry.writing.recipients import find_homes
from merata_portal.registry.writing.work import Work

STAGE = "stage_benefits"
KEY = ("household_id", "programme_id", "year")
NEW, CHANGED, UNCHANGED, UNKNOWN = "benefits_new", "benefits_changed", "benefits_unchanged", "benefits_unknown"
SUMMED = "benefits_summed"


def apply_benefits(work: Work, records: pa.Table, *, villages: Collection[str]) -> None:
    """Bring one chunk of sound rows in: nik, kk, programme, year and annual_idr of `merata.registry.record.RECORD`.

    A household has one benefit of a programme and year. Rows of its members within one list are added up, for each is
    paid; what an earlier list said is replaced, for the later one is the office's newer word. Also what it merely
    confirms is marked as its own: taking the earlier list back would take away what the later one says. Whom the
    registry no longer knows since the check is only counted.
    """
    wanted, unknown = _summed(records, villages)
    work.counts[UNKNOWN] += unknown
    known = {place: (row, idr, by) for place, row, idr, by in _known(wanted)}
    amounts = wanted["annual_idr"].to_pylist()
    ids, values = [], []
    for place, (row, idr, by) in sorted(known.items()):
        own = by == work.change_id
        work.counts[SUMMED if own else UNCHANGED if idr == amounts[place] else CHANGED] += 1
        ids.append(row)
        values.append(amounts[place] + (idr if own else 0))
    new = wanted.take(pa.array([place for place in range(wanted.num_rows) if place not in known], pa.int64()))
    work.counts[NEW] += new.num_rows
    for name, column in work.traced(new.num_rows).items():
        new = new.append_column(name, column)
    keep_before(work.change_id, Benefit, ids)
    if ids:
        bulk.update(Benefit, pa.table({"id": pa.array(ids, pa.int64()), "annual_idr": pa.array(values, pa.int64())}))
    bulk.insert(Benefit, new)


def expected_benefits(records: pa.Table, villages: Collection[str]) -> Counter[str]:
    """How many benefits would be new, changed, or say nothing new; nothing is written."""
    wanted, _ = _summed(records, villages)
    amounts = wanted["annual_idr"].to_pylist()
    same = [idr == amounts[place] for place, _, idr, _ in _known(wanted)]
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


def _known(wanted: pa.Table) -> Iterator[tuple[int, int, int, int]]:
    """Of the rows of `wanted` that the registry has: their place, the benefit's id, its rupiah, who changed it last."""
    if not wanted.num_rows:
        return
    bulk.stage(STAGE, wanted.append_column("place", pa.array(range(wanted.num_rows), pa.int64())))
    same = " AND ".join(f"b.{name} = s.{name}" for name in KEY)
    found = bulk.rows(
        f"SELECT s.place, b.id, b.annual_idr, b.changed_by FROM {STAGE} s JOIN {Benefit._meta.db_table} b ON {same}"
    )
    bulk.drop(STAGE)
    yield from ((int(place), int(row), int(idr), int(by)) for place, row, idr, by in found)
