"""The attacker: every hidden cell is solved for from all that is published, and none is known too well.

The attack (`merata.stats.disclosure.attack`) knows published figures only, and its bounds are held against the slow and
obvious: all tables that would be published so, one by one.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata.stats.disclosure.attack import Attack, attack
from merata.stats.disclosure.editions import edition
from merata.stats.disclosure.protect import protect
from merata.stats.disclosure.rules import EXACT, PROTECTION, RULES, THRESHOLD, Rules
from merata.stats.disclosure.system import ContradictionError
from merata.stats.disclosure.tables import TOTAL, Dimension, Published, PublishedCell, Table, areas, cell_ids, keys

VILLAGES = {"v1": ("k1", "r1"), "v2": ("k1", "r1"), "v3": ("k2", "r1"), "v4": ("k3", "r2"), "v5": ("k3", "r2")}
PLACES = areas(VILLAGES)
SEX = Dimension.flat("sex", ["f", "m"])
DESIL = Dimension.flat("desil", ["1", "2", "3"])
PROGRAMMES = Dimension("programme", {"a": TOTAL, "b": TOTAL}, overlapping=True)
CLOSE = 1e-4
few = st.one_of(st.integers(0, 8), st.integers(0, 60))
quickly = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def counts_of(*dimensions: Dimension) -> st.SearchStrategy[dict[tuple[str, ...], int]]:
    finest = [
        [one for one in dimension.parents if one not in set(dimension.parents.values())] for dimension in dimensions
    ]
    every = list(itertools.product(*finest))
    return st.lists(few, min_size=len(every), max_size=len(every)).map(
        lambda found: dict(zip(every, found, strict=True))
    )


def linked(counts: dict[tuple[str, ...], int]) -> list[Table]:
    """Village × sex and village × desil of the same people, and both crossed."""
    by_sex: dict[tuple[str, ...], int] = {}
    by_desil: dict[tuple[str, ...], int] = {}
    for (village, sex, desil), count in counts.items():
        by_sex[village, sex] = by_sex.get((village, sex), 0) + count
        by_desil[village, desil] = by_desil.get((village, desil), 0) + count
    return [
        Table("by sex", "people", (PLACES, SEX), by_sex),
        Table("by desil", "people", (PLACES, DESIL), by_desil),
        Table("by sex and desil", "people", (PLACES, SEX, DESIL), counts),
    ]


def unsafe(*editions: list[Published], rules: Rules = RULES) -> list[object]:
    """What an attacker knows too well."""
    return [
        (cell, bounds)
        for cell, bounds in attack(*editions, rules=rules).items()
        if bounds.width < rules.protection - CLOSE
    ]


def assert_nothing_small_is_told(tables: list[Table], told: list[Published], rules: Rules = RULES) -> None:
    for table, one in zip(tables, told, strict=True):
        for key, count in zip(keys(table.dimensions), table.values.ravel().tolist(), strict=True):
            value = one.cells[key].value
            if 0 < count < rules.threshold:
                assert value is None
            if value is not None:
                assert value % rules.rounding == 0
                assert abs(value - count) <= rules.rounding // 2


@quickly
@given(counts=counts_of(PLACES, SEX), rules=st.sampled_from([RULES, EXACT, Rules(3, 3, 3), Rules(10, 5, 10)]))
def test_no_hidden_cell_of_a_hierarchical_table_is_known_too_well(
    counts: dict[tuple[str, ...], int], rules: Rules
) -> None:
    tables = [Table("t", "people", (PLACES, SEX), counts)]
    told = protect(tables, rules)
    assert_nothing_small_is_told(tables, told, rules)
    # Small cells are guarded; those hidden beside them stand for themselves.
    small = [
        (0, cell)
        for cell, key in zip(cell_ids("people", (PLACES, SEX)), keys((PLACES, SEX)), strict=True)
        if told[0].cells[key].reason == "small"
    ]
    assert all(one.width >= rules.protection - CLOSE for one in attack(told, rules=rules, cells=small).values())


def small_of(told: list[Published], number: int = 0) -> list[tuple[int, tuple[str, tuple[tuple[str, str], ...]]]]:
    return sorted(
        {
            (number, cell)
            for one in told
            for cell, key in zip(cell_ids(one.measure, one.dimensions), keys(one.dimensions), strict=True)
            if one.cells[key].reason == "small"
        }
    )


@pytest.mark.slow
@settings(quickly, max_examples=12)
@given(counts=counts_of(PLACES, SEX, DESIL), rules=st.sampled_from([RULES, EXACT]))
def test_linked_tables_do_not_open_each_other(counts: dict[tuple[str, ...], int], rules: Rules) -> None:
    tables = linked(counts)
    told = protect(tables, rules)
    assert_nothing_small_is_told(tables, told, rules)
    found = attack(told, rules=rules, cells=small_of(told))
    assert [(cell, one) for cell, one in found.items() if one.width < rules.protection - CLOSE] == []


@quickly
@given(data=st.data(), rules=st.sampled_from([RULES, EXACT]))
def test_households_of_several_programmes_do_not_open_each_other(data: st.DataObject, rules: Rules) -> None:
    counts: dict[tuple[str, ...], int] = {}
    for village in ("v1", "v2", "v3"):
        only_a, only_b, both = (data.draw(few) for _ in range(3))
        counts |= {
            (village, "a"): only_a + both, (village, "b"): only_b + both, (village, TOTAL): only_a + only_b + both,
        }  # fmt: skip
    places = areas({one: VILLAGES[one] for one in ("v1", "v2", "v3")})
    tables = [Table("reached", "households", (places, PROGRAMMES), counts)]
    told = protect(tables, rules)
    assert_nothing_small_is_told(tables, told, rules)
    found = attack(told, rules=rules, cells=small_of(told))
    assert [(cell, one) for cell, one in found.items() if one.width < rules.protection - CLOSE] == []


@pytest.mark.slow
@quickly
@given(data=st.data())
def test_two_editions_tell_neither_a_cell_nor_a_change_of_few(data: st.DataObject) -> None:
    before = data.draw(counts_of(PLACES, SEX))
    changes = data.draw(st.lists(st.sampled_from([0, 0, 0, 1, -1, 2, 6, -7]), min_size=10, max_size=10))
    after = {key: max(count + change, 0) for (key, count), change in zip(before.items(), changes, strict=True)}
    first = edition([Table("t", "people", (PLACES, SEX), before)])
    second = edition([Table("t", "people", (PLACES, SEX), after)], first)
    attacker = Attack(first.published, second.published)
    for number, one in enumerate((first, second)):
        for _, cell in small_of(list(one.published), number):
            assert attacker.bounds(cell, number).width >= PROTECTION - CLOSE
    for cell, then, now in zip(first.found.cells, first.counts, second.counts, strict=True):
        if 0 < abs(now - then) < THRESHOLD:
            assert attacker.change(cell).width >= PROTECTION - CLOSE


@settings(quickly, max_examples=12)
@given(counts=counts_of(PLACES, SEX))
def test_the_same_tables_in_any_order_and_language_are_told_alike(counts: dict[tuple[str, ...], int]) -> None:
    one = Table("Penerima", "people", (PLACES, SEX), counts)
    other = replace(
        one, name="Recipients", dimensions=(SEX, PLACES), counts={(sex, place): n for (place, sex), n in counts.items()}
    )
    single = protect([one])[0]
    for first, second in (protect([one, other]), protect([other, one])[::-1]):
        assert first.cells == single.cells
        assert {key[::-1]: cell for key, cell in second.cells.items()} == single.cells
    # An attacker with both exports knows what one of them tells.
    both = attack([single, replace(single, name="Recipients")])
    for cell, bounds in attack([single]).items():
        assert both[cell].low == pytest.approx(bounds.low, abs=CLOSE)
        assert both[cell].high == pytest.approx(bounds.high, abs=CLOSE)
    kept = edition([one], edition([one]))
    assert kept.published[0].cells == single.cells


SMALL_PLACES = Dimension.flat("place", ["x", "y"])


@settings(quickly, max_examples=15)
@given(
    counts=st.lists(st.integers(0, 7), min_size=4, max_size=4),
    hidden=st.sets(st.sampled_from(keys((SMALL_PLACES, SEX))), min_size=1, max_size=4),
    rules=st.sampled_from([Rules(3, 3, 3), Rules(3, 1, 3)]),
)
def test_the_attack_finds_what_trying_every_table_finds(
    counts: list[int], hidden: set[tuple[str, ...]], rules: Rules
) -> None:
    """Of two-way tables the programs' ends are whole numbers (total unimodularity): both find the same."""
    every = list(itertools.product(["x", "y"], ["f", "m"]))
    table = Table("t", "people", (SMALL_PLACES, SEX), dict(zip(every, counts, strict=True)))
    order = keys(table.dimensions)
    values = dict(zip(order, table.values.ravel().tolist(), strict=True))
    hidden |= {key for key, value in values.items() if rules.small(value)}
    told = Published(
        "t", "people", table.dimensions,
        {key: PublishedCell(None if key in hidden else rules.rounded(values[key])) for key in order},
    )  # fmt: skip
    most = 16
    fitting = []
    for tried in itertools.product(*(_tried(told.cells[key], rules, most) for key in every)):
        made = Table("t", "people", table.dimensions, dict(zip(every, tried, strict=True)))
        found = dict(zip(order, made.values.ravel().tolist(), strict=True))
        if all(
            cell.value is None or rules.interval(cell.value)[0] <= found[key] <= rules.interval(cell.value)[1]
            for key, cell in told.cells.items()
        ):
            fitting.append(found)
    ids = dict(zip(cell_ids("people", table.dimensions), order, strict=True))
    for (_, cell), bounds in attack([told], rules=rules).items():
        numbers = [one[ids[cell]] for one in fitting]
        assert bounds.low == pytest.approx(min(numbers), abs=CLOSE)
        if max(numbers) < most:
            assert bounds.high == pytest.approx(max(numbers), abs=CLOSE)
        else:
            assert bounds.high >= most


