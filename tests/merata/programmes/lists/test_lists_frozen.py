from __future__ import annotations

import hashlib
import json
import random
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from two_lists import OLD, lists

from merata.errors import InputError
from merata.programmes.lists.frozen import list_hash


def test_the_hash_is_that_of_lines_anyone_can_write() -> None:
    rows = pa.table(
        {
            "household_id": ["K-2", "K-1"],
            "amount_idr": [600_000, None],
            "elderly": [True, False],
            "since": [date(2025, 7, 1), None],
        }
    )
    lines = '["merata-list/1"]\n["amount_idr","elderly","household_id","since"]\n'
    lines += '[600000,true,"K-2","2025-07-01"]\n[null,false,"K-1",null]\n'
    assert list_hash(rows, "household_id") == hashlib.sha256(lines.encode()).hexdigest()


_TEXTS = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.sampled_from('"\\\x00\n\x7fé😀')
)


@given(st.lists(st.tuples(_TEXTS, st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), st.booleans()), max_size=8))
def test_the_same_as_written_row_after_row_whatever_signs_the_texts_hold(rows: list[tuple[object, ...]]) -> None:
    columns = [
        pa.array([row[at] for row in rows], kind) for at, kind in enumerate((pa.string(), pa.int64(), pa.bool_()))
    ]
    keys = [f"K-{at}" for at in range(len(rows))]
    table = pa.table(dict(zip(("b", "é", "a"), columns, strict=True)) | {"key": pa.array(keys, pa.string())})
    names = sorted(table.column_names)
    lines = sorted(
        json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
        for row in table.to_pylist()
    )
    head = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (["merata-list/1"], names)]
    whole = "\n".join([*head, *lines]) + "\n"
    assert list_hash(table, "key") == hashlib.sha256(whole.encode()).hexdigest()


@given(lists(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_of_columns_nor_the_storage_matters(
    rows: pa.Table, chance: random.Random
) -> None:
    digest = list_hash(rows, "household_id")
    order = chance.sample(range(rows.num_rows), rows.num_rows)
    shuffled = rows.take(pa.array(order, pa.int64())).select(chance.sample(rows.column_names, 3))
    assert list_hash(shuffled, "household_id") == digest
    stored = shuffled.set_column(0, shuffled.column_names[0], shuffled[0].dictionary_encode())
    chunks = pa.concat_tables([stored.slice(0, 2), stored.slice(2)])
    assert list_hash(chunks, "household_id") == digest


@given(lists(), lists())
def test_two_lists_have_one_hash_only_if_they_say_the_same(one: pa.Table, other: pa.Table) -> None:
    same = sorted(map(repr, one.to_pylist())) == sorted(map(repr, other.to_pylist()))
    assert (list_hash(one, "household_id") == list_hash(other, "household_id")) == same


def test_nothing_known_is_not_empty_text() -> None:
    hashes = {
        list_hash(pa.table({"k": ["a"], "x": pa.array([value], pa.string())}), "k") for value in (None, "", "null")
    }
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (OLD.append_column("score", pa.array([0.1, 0.2, 0.3, 0.4])), "score: a column of type double"),
        (OLD.drop_columns("household_id"), "household_id: missing"),
        (pa.concat_tables([OLD, OLD.slice(0, 1)]), "the list:5 household_id: stands in an earlier row too"),
        (pa.table({"household_id": ["A", None, ""]}), "the list:2 household_id: empty"),
    ],
)
def test_a_list_without_one_writing_has_no_hash(rows: pa.Table, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        list_hash(rows, "household_id")
    assert problem in str(refused.value)


def test_a_personal_number_in_the_wrong_column_is_masked() -> None:
    with pytest.raises(InputError, match="35••••••••••••01"):
        list_hash(pa.table({"household_id": ["3505990101900001"] * 2}), "household_id")
