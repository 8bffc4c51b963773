"""Oversight: what a forum finds when it lays what was promised beside what was delivered."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from merata.tables.catalogue import TABLES


def findings_of(promised: pa.Table, delivered: pa.Table, *, forum_id: str) -> pa.Table:
    """One open finding for each item whose promised and delivered rupiah differ.

    `promised` are approvals and `delivered` deliveries (both item_id, amount_idr), of whatever village and year
    the forum looks at. An item delivered that nobody approved is a finding too. Columns as in the table
    `findings`, in the order of the items' names.
    """
    joined = (
        _totals(promised, "promised_idr")
        .join(_totals(delivered, "delivered_idr"), keys="item_id", join_type="full outer")
        .sort_by("item_id")
    )
    for column in ("promised_idr", "delivered_idr"):
        joined = joined.set_column(joined.column_names.index(column), column, pc.fill_null(joined[column], 0))
    differs = joined.filter(pc.not_equal(joined["promised_idr"], joined["delivered_idr"]))
    found = pa.table(
        {
            "finding_id": [f"{forum_id}/{item}" for item in differs["item_id"].to_pylist()],
            "forum_id": [forum_id] * differs.num_rows,
            "item_id": differs["item_id"],
            "promised_idr": differs["promised_idr"],
            "delivered_idr": differs["delivered_idr"],
            "status": ["open"] * differs.num_rows,
        }
    )
    return found.cast(TABLES["findings"].arrow)


def _totals(table: pa.Table, name: str) -> pa.Table:
    return table.group_by("item_id").aggregate([("amount_idr", "sum")]).rename_columns(["item_id", name])
