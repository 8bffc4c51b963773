"""Rupiah of aid by household, programme, source and village: exact whole numbers, every source in its own column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from merata.programmes.aid.receipts import Integers, Receipts
from merata.programmes.aid.sources import SOURCES


def aid_by_household(receipts: Receipts) -> pa.Table:
    """One row a household, receiving or not: what it has from each source in a year, and in all.

    Columns: household_id, village_code, programmes (a list of identifiers), then centre_idr, province_idr,
    regency_idr, desa_idr, partner_idr and total_idr.
    """
    count = receipts.households
    offsets = np.concatenate(([0], np.cumsum(receipts.counts)))
    names = pa.array([programme.programme_id for programme in receipts.programmes], pa.string())
    columns = {
        "household_id": receipts.household_id,
        "village_code": village_codes(receipts, receipts.village),
        "programmes": lists(offsets, names, receipts.programme),
    }
    return pa.table(columns | _rupiah(receipts, receipts.household, count))


def aid_by_village(receipts: Receipts) -> pa.Table:
    """One row a village that has households: how many, how many receive, how many several, rupiah by source.

    Columns: village_code, households, receiving (a programme or more), with_several (two or more), then rupiah as
    in `aid_by_household`.
    """
    count = len(receipts.village_codes)
    received = receipts.counts
    there = np.bincount(receipts.village, minlength=count)
    columns = {
        "village_code": pa.array(receipts.village_codes, pa.string()),
        "households": pa.array(there.astype(np.int64)),
        "receiving": _how_many(receipts, received > 0),
        "with_several": _how_many(receipts, received > 1),
    }
    table = pa.table(columns | _rupiah(receipts, receipts.village[receipts.household], count))
    return table.filter(pa.array(there > 0))


def aid_by_programme(receipts: Receipts) -> pa.Table:
    """One row a programme: programme_id, name, kind, source, year (of its list; null: none), households, annual_idr."""
    count = len(receipts.programmes)
    rows = [
        {
            "programme_id": programme.programme_id,
            "name": programme.name,
            "kind": programme.kind,
            "source": programme.source,
            "year": programme.year,
        }
        for programme in receipts.programmes
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("programme_id", "name", "kind", "source")] + [("year", pa.int64())]
    )
    table = pa.Table.from_pylist(rows, schema)
    households = np.bincount(receipts.programme, minlength=count).astype(np.int64)
    table = table.append_column("households", pa.array(households))
    return table.append_column("annual_idr", pa.array(_summed(receipts.programme, receipts.annual_idr, count)))


def aid_by_source(receipts: Receipts) -> pa.Table:
    """One row a source: source, programmes (that have a list), households (each once), annual_idr."""
    source, count = receipts.source, len(SOURCES)
    listed = [SOURCES.index(programme.source) for programme in receipts.programmes if programme.year is not None]
    reached = np.zeros((count, receipts.households), dtype=np.bool_)
    reached[source, receipts.household] = True
    return pa.table(
        {
            "source": pa.array(SOURCES),
            "programmes": pa.array([listed.count(level) for level in range(count)], pa.int64()),
            "households": pa.array(np.count_nonzero(reached, axis=1)),
            "annual_idr": pa.array(_summed(source, receipts.annual_idr, count)),
        }
    )


def village_codes(receipts: Receipts, village: Integers) -> pa.Array:
    """The codes of villages given by number."""
    return pa.array(receipts.village_codes, pa.string()).take(pa.array(village))


def lists(offsets: Integers, names: pa.Array, places: Integers) -> pa.Array:
    """A column of lists: row i holds the `names` at `places[offsets[i]:offsets[i + 1]]`."""
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), names.take(pa.array(places)))


def _rupiah(receipts: Receipts, at: Integers, count: int) -> dict[str, pa.Array]:
    """Rupiah by source, and in all, of the rows that each receipt is counted `at`."""
    levels = len(SOURCES)
    summed = _summed(at * levels + receipts.source, receipts.annual_idr, count * levels).reshape(count, levels)
    columns = {f"{source}_idr": pa.array(summed[:, level]) for level, source in enumerate(SOURCES)}
    return columns | {"total_idr": pa.array(summed.sum(axis=1))}


def _summed(at: Integers, annual_idr: Integers, count: int) -> Integers:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, at, annual_idr)
    return total


def _how_many(receipts: Receipts, which: np.ndarray) -> pa.Array:
    """Households of each village that `which` (n flags) holds of."""
    return pa.array(np.bincount(receipts.village[which], minlength=len(receipts.village_codes)).astype(np.int64))
