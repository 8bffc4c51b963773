from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from two_lists import NEW, OLD, few_keys, lists

from merata.errors import InputError
from merata.programmes.lists.differences import applied, compare
from merata.programmes.lists.frozen import list_hash


def test_every_change_by_hand() -> None:
    found = compare(OLD, NEW)
    assert [tuple(row.values()) for row in found.rows.to_pylist()] == [
        ("entered", "K-5", None, 300_000, None, "desil 3"),
        ("left", "K-4", 600_000, None, "lansia", None),
        ("changed", "K-2", 600_000, 750_000, "desil 2", "desil 2"),
        ("changed", "K-3", 900_000, 900_000, "desil 1", "lansia"),
    ]
    assert found.counts == {"entered": 1, "left": 1, "changed": 2}
    assert (found.stayed, found.old_total_idr, found.new_total_idr) == (1, 2_700_000, 2_550_000)
    assert found.old_hash == list_hash(OLD, "household_id")


def test_a_list_against_itself_gives_nothing_whatever_its_order() -> None:
    found = compare(OLD, OLD.take([3, 1, 0, 2]))
    assert found.rows.num_rows == 0
    assert found.old_hash == found.new_hash
    assert found.stayed == 4


def test_a_list_of_members_without_amounts_compares_who_is_in_it() -> None:
    before, after = (pa.table({"member": list(keys)}) for keys in ("abc", "bcd"))
    assert compare(before, after, key="member").counts == {"entered": 1, "left": 1, "changed": 0}


def test_an_amount_that_is_no_rupiah_is_refused() -> None:
    with pytest.raises(InputError, match="the new list: amount_idr must be whole rupiah"):
        compare(OLD, OLD.set_column(1, "amount_idr", pa.array([1.5, 2, 3, 4])))
    with pytest.raises(InputError, match="the old list does not name each row once"):
        compare(pa.concat_tables([OLD, OLD]), NEW)


@given(lists(few_keys), lists(few_keys))
def test_the_old_list_and_what_changed_give_the_new_one(old: pa.Table, new: pa.Table) -> None:
    found = compare(old, new)
    assert applied(old, found) == new.sort_by("household_id")
    was = {row["household_id"]: row for row in old.to_pylist()}
    now = {row["household_id"]: row for row in new.to_pylist()}
    assert found.counts["entered"] == len(now.keys() - was.keys())
    assert found.counts["left"] == len(was.keys() - now.keys())
    assert found.stayed == sum(now[key] == was[key] for key in was.keys() & now.keys())
    added = sum((row["new_amount_idr"] or 0) - (row["old_amount_idr"] or 0) for row in found.rows.to_pylist())
    assert found.old_total_idr + added == found.new_total_idr


def test_a_difference_fits_on_its_own_list_alone() -> None:
    found = compare(OLD, NEW)
    with pytest.raises(InputError, match="applied already"):
        applied(applied(OLD, found), found)
