"""Small tables by hand, and the best choice against every choice there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata.stats.disclosure import choosing
from merata.stats.disclosure.attack import attack
from merata.stats.disclosure.choosing import choose
from merata.stats.disclosure.equations import equations
from merata.stats.disclosure.protect import joined, protect, system_of
from merata.stats.disclosure.rules import EXACT, RULES, Rules
from merata.stats.disclosure.tables import TOTAL, Dimension, Published, Table, cell_ids, keys
from merata.stats.disclosure.widths import Widths

SEX = Dimension.flat("sex", ["f", "m"])
AGE = Dimension.flat("age", ["a", "b", "c"])
PLACE = Dimension.flat("place", ["x", "y", "z"])


def three_by_three() -> Table:
    """a   b   c
    x    3  20  14 |  37
    y   17   9  30 |  56
    z   12  15  21 |  48
        32  44  65 | 141
    """
    rows = {"x": (3, 20, 14), "y": (17, 9, 30), "z": (12, 15, 21)}
    return Table(
        "t",
        "n",
        (PLACE, AGE),
        {(place, age): n for place, found in rows.items() for age, n in zip("abc", found, strict=True)},
    )


def hidden(told: Published) -> set[tuple[str, ...]]:
    return {key for key, cell in told.cells.items() if cell.value is None}


def test_one_small_cell_of_three_by_three_by_hand() -> None:
    told = protect([three_by_three()], EXACT)[0]
    # Row x and column a each need another, and so do the lines of those: of the squares through (x, a) the one with 20,
    # 17 and 9 costs 3 + log2(21·18·10) = 14.9, with 20, 12 and 15 3 + log2(21·13·16) = 15.1, with 14, 12 and 21 15.1.
    assert hidden(told) == {("x", "a"), ("x", "b"), ("y", "a"), ("y", "b")}
    assert told.cells["x", "a"].reason == "small"
    assert told.cells["y", "b"].reason == "complement"
    # Row x tells 23 of x-a and x-b, column a tells 20 of x-a and y-a: so x-a is 0 to 20.
    bounds = attack([told], rules=EXACT)[0, ("n", (("age", "a"), ("place", "x")))]
    assert (bounds.low, bounds.high) == (pytest.approx(0), pytest.approx(20))


def test_rounding_alone_may_hide_what_exact_figures_would_not() -> None:
    told = protect([three_by_three()], RULES)[0]
    assert hidden(told) == {("x", "a")}
    assert told.value("x", TOTAL) == 35
    # Row x: 35 is 33 to 37, 20 is 18 to 22, 15 is 13 to 17: 0 to 6. Column a: 30 is 28 to 32, less 15 and 10: up to 11.
    bounds = attack([told])[0, ("n", (("age", "a"), ("place", "x")))]
    assert (bounds.low, bounds.high) == (pytest.approx(0), pytest.approx(6))


def test_nobody_is_told_and_a_small_total_is_not() -> None:
    told = protect([Table("t", "n", (SEX,), {("f",): 3})])[0]
    assert (told.value("f"), told.value("m"), told.value(TOTAL)) == (None, 0, None)
    assert protect([Table("t", "n", (SEX,), {})])[0].value(TOTAL) == 0


def test_the_tables_order_does_not_matter_nor_is_chance_in_it() -> None:
    first = Table("t", "n", (PLACE, AGE), three_by_three().counts)
    second = Table("u", "n", (PLACE,), {("x",): 37, ("y",): 56, ("z",): 48})
    one = protect([first, second], EXACT)
    assert [told.cells for told in protect([second, first], EXACT)] == [told.cells for told in one[::-1]]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    counts=st.lists(st.integers(0, 12), min_size=4, max_size=4), rules=st.sampled_from([EXACT, RULES, Rules(3, 3, 3)])
)
def test_the_best_choice_is_as_good_as_the_best_of_all(counts: list[int], rules: Rules) -> None:
    places = Dimension.flat("place", ["x", "y"])
    table = Table("t", "n", (places, SEX), dict(zip(itertools.product("xy", "fm"), counts, strict=True)))
    found = equations([table])
    values = joined([table], found)
    system = system_of(found, values, rules)
    small = system.hidden.copy()
    assert not choose(system).size
    paid = system.cost[system.hidden & ~small].sum()
    free = np.flatnonzero(np.isfinite(system.cost) & ~small)
    best = np.inf
    for size in range(len(free) + 1):
        for chosen in itertools.combinations(free.tolist(), size):
            other = system_of(found, values, rules)
            other.hidden[list(chosen)] = True
            if not Widths(other).prove(other.guarded).size:
                best = min(best, float(system.cost[list(chosen)].sum()))
    assert paid == pytest.approx(best)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts=st.lists(st.integers(0, 25), min_size=9, max_size=9), rules=st.sampled_from([EXACT, RULES]))
def test_the_way_for_large_tables_protects_as_well(counts: list[int], rules: Rules) -> None:
    table = Table("t", "n", (PLACE, AGE), dict(zip(itertools.product("xyz", "abc"), counts, strict=True)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choosing, "MOST_CHOSEN", 0)
        told = protect([table], rules)[0]
    ids = dict(zip(keys(table.dimensions), cell_ids("n", table.dimensions), strict=True))
    small = [(0, ids[key]) for key, cell in told.cells.items() if cell.reason == "small"]
    assert all(one.width >= rules.protection - 1e-4 for one in attack([told], rules=rules, cells=small).values())
    assert {key for key, cell in told.cells.items() if cell.reason == "small"} == {
        key
        for key, count in zip(keys(table.dimensions), table.values.ravel().tolist(), strict=True)
        if rules.small(count)
    }