def _tried(cell: PublishedCell, rules: Rules, most: int) -> range:
    if cell.value is None:
        return range(most + 1)
    low, high = rules.interval(cell.value)
    return range(low, high + 1)


def leaky(counts: dict[tuple[str, ...], int], rules: Rules = RULES) -> list[Published]:
    """What a careless publisher does: small cells hidden, and nothing with them."""
    made = []
    for table in [Table("t", "people", (PLACES, SEX), counts)]:
        cells = {
            key: PublishedCell(None if rules.small(count) else rules.rounded(count))
            for key, count in zip(keys(table.dimensions), table.values.ravel().tolist(), strict=True)
        }
        made.append(Published(table.name, table.measure, table.dimensions, cells))
    return made


PLAIN = {("v1", "f"): 2, ("v1", "m"): 30, ("v2", "f"): 20, ("v2", "m"): 20, ("v3", "f"): 9, ("v3", "m"): 8}
PLAIN |= {(village, sex): 25 for village in ("v4", "v5") for sex in ("f", "m")}


def test_a_planted_leak_is_found() -> None:
    """The test of these tests: hiding the small cell alone is caught, in one table and between editions."""
    assert unsafe(leaky(PLAIN, EXACT), rules=EXACT) != []
    assert unsafe(protect([Table("t", "people", (PLACES, SEX), PLAIN)], EXACT), rules=EXACT) == []
    # A figure told in a second table only: the complement comes back by the other door.
    told = protect([Table("t", "people", (PLACES, SEX), PLAIN)], EXACT)
    opened = {key: PublishedCell(30) if key == ("v1", "m") else cell for key, cell in told[0].cells.items()}
    assert unsafe([*told, replace(told[0], name="again", cells=opened)], rules=EXACT) != []


