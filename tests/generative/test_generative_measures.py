"""Every measure equals a slow and obvious computation, and obeys the principles that it is known for."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from merata import measurement as m

Rows = list[tuple[int, int]]
"""Welfare and weight."""
populations = st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 6)), min_size=2, max_size=12)
LINE = 900.0


def one_by_one(rows: Rows) -> list[int]:
    return sorted(value for value, persons in rows for _ in range(persons))


def slow_quantile(people: list[int], numerator: int, denominator: int) -> float:
    place, rest = divmod(numerator * len(people), denominator)
    return people[place] if rest else (people[place - 1] + people[place]) / 2


def slow_lorenz(rows: Rows, numerator: int, denominator: int) -> float:
    people = one_by_one([(value, persons * denominator) for value, persons in rows])  # so that shares fall on people
    return sum(people[: numerator * len(people) // denominator]) / sum(people)


def slow_gini(people: list[int]) -> float:
    total = sum(people)
    return sum(abs(a - b) for a, b in product(people, people)) / (2 * len(people) * total) if total else 0.0


def slow_s_gini(people: list[int], nu: int) -> float:
    """1 − the mean of the least of ν people drawn with replacement ÷ the mean."""
    least = sum(min(drawn) for drawn in product(people, repeat=nu)) / len(people) ** nu
    return 1 - least * len(people) / sum(people)


def slow_sen(people: list[int]) -> float:
    poor = [value for value in people if value < LINE]
    if not poor:
        return 0.0
    gap = sum(1 - value / LINE for value in poor) / len(poor)
    return len(poor) / len(people) * (gap + (1 - gap) * slow_gini(poor))


def slow_wolfson(rows: Rows) -> float:
    people = one_by_one(rows)
    level = sum(people) / len(people) / slow_quantile(people, 1, 2)
    return 2 * level * (2 * (0.5 - slow_lorenz(rows, 1, 2)) - slow_gini(people))


SLOW: dict[str, tuple[Callable[..., float], Callable[[Rows], float]]] = {
    "mean": (m.mean, lambda rows: sum(one_by_one(rows)) / len(one_by_one(rows))),
    "median": (m.median, lambda rows: slow_quantile(one_by_one(rows), 1, 2)),
    "quantile": (lambda y, w: m.quantile(y, w, 0.3), lambda rows: slow_quantile(one_by_one(rows), 3, 10)),
    "gini": (m.gini, lambda rows: slow_gini(one_by_one(rows))),
    "s_gini": (lambda y, w: m.s_gini(y, w, 2), lambda rows: slow_gini(one_by_one(rows))),
    "bottom_share": (m.bottom_share, lambda rows: slow_lorenz(rows, 4, 10)),
    "share_between": (
        lambda y, w: m.share_between(y, w, 0.2, 0.5),
        lambda rows: slow_lorenz(rows, 5, 10) - slow_lorenz(rows, 2, 10),
    ),
    "seventh_tenth": (
        lambda y, w: float(m.decile_shares(y, w)[6]),
        lambda rows: slow_lorenz(rows, 7, 10) - slow_lorenz(rows, 6, 10),
    ),
    "palma": (m.palma, lambda rows: (1 - slow_lorenz(rows, 9, 10)) / slow_lorenz(rows, 4, 10)),
    "watts": (
        lambda y, w: m.watts(y, w, LINE),
        lambda rows: sum(max(math.log(LINE / y), 0) for y in one_by_one(rows)) / len(one_by_one(rows)),
    ),
    "sen": (lambda y, w: m.sen(y, w, LINE), lambda rows: slow_sen(one_by_one(rows))),
    "arpr": (
        m.arpr,
        lambda rows: np.mean([y < 0.6 * slow_quantile(one_by_one(rows), 1, 2) for y in one_by_one(rows)]),
    ),
    "wolfson": (m.wolfson, slow_wolfson),
}


@pytest.mark.parametrize("name", SLOW)
@given(rows=populations)
def test_equal_to_the_definition(name: str, rows: Rows) -> None:
    fast, slow = SLOW[name]
    assert fast(*zip(*rows, strict=True)) == pytest.approx(slow(rows), rel=1e-9, abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 2)), min_size=1, max_size=4), st.integers(2, 4))
def test_s_gini_is_about_the_poorest_of_several_people(rows: Rows, nu: int) -> None:
    assert m.s_gini(*zip(*rows, strict=True), nu) == pytest.approx(slow_s_gini(one_by_one(rows), nu), abs=1e-12)


@given(populations)
def test_quintile_share_ratio_by_counting_people(rows: Rows) -> None:
    people = one_by_one(rows)
    low, high = slow_quantile(people, 1, 5), slow_quantile(people, 4, 5)
    richest = [value for value in people if value > high]
    assume(richest)
    expected = sum(richest) / sum(value for value in people if value <= low)
    assert m.quintile_share_ratio(*zip(*rows, strict=True)) == pytest.approx(expected)


@given(populations)
def test_relative_median_gap_by_counting_people(rows: Rows) -> None:
    people = one_by_one(rows)
    threshold = 0.6 * slow_quantile(people, 1, 2)
    poor = [value for value in people if value < threshold]
    assume(poor)
    assert m.rmpg(*zip(*rows, strict=True)) == pytest.approx(1 - slow_quantile(poor, 1, 2) / threshold)


RELATIVE: dict[str, Callable[..., Any]] = {
    "gini": m.gini,
    "s_gini": lambda y, w=None: m.s_gini(y, w, 3.5),
    "theil_t": m.theil_t,
    "theil_l": m.theil_l,
    "ge": lambda y, w=None: m.ge(y, w, 2),
    "atkinson": lambda y, w=None: m.atkinson(y, w, 1.5),
    "bottom_share": m.bottom_share,
    "decile_shares": m.decile_shares,
    "palma": m.palma,
    "wolfson": m.wolfson,
    "arpr": m.arpr,
}
ALL: dict[str, Callable[..., Any]] = {
    **RELATIVE,
    "mean": m.mean,
    "median": m.median,
    "quantile": lambda y, w=None: m.quantile(y, w, 0.2),
    "p0": lambda y, w=None: m.headcount(y, w, LINE),
    "p2": lambda y, w=None: m.poverty_severity(y, w, LINE),
    "watts": lambda y, w=None: m.watts(y, w, LINE),
    "sen": lambda y, w=None: m.sen(y, w, LINE),
    "arpt": m.arpt,
}


@pytest.mark.parametrize("name", RELATIVE)
@given(rows=populations, factor=st.sampled_from([0.25, 2.0, 1024.0]))  # exact, so that thresholds stay where they are
def test_relative_measures_do_not_depend_on_the_unit_of_welfare(name: str, rows: Rows, factor: float) -> None:
    welfare, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    measure = RELATIVE[name]
    np.testing.assert_allclose(measure(welfare * factor, weight), measure(welfare, weight), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ALL)
@given(rows=populations, factor=st.floats(1e-6, 1e9))
def test_no_measure_depends_on_the_scale_of_weights(name: str, rows: Rows, factor: float) -> None:
    welfare, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    measure = ALL[name]
    np.testing.assert_allclose(measure(welfare, weight * factor), measure(welfare, weight), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ALL)
@given(rows=populations)
def test_a_weight_is_as_many_people_and_all_twice_is_the_same(name: str, rows: Rows) -> None:
    measure, people = ALL[name], one_by_one(rows)
    expected = measure(*zip(*rows, strict=True))
    np.testing.assert_allclose(measure(people), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(measure([*people, *people[::-1]]), expected, rtol=1e-9, atol=1e-12)


TRANSFER = ("gini", "s_gini", "theil_t", "theil_l", "ge", "atkinson")


@pytest.mark.parametrize("name", TRANSFER)
@given(rows=populations, data=st.data())
def test_a_transfer_to_someone_poorer_never_raises_inequality(name: str, rows: Rows, data: st.DataObject) -> None:
    people = one_by_one(rows)
    poorer, richer = sorted(data.draw(st.lists(st.integers(0, len(people) - 1), min_size=2, max_size=2, unique=True)))
    amount = data.draw(st.integers(0, (people[richer] - people[poorer]) // 2))
    after = people.copy()
    after[poorer] += amount
    after[richer] -= amount
    assert RELATIVE[name](after) <= RELATIVE[name](people) + 1e-12


@given(rows=populations, data=st.data())
def test_a_poor_person_with_less_makes_poverty_worse(rows: Rows, data: st.DataObject) -> None:
    people = one_by_one(rows)
    poor = [place for place, value in enumerate(people) if 1 < value < LINE]
    assume(poor)
    place = data.draw(st.sampled_from(poor))
    worse = people.copy()
    worse[place] -= data.draw(st.integers(1, people[place] - 1))
    for name in ("p2", "watts", "sen"):
        assert ALL[name](worse) > ALL[name](people)


@given(rows=populations, nu=st.floats(1.01, 8))
def test_more_aversion_sees_more_inequality(rows: Rows, nu: float) -> None:
    welfare, weight = zip(*rows, strict=True)
    assert m.s_gini(welfare, weight, nu) <= m.s_gini(welfare, weight, nu + 0.5) + 1e-12
    assert 0 <= m.s_gini(welfare, weight, nu) < 1
