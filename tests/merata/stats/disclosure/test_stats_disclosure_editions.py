from __future__ import annotations

from merata.stats.disclosure.attack import Attack
from merata.stats.disclosure.editions import Edition, edition
from merata.stats.disclosure.rules import PROTECTION
from merata.stats.disclosure.tables import TOTAL, Dimension, Table

PLACE = Dimension.flat("place", ["a", "b", "c", "d"])


def told(made: Edition) -> list[int | None]:
    return [made.published[0].value(place) for place in ("a", "b", "c", "d", TOTAL)]


def table(*counts: int) -> Table:
    return Table("t", "n", (PLACE,), {(place,): count for place, count in zip("abcd", counts, strict=True)})


def test_a_change_under_the_threshold_keeps_the_figure() -> None:
    first = edition([table(20, 9, 3, 40)])
    assert told(first) == [20, 10, None, 40, 70]
    # 24 would be 25 and 4 more; 44 would be 45; five in c would be told, and together that they are two more.
    second = edition([table(24, 9, 5, 44)], first)
    assert told(second)[:4] == [20, 10, None, 40]
    # The total is 10 more: that is told.
    assert told(second)[4] == 80
    # From 20, which the figure was made from, 25 is five more; 86 is four more than the 82 that were told as 80.
    third = edition([table(25, 9, 8, 44)], second)
    assert told(third) == [25, 10, 10, 40, 80]


def test_small_cells_and_those_hidden_with_them_stay_hidden() -> None:
    first = edition([Table("t", "n", (PLACE,), {("a",): 6, ("b",): 1})])
    assert told(first)[:2] == [None, None]
    second = edition([Table("t", "n", (PLACE,), {("a",): 7, ("b",): 4})], first)
    assert told(second)[:2] == [None, None]


def test_nobody_and_then_somebody_is_not_told_as_nobody() -> None:
    first = edition([table(20, 30, 0, 40)])
    assert told(first)[2] == 0
    second = edition([table(20, 30, 2, 40)], first)
    assert told(second)[2] is None
    attacker = Attack(first.published, second.published)
    assert attacker.bounds(("n", (("place", "c"),)), 1).width >= PROTECTION
    assert attacker.change(("n", (("place", "c"),))).width >= PROTECTION


def test_a_new_cell_is_told_as_new() -> None:
    first = edition([Table("t", "n", (Dimension.flat("place", ["a", "b"]),), {("a",): 20, ("b",): 30})])
    second = edition([table(20, 30, 12, 40)], first)
    assert told(second) == [20, 30, 10, 40, 100]


def test_tables_may_divide_by_other_categories_of_one_dimension() -> None:
    """Programmes of one table are none of the other's: each is told as it is by itself, in any order."""
    one = Table("one", "n", (Dimension.separate("programme", ["pkh"]), PLACE), {("pkh", "a"): 3, ("pkh", "b"): 9})
    two = Table("two", "m", (Dimension.separate("programme", ["rice"]), PLACE), {("rice", "a"): 30, ("rice", "c"): 12})
    alone = [edition([each]).published[0].cells for each in (one, two)]
    assert [each.cells for each in edition([one, two]).published] == alone
    assert [each.cells for each in edition([two, one]).published] == alone[::-1]
    assert (alone[0]["pkh", "a"].value, alone[1]["rice", TOTAL].value) == (None, 40)
