"""What changed between two snapshots, beside a plain comparison of dictionaries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.registry.difference import CHANGES, compare

DAY = date(1990, 1, 1)
SCHEMA = pa.schema(
    [("nik", pa.string()), ("kk", pa.string()), ("name", pa.string()), ("birth_date", pa.date32()),
     ("village_code", pa.string()), ("desil", pa.int64()), ("died", pa.bool_()), ("moved_out", pa.bool_())]
)  # fmt: skip


def snapshot(*rows: tuple[Any, ...]) -> pa.Table:
    """Rows of nik, kk, name, village, desil, died; everybody born on the same day."""
    full = [(nik, kk, name, DAY, village, desil, died, None) for nik, kk, name, village, desil, died in rows]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in full], schema=SCHEMA)


OLD = snapshot(
    ("1", "a", "ANI", "v1", 1, None),
    ("2", "a", "BUDI", "v1", 1, None),
    (None, "a", "CICI D.", "v1", 1, None),
    ("4", "b", "DEDI", "v2", None, False),
)
NEW = snapshot(
    ("1", "a", "ANI", "v1", 2, None),
    ("2", "b", "BUDI", "v2", 1, None),
    ("3", "a", "cici d", "v1", 1, True),
    ("5", "a", "EKO", "v1", None, False),
)


def test_each_change_is_told_with_where_it_stands() -> None:
    found = compare(OLD, NEW)
    assert [tuple(row.values()) for row in found.rows.to_pylist()] == [
        ("new", "5", None, 3, "v1", None, None),
        ("gone", "4", 3, None, "v2", None, None),
        ("moved_village", "2", 1, 1, "v2", "v1", "v2"),
        ("moved_household", "2", 1, 1, "v2", "a", "b"),
        # Who had no NIK is found by family, name and date of birth.
        ("died", "3", 2, 2, "v1", None, "true"),
        ("desil", "1", 0, 0, "v1", "1", "2"),
        ("composition", "a", 0, 0, "v1", "1", "1"),
        ("composition", "b", 3, 1, "v2", "1", "1"),
    ]
    assert found.villages.to_pylist() == [
        {"village_code": "v1", "new": 1, "gone": 0, "moved_village": 0, "moved_household": 0, "moved_out": 0, "died": 1,
         "desil": 1, "composition": 1},
        {"village_code": "v2", "new": 0, "gone": 1, "moved_village": 1, "moved_household": 1, "moved_out": 0, "died": 0,
         "desil": 0, "composition": 1},
    ]  # fmt: skip
    assert found.counts == dict.fromkeys(CHANGES, 1) | {"moved_out": 0, "composition": 2}


def test_a_snapshot_against_itself_gives_nothing() -> None:
    for table in (OLD, NEW, OLD.slice(0, 0)):
        found = compare(table, table)
        assert found.rows.num_rows == found.villages.num_rows == 0


def test_rows_that_cannot_be_compared_or_stand_twice_are_counted() -> None:
    old = snapshot(
        ("1", "a", "ANI", "v1", 1, None), ("1", "a", "ANI", "v1", 5, None), (None, None, "BUDI", "v1", 1, None)
    )
    found = compare(old, old.slice(0, 1))
    assert (found.unkeyed_old, found.unkeyed_new, found.repeated_old, found.repeated_new) == (1, 0, 1, 0)
    assert found.rows.num_rows == 0


def test_two_people_who_look_alike_without_a_nik_are_not_guessed() -> None:
    old = snapshot((None, "a", "ANI", "v1", 1, None))
    new = snapshot(("1", "a", "ANI", "v1", 1, None), ("2", "a", "ANI", "v1", 1, None))
    assert compare(old, new).counts["new"] == 2
    assert compare(old, new).counts["gone"] == 1


def test_keyed_digests_serve_as_well_and_what_one_lacks_is_not_compared() -> None:
    old = pa.table({"nik_hash": ["x", "y"], "desil": [1, 2], "kk_hash": ["f", "f"]})
    new = pa.table({"nik_hash": ["x", "z"], "desil": [1, 2], "kk_hash": ["f", "f"], "village_code": ["v", "v"]})
    found = compare(old, new, key="nik_hash", household="kk_hash")
    assert found.counts == dict.fromkeys(CHANGES, 0) | {"new": 1, "gone": 1, "composition": 1}
    with pytest.raises(UsageError, match="the old snapshot has no column nik; its columns: nik_hash, desil, kk_hash"):
        compare(old, new)


def test_rows_are_named_as_the_snapshots_number_them() -> None:
    old = OLD.append_column("row", pa.array([12, 13, 14, 15]))
    found = compare(old, NEW)
    assert found.rows["old_row"].to_pylist() == [None, 15, 13, 13, 14, 12, 12, 15]
    assert found.rows["new_row"].to_pylist() == [3, None, 1, 1, 2, 0, 0, 1]


people = st.dictionaries(
    st.integers(0, 12).map(str),
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["v1", "v2"]), st.none() | st.integers(1, 3), st.none() | st.booleans()
    ),
    max_size=10,
)


@settings(max_examples=30)
@given(people, people)
def test_changes_of_persons_equal_those_of_dictionaries(before: dict[str, Any], after: dict[str, Any]) -> None:
    def table(found: dict[str, Any]) -> pa.Table:
        return snapshot(*((nik, kk, "X", village, desil, died) for nik, (kk, village, desil, died) in found.items()))

    expected = {("new", nik) for nik in after.keys() - before.keys()} | {
        ("gone", nik) for nik in before.keys() - after.keys()
    }
    for nik in before.keys() & after.keys():
        (kk, village, desil, died), (kk2, village2, desil2, died2) = before[nik], after[nik]
        expected |= {("moved_household", nik)} if kk != kk2 else set()
        expected |= {("moved_village", nik)} if village != village2 else set()
        expected |= {("desil", nik)} if desil != desil2 else set()
        expected |= {("died", nik)} if died2 and not died else set()
    for family in {row[0] for row in before.values()} & {row[0] for row in after.values()}:
        members = [{nik for nik, row in found.items() if row[0] == family} for found in (before, after)]
        expected |= {("composition", family)} if members[0] != members[1] else set()
    found = compare(table(before), table(after))
    told = list(zip(found.rows["change"].to_pylist(), found.rows["key"].to_pylist(), strict=True))
    assert sorted(told) == sorted(expected)
    assert sum(sum(row[change] for change in CHANGES) for row in found.villages.to_pylist()) == len(expected)
