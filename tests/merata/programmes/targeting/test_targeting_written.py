"""A list has one hash, whatever order it is read in; whatever changes in a decision changes it."""

from __future__ import annotations

import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rules_at_random import CAPPED, drawn
from rules_by_hand import DAY, book
from targeting_folders import VILLAGES, by_id, folder, placed

from merata.programmes.targeting import LIST, hash_of, targeted, whole_list


def _by_hand(rows: pa.Table) -> str:
    """The hash as its rules say, one row after another."""
    names = sorted(set(rows.column_names) - {"sentence_id", "sentence_en"})
    lines = []
    for row in rows.to_pylist():
        each = [
            f"{one['person_id']} {one['component']} {one['annual_idr']} {json.dumps(one['counted'])}"
            for one in row["members"]
        ]
        lines.append([("|".join(each)) if name == "members" else row[name] for name in names])
    texts = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]
    head = [json.dumps(["merata-list/1"]), json.dumps(names, separators=(",", ":"))]
    return sha256(("\n".join([*head, *sorted(texts)]) + "\n").encode()).hexdigest()


@pytest.fixture
def rows(tmp_path: Path) -> pa.Table:
    return whole_list(targeted(folder(tmp_path, **placed(drawn(5))), CAPPED, DAY, ceiling_idr=20_000_000))


def test_the_hash_can_be_computed_by_hand_and_in_any_order(rows: pa.Table, tmp_path: Path) -> None:
    digest = hash_of(rows)
    assert digest == _by_hand(rows)
    shuffled = rows.take(pa.array(np.random.default_rng(1).permutation(rows.num_rows)))
    pq.write_table(shuffled, tmp_path / "list.parquet", row_group_size=7)
    assert hash_of(pq.read_table(tmp_path / "list.parquet")) == digest
    assert hash_of(pa.concat_tables([rows.slice(0, 9), rows.slice(9)])) == digest


@pytest.mark.parametrize("column", [name for name in LIST.names if not name.startswith("sentence")])
def test_whatever_changes_in_a_decision_changes_the_hash(rows: pa.Table, column: str) -> None:
    told = rows.to_pylist()
    place = next(at for at, row in enumerate(told) if row["members"])
    other: Any = {
        "annual_idr": 1, "rank": 999, "score": 9, "expected_idr": 7, "quantity_thousandths": 1000,
        "chosen": not told[place]["chosen"], "members": told[place]["members"][:-1],
    }.get(column, "lain")  # fmt: skip
    told[place] = told[place] | {column: other}
    assert hash_of(pa.Table.from_pylist(told, schema=LIST)) != hash_of(rows)


def test_the_list_stands_by_village_and_order_of_need(rows: pa.Table) -> None:
    told = [(row["village_code"], row["rank"] or 10**9) for row in rows.to_pylist()]
    assert told == sorted(told)


def test_goods_are_counted_in_thousandths(tmp_path: Path) -> None:
    rice = book(
        "desil", {"desil": "household.desil <= 4"},
        benefit={"household": {"quantity": "kg", "unit": "kg", "price": "kg_idr", "times": "months"}},
        parameters={"kg": 7.5, "kg_idr": 13_000, "months": 3}, kind="food",
    )  # fmt: skip
    homes = [{"household_id": "a", "village_code": VILLAGES[0], "desil": 1}, {"household_id": "b", "desil": 9}]
    homes[1]["village_code"] = VILLAGES[0]
    found = targeted(folder(tmp_path, households=homes), rice, DAY)
    told = by_id(whole_list(found))
    assert found.assessment.benefit.quantity == Fraction(45, 2)
    assert (told["a"]["quantity_thousandths"], told["a"]["annual_idr"]) == (22_500, 292_500)
    assert (told["b"]["quantity_thousandths"], told["b"]["annual_idr"]) == (None, 0)
