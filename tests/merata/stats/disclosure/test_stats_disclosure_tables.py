from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError
from merata.stats.disclosure.equations import equations, slack_values
from merata.stats.disclosure.protect import joined, protect
from merata.stats.disclosure.tables import TOTAL, Dimension, Published, PublishedCell, Table, areas, cell_ids, keys

PLACES = areas({"v1": ("k1", "r"), "v2": ("k1", "r"), "v3": ("k2", "r")})
SEX = Dimension.flat("sex", ["f", "m"])
TABLE = Table("t", "n", (PLACES, SEX), {("v1", "f"): 1, ("v1", "m"): 2, ("v2", "f"): 3, ("v3", "m"): 4})


def test_totals_follow_the_hierarchy() -> None:
    found = dict(zip(keys(TABLE.dimensions), TABLE.values.ravel().tolist(), strict=True))
    assert found["k1", "f"] == 4
    assert found["k1", TOTAL] == 6
    assert (found["r", "f"], found["r", "m"], found[TOTAL, TOTAL]) == (4, 6, 10)
    assert found["v3", "f"] == 0


def test_a_cell_is_one_wherever_it_stands() -> None:
    other = Table("u", "n", (PLACES,), {("v1",): 3, ("v2",): 3, ("v3",): 4})
    both = equations([TABLE, other])
    assert len(both.cells) == len(keys(TABLE.dimensions))
    place = dict(zip(cell_ids("n", (PLACES,)), both.places[1], strict=True))
    assert both.cells[place["n", (("area", "v1"),)]] == ("n", (("area", "v1"),))
    # Every equation holds of the counts.
    counts = joined([TABLE, other], both)
    assert np.abs(both.matrix @ counts).max() == 0


def test_overlapping_categories_have_slacks() -> None:
    programme = Dimension("programme", {"a": TOTAL, "b": TOTAL}, overlapping=True)
    table = Table("t", "n", (programme,), {("a",): 7, ("b",): 6, (TOTAL,): 9})
    found = equations([table])
    counts = joined([table], found)
    # The sum of both is 4 more than the total, the total 2 and 3 more than each.
    assert sorted(slack_values(found.matrix, counts).tolist()[-found.slacks :]) == [2, 3, 4]
    with pytest.raises(InputError, match="below one of them or above their sum"):
        protect([Table("t", "n", (programme,), {("a",): 7, ("b",): 6, (TOTAL,): 14})])


def test_wrong_tables_are_refused() -> None:
    with pytest.raises(InputError, match="expected a category each of area × sex"):
        _ = Table("t", "n", (PLACES, SEX), {("v9", "f"): 1}).values
    with pytest.raises(InputError, match="counts -1"):
        _ = Table("t", "n", (SEX,), {("f",): -1}).values
    with pytest.raises(InputError, match="totals follow from them"):
        _ = Table("t", "n", (PLACES,), {("k1",): 1}).values
    with pytest.raises(InputError, match="lies in itself"):
        Dimension("d", {"a": "b", "b": "a"})
    with pytest.raises(InputError, match="lies in 'c'"):
        Dimension("d", {"a": "c"})
    other = Table("u", "n", (PLACES,), {("v1",): 4, ("v2",): 3, ("v3",): 4})
    with pytest.raises(InputError, match=r"table u: cell .* counts 7 and 6 in another"):
        protect([TABLE, other])


def test_a_rate_is_of_published_figures() -> None:
    cells = {("f",): PublishedCell(10), ("m",): PublishedCell(None, "small"), (TOTAL,): PublishedCell(25)}
    told = Published("t", "n", (SEX,), cells)
    assert told.rate(("f",), (TOTAL,)) == 0.4
    assert told.rate(("m",), (TOTAL,)) is None
    assert told.rate((TOTAL,), ("f",)) == 1.0
