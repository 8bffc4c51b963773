"""Change between two dates: pure growth, pure redistribution, a moved line, groups; errors; what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError
from merata.measurement.decomposition import inequality_change, poverty_change

FIRST = pa.table({"y": [50.0, 80.0, 100.0, 170.0], "w": [1.0, 2.0, 3.0, 1.0]})
COLUMNS = {"welfare": "y", "weight": "w", "replicates": 0}


def values(table: pa.Table) -> dict[str, float]:
    return dict(zip(table["component"].to_pylist(), table["value"].to_pylist(), strict=True))


def dated(rows: int, level: float, spread: float, seed: int) -> pa.Table:
    random = np.random.default_rng(seed)
    return pa.table(
        {
            "y": random.lognormal(level, spread, rows),
            "w": random.uniform(1, 3, rows),
            "stratum": np.arange(rows) // 10 % 4,
            "psu": np.arange(rows) // 10,
            "g": np.where(random.random(rows) < 0.4, "kota", "desa"),
        }
    )


def times(table: pa.Table, factor: float) -> pa.Table:
    return table.set_column(0, "y", pa.array(table["y"].to_numpy() * factor))


@pytest.mark.parametrize("measure", ["p0", "p1", "p2", "fgt(1.5)", "watts", "sen"])
@pytest.mark.parametrize("method", ["shapley", "datt_ravallion"])
def test_growth_of_all_alike_is_nothing_but_growth(measure: str, method: str) -> None:
    found = values(poverty_change(FIRST, times(FIRST, 1.25), **COLUMNS, line=100, measure=measure, method=method))
    assert found["growth"] == pytest.approx(found["change"], rel=1e-9)
    assert found["change"] < 0
    assert found["redistribution"] == pytest.approx(0, abs=1e-12)
    assert found.get("residual", 0) == pytest.approx(0, abs=1e-12)


def test_the_same_mean_is_nothing_but_redistribution() -> None:
    second = FIRST.set_column(0, "y", pa.array([90.0, 90.0, 95.0, 125.0]))
    assert m.mean(*second.columns) == pytest.approx(m.mean(*FIRST.columns))
    found = values(poverty_change(FIRST, second, **COLUMNS, line=92, measure="p1"))
    assert found["growth"] == pytest.approx(0, abs=1e-12)
    assert found["redistribution"] == pytest.approx(found["second"] - found["first"])


def test_datt_and_ravallion_by_hand() -> None:
    first, second = [50.0, 150.0], [100.0, 200.0]  # means 100 and 150
    tables = [pa.table({"y": y}) for y in (first, second)]
    found = values(
        poverty_change(*tables, welfare="y", weight=None, line=120, measure="p1", method="datt_ravallion", replicates=0)
    )
    gap = lambda y: m.poverty_gap(y, line=120)  # noqa: E731
    assert found["first"] == pytest.approx(gap(first))
    assert found["growth"] == pytest.approx(gap([75, 225]) - gap(first))
    assert found["redistribution"] == pytest.approx(gap([200 / 3, 400 / 3]) - gap(first))
    assert found["residual"] == pytest.approx(
        found["change"] - (gap([75, 225]) + gap([200 / 3, 400 / 3]) - 2 * gap(first))
    )
    halves = values(poverty_change(*tables, welfare="y", weight=None, line=120, measure="p1", replicates=0))
    assert halves["growth"] == pytest.approx((gap([75, 225]) - gap(first) + gap(second) - gap([200 / 3, 400 / 3])) / 2)
    assert "residual" not in halves


def test_a_moved_line_alone_is_the_lines() -> None:
    found = values(poverty_change(FIRST, FIRST, **COLUMNS, line=[90, 110]))
    assert found["line"] == pytest.approx(3 / 7)  # the three at 100
    assert (found["growth"], found["redistribution"]) == (0, 0)
    inflated = values(poverty_change(FIRST, times(FIRST, 2), **COLUMNS, line=[100, 200], measure="p2"))
    assert inflated["change"] == pytest.approx(0, abs=1e-15)
    assert inflated["line"] == pytest.approx(-inflated["growth"])


def test_whoever_is_on_the_line_stays_there() -> None:
    # Welfare that is divided by its mean and multiplied again is not the same to the last bit.
    table = pa.table({"y": [0.1, 0.3, 0.7, 1.1, 1.3], "w": [0.1, 0.7, 0.3, 1.9, 0.2]})
    for line in table["y"].to_pylist():
        found = values(poverty_change(table, table, **COLUMNS, line=line))
        assert found["first"] == found["second"] == pytest.approx(m.headcount(*table.columns, line=line))
        assert (found["growth"], found["redistribution"]) == (0, 0)


people = st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 9)), min_size=1, max_size=15)


@given(people, people, st.integers(1, 1000), st.integers(1, 1000), st.sampled_from(["p0", "p1", "watts", "sen"]))
def test_shapley_adds_up_and_turns_with_time(
    first: list[tuple[int, int]], second: list[tuple[int, int]], line: int, later: int, measure: str
) -> None:
    tables = [
        pa.table({"y": pa.array([y for y, _ in rows], pa.float64()), "w": pa.array([w for _, w in rows], pa.float64())})
        for rows in (first, second)
    ]
    found = values(poverty_change(*tables, **COLUMNS, line=[line, later], measure=measure))
    causes = [found[name] for name in ("growth", "redistribution", "line") if name in found]
    assert sum(causes) == pytest.approx(found["second"] - found["first"], abs=1e-12)
    back = values(poverty_change(*tables[::-1], **COLUMNS, line=[later, line], measure=measure))
    for name in ("growth", "redistribution"):
        assert back[name] == pytest.approx(-found[name], abs=1e-12)


def test_any_function_of_poverty_will_do() -> None:
    def number(welfare: np.ndarray, weight: np.ndarray, line: float) -> float:  # type: ignore[type-arg]
        return float(weight[welfare < line].sum())

    found = values(poverty_change(FIRST, times(FIRST, 2), **COLUMNS, line=100, measure=number))
    assert (found["first"], found["second"]) == (3, 0)


def test_inequality_within_sizes_and_means() -> None:
    first = pa.table({"y": [1.0, 3.0, 4.0, 4.0], "w": [1.0] * 4, "g": ["a", "a", "b", "b"]})
    doubled = first.set_column(0, "y", pa.array([1.0, 3.0, 8.0, 8.0]))
    found = values(inequality_change(first, doubled, **COLUMNS, by="g"))
    assert found["first"] == pytest.approx(m.theil_l([1, 3, 4, 4]))
    assert found["means"] == pytest.approx(m.theil_l([1, 3, 8, 8]) - m.theil_l([1, 3, 4, 4]))
    assert (found["within"], found["population"]) == (pytest.approx(0), pytest.approx(0))
    closed = first.set_column(0, "y", pa.array([2.0, 2.0, 4.0, 4.0]))
    assert values(inequality_change(first, closed, **COLUMNS, by="g"))["within"] == pytest.approx(
        -m.theil_l([1, 3]) / 2
    )
    moved = first.set_column(1, "w", pa.array([3.0, 3.0, 1.0, 1.0]))
    found = values(inequality_change(first, moved, **COLUMNS, by="g"))
    assert found["population"] == pytest.approx(found["change"])
    both = values(inequality_change(dated(80, 0, 0.6, 1), dated(90, 0.3, 0.4, 2), **COLUMNS, by="g"))
    assert both["within"] + both["population"] + both["means"] == pytest.approx(both["change"], abs=1e-12)


def errors(table: pa.Table) -> dict[str, Any]:
    return dict(zip(table["component"].to_pylist(), table["se"].to_pylist(), strict=True))


def test_errors_are_near_the_spread_over_samples() -> None:
    asked = {"welfare": "y", "weight": "w", "line": 0.8, "measure": "p1"}

    def found(seed: int, replicates: int) -> pa.Table:
        return poverty_change(
            dated(200, 0, 0.6, seed), dated(200, 0.2, 0.5, 500 + seed), **asked, replicates=replicates
        )

    samples = [values(found(seed, 0)) for seed in range(150)]
    several = [errors(found(seed, 60)) for seed in range(12)]
    for name in ("change", "growth", "redistribution"):
        spread = np.std([one[name] for one in samples])
        assert np.mean([one[name] for one in several]) == pytest.approx(spread, rel=0.2), name


def test_the_same_seed_gives_the_same_errors() -> None:
    once, again, other = (poverty_change(FIRST, FIRST, welfare="y", weight="w", line=90, seed=s) for s in (3, 3, 4))
    assert once.equals(again)
    assert not once.equals(other)


def test_a_panels_change_is_surer_than_that_of_two_samples() -> None:
    first = dated(200, 0, 0.6, 1)
    second = times(first, 1.1)
    design = {"welfare": "y", "weight": "w", "line": 0.8, "measure": "p1", "stratum": "stratum", "psu": "psu"}
    panel, apart = (errors(poverty_change(first, second, **design, panel=same)) for same in (True, False))
    assert panel["change"] < apart["change"] / 3
    assert panel["first"] == pytest.approx(apart["first"], rel=0.2)
    assert poverty_change(first, second, **design)["df"].to_pylist() == [2 * (20 - 4)] * 5
    assert poverty_change(first, second, **design, panel=True)["df"].to_pylist() == [20 - 4] * 5


def test_a_replicate_without_a_group_leaves_no_error() -> None:
    # The whole of kota is one cluster, which most replicates leave out at least once.
    first = dated(60, 0, 0.6, 1)
    first = first.set_column(4, "g", pa.array(np.where(np.arange(60) < 10, "kota", "desa")))
    found = inequality_change(first, times(first, 2), welfare="y", weight="w", by="g", psu="psu")
    assert found["se"].null_count == len(found)
    assert found["value"].null_count == 0


def test_without_replicates_there_are_no_errors() -> None:
    found = poverty_change(FIRST, times(FIRST, 2), **COLUMNS, line=100)
    assert found["se"].null_count == found["low"].null_count == len(found)
    assert found["n"].to_pylist() == [8] * 5


def test_what_is_refused() -> None:
    both = (FIRST, FIRST)
    with pytest.raises(UsageError, match="no measure of poverty"):
        poverty_change(*both, **COLUMNS, line=1, measure="gini")
    with pytest.raises(UsageError, match="method"):
        poverty_change(*both, **COLUMNS, line=1, method="guess")
    for line in (0, -1, math.nan, [1, 2, 3], [1, 0]):
        with pytest.raises(UsageError, match="line is"):
            poverty_change(*both, **COLUMNS, line=line)
    with pytest.raises(UsageError, match="needs one line"):
        poverty_change(*both, **COLUMNS, line=[1, 2], method="datt_ravallion")
    with pytest.raises(UsageError, match="second has no column y"):
        poverty_change(FIRST, FIRST.rename_columns(["z", "w"]), **COLUMNS, line=1)
    with pytest.raises(InputError, match="second: nobody holds anything"):
        poverty_change(FIRST, times(FIRST, 0), **COLUMNS, line=1)
    with pytest.raises(InputError, match="1 have negative welfare"):
        poverty_change(FIRST, FIRST.set_column(0, "y", pa.array([-1.0, 1, 1, 1])), **COLUMNS, line=1)
    with pytest.raises(UsageError, match="a panel needs psu="):
        poverty_change(*both, **COLUMNS, line=1, panel=True)
    with pytest.raises(UsageError, match="replicates"):
        poverty_change(*both, welfare="y", weight="w", line=1, replicates=1)
    with pytest.raises(InputError, match="does not exist"):
        poverty_change(*both, **COLUMNS, line=1, measure=lambda y, w, z: math.nan)
    groups = dated(20, 0, 1, 1)
    only = groups.set_column(4, "g", pa.array(["desa"] * 20))
    with pytest.raises(InputError, match="only the first date has g kota"):
        inequality_change(groups, only, **COLUMNS, by="g")
    nothing = groups.set_column(0, "y", pa.array(np.where(groups["g"].to_numpy() == "kota", 0.0, 1.0)))
    with pytest.raises(InputError, match="1 groups hold nothing"):
        inequality_change(groups, nothing, **COLUMNS, by="g")