def test_figures_that_cannot_be_true_are_refused() -> None:
    told = protect([Table("t", "people", (SEX,), {("f",): 30, ("m",): 20})])[0]
    wrong = replace(told, cells=told.cells | {("f",): PublishedCell(90), ("m",): PublishedCell(None)})
    with pytest.raises(ContradictionError, match="contradict each other"):
        attack([wrong])


def test_a_planted_leak_between_editions_is_found() -> None:
    first = edition([Table("t", "people", (PLACES, SEX), PLAIN)])
    moved = PLAIN | {("v4", "f"): 28}
    # 25 and 28: without an edition's memory the figures say 25 and 30, and that at least one and at most nine came.
    fresh = protect([Table("t", "people", (PLACES, SEX), moved)])
    kept = edition([Table("t", "people", (PLACES, SEX), moved)], first)
    cell = ("people", (("area", "v4"), ("sex", "f")))
    assert fresh[0].value("v4", "f") == 30
    assert kept.published[0].value("v4", "f") == 25
    exactly = [Table("t", "people", (PLACES, SEX), counts) for counts in (PLAIN, moved)]
    careless = [protect([one], EXACT) for one in exactly]
    assert Attack(*careless, rules=EXACT).change(cell).width < PROTECTION
    assert Attack(first.published, kept.published).change(cell).width >= PROTECTION
