from __future__ import annotations

import pyarrow as pa

from merata.participation.oversight import findings_of
from merata.tables.catalogue import TABLES


def test_a_finding_for_each_item_whose_rupiah_differ() -> None:
    promised = pa.table({"item_id": ["bridge", "rice", "rice", "course"], "amount_idr": [900, 10, 20, 5]})
    delivered = pa.table({"item_id": ["bridge", "rice", "elsewhere"], "amount_idr": [600, 30, 1]})
    found = findings_of(promised, delivered, forum_id="F1").to_pylist()
    assert [(row["item_id"], row["promised_idr"], row["delivered_idr"], row["status"]) for row in found] == [
        ("bridge", 900, 600, "open"),
        ("course", 5, 0, "open"),
        ("elsewhere", 0, 1, "open"),
    ]


def test_where_all_was_delivered_the_table_of_findings_is_empty_and_whole() -> None:
    both = pa.table({"item_id": ["rice"], "amount_idr": [30]})
    assert findings_of(both, both, forum_id="F1").equals(TABLES["findings"].arrow.empty_table())
