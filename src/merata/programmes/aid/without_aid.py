"""The list that nobody has: households that are eligible for something and receive nothing from anyone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.programmes.aid.receipts import Flags, Integers, Receipts
from merata.programmes.aid.totals import lists, village_codes


def eligible_without_aid(receipts: Receipts, eligible: Mapping[str, Flags], order: Integers) -> pa.Table:
    """Households that the rules would admit and that are on no list of any source, the neediest first.

    `eligible`: n flags by programme; `order`: the rows of all n households, neediest first, as
    `merata.programmes.need.need_order` gives them. Columns: household_id, village_code, programmes (those it is
    eligible for, a list), need_rank (1 the neediest of all n). Raises `UsageError` unless the flags are one a
    household and the order holds each row once.
    """
    count = receipts.households
    wrong = [name for name, flags in eligible.items() if flags.shape != (count,) or flags.dtype != np.bool_]
    if wrong:
        raise UsageError(f"eligible needs a flag for each of {count} households; not so: {', '.join(wrong)}")
    if order.shape != (count,) or (np.bincount(order, minlength=count) != 1).any():
        raise UsageError(f"order must hold each of the {count} rows once, the neediest first")
    flags = np.array([eligible[name] for name in eligible]).reshape(len(eligible), count)
    missed = flags.any(axis=0) & (receipts.counts == 0)
    place = np.flatnonzero(missed[order])
    rows = order[place]
    household, programme = np.nonzero(flags[:, rows].T)
    offsets = np.concatenate(([0], np.cumsum(np.bincount(household, minlength=len(rows)))))
    return pa.table(
        {
            "household_id": receipts.household_id.take(pa.array(rows)),
            "village_code": village_codes(receipts, receipts.village[rows]),
            "programmes": lists(offsets, pa.array(list(eligible), pa.string()), programme),
            "need_rank": pa.array(place + 1),
        }
    )


def without_aid_by_village(missed: pa.Table) -> pa.Table:
    """How many of `missed`, as `eligible_without_aid` gives it, live in each village: village_code, households."""
    counted = pc.value_counts(missed["village_code"].combine_chunks())
    table = pa.table({"village_code": counted.field(0), "households": counted.field(1)})
    return table.sort_by("village_code")
