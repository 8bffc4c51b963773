"""The public estimate: its table, its groups, what is null, replicate weights, and what it refuses."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError
from merata.measurement.measures import KNOWN, named
from merata.stats.design import design, variance_of_total

COLUMNS = ["group", "measure", "value", "se", "low", "high", "df", "n"]
SAMPLE = pa.table(
    {
        "village": ["a", "a", "a", "b", "b", "b", "c", "c"],
        "stratum": ["u", "u", "u", "r", "r", "r", "u", "r"],
        "psu": [1, 1, 2, 3, 4, 4, 2, 3],
        "weight": [10.0, 20, 10, 5, 5, 10, 10, 30],
        "welfare": [300.0, 500, 700, 200, 0, 1000, 450, 800],
        "line": [400.0, 400, 400, 350, 350, 350, 400, 350],
    }
)
DESIGN = {"welfare": "welfare", "weight": "weight", "stratum": "stratum", "psu": "psu"}
EVERYTHING = (
    "mean",
    "median",
    "quantile(0.9)",
    "decile_shares",
    "bottom40_share",
    "lorenz(0.2)",
    "generalised_lorenz(0.2)",
    "share(0.9, 1)",
    "gini",
    "s_gini(3)",
    "theil_t",
    "theil_l",
    "ge(2)",
    "ge(0.5)",
    "ge(-1)",
    "atkinson(0.5)",
    "atkinson(1)",
    "atkinson(2)",
    "palma",
    "s80s20",
    "p0",
    "p1",
    "p2",
    "fgt(1.5)",
    "watts",
    "sen",
    "arpr",
    "arpt",
    "wolfson",
)


def by_name(table: pa.Table, group: Any = None) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in table.to_pylist() if row["group"] == group}


def invented(rows: int = 600, seed: int = 1) -> pa.Table:
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, 4, rows)
    psu = stratum * 10 + rng.integers(0, 6, rows)
    return pa.table(
        {
            "stratum": stratum,
            "psu": psu,
            "weight": rng.uniform(1, 9, rows),
            "welfare": np.round(rng.lognormal(13, 0.6, rows) * (1 + psu / 100)),
            "village": rng.integers(0, 3, rows),
        }
    )


def test_the_table_and_one_mean_by_hand() -> None:
    found = m.estimate(SAMPLE, ["mean", "p0"], **DESIGN, line=400)
    assert found.column_names == COLUMNS
    rows = by_name(found)
    weight, welfare = SAMPLE["weight"].to_numpy(), SAMPLE["welfare"].to_numpy()
    mean = float(np.average(welfare, weights=weight))
    assert rows["mean"]["value"] == pytest.approx(mean)
    assert rows["p0"]["value"] == pytest.approx((10 + 5 + 5) / 100)
    linearised = weight * (welfare - mean) / weight.sum()
    sample = design(SAMPLE["stratum"].to_pylist(), SAMPLE["psu"].to_pylist())
    assert rows["mean"]["se"] == pytest.approx(variance_of_total(linearised, sample) ** 0.5)
    assert (rows["mean"]["df"], rows["mean"]["n"]) == (2, 8)
    assert rows["mean"]["high"] - mean == pytest.approx(rows["mean"]["se"] * 4.302653, rel=1e-6)  # t of 2 degrees


def test_groups_keep_their_type_and_the_whole_comes_first() -> None:
    found = m.estimate(SAMPLE, "mean", **DESIGN, by="village", overall=True)
    assert found["group"].to_pylist() == [None, "a", "b", "c"]
    assert found["n"].to_pylist() == [8, 3, 3, 2]
    by_number = m.estimate(invented(), "mean", **DESIGN, by="village")
    assert by_number["group"].to_pylist() == [0, 1, 2]
    several = m.estimate(SAMPLE, "mean", **DESIGN, by=["stratum", "village"])
    assert several["group"].to_pylist() == ["r / b", "r / c", "u / a", "u / c"]


def test_every_measure_by_group_equals_it_for_the_group_alone() -> None:
    table = invented()
    found = m.estimate(table, EVERYTHING, **DESIGN, by="village", line=400_000)
    for village in range(3):
        here = np.asarray(table["village"]) == village
        alone = table.set_column(2, "weight", pa.array(np.where(here, table["weight"], 1e-300))).filter(pa.array(here))
        whole = by_name(m.estimate(alone, EVERYTHING, **DESIGN, line=400_000))
        rows = by_name(found, village)
        assert len(rows) == len(EVERYTHING) + 8  # the ten shares, of which one was named already
        for name, row in rows.items():
            assert row["value"] == pytest.approx(whole[name]["value"], rel=1e-9), name
            # The design of the whole has clusters outside the village, so errors differ a little.
            assert row["se"] == pytest.approx(whole[name]["se"], rel=0.35), name
            assert row["low"] < row["value"] < row["high"], name


@pytest.mark.parametrize("variance", ["linearised", "jackknife"])
def test_the_whole_with_its_groups_equals_the_whole_alone(variance: Any) -> None:
    table = invented(2000)
    columns = table.to_pydict()
    options = {**DESIGN, "line": 400_000, "variance": variance}
    both = m.estimate(table, EVERYTHING, **options, by="village", overall=True)
    apart = [
        m.estimate(table, EVERYTHING, **options),
        m.estimate(table, EVERYTHING, **options, by="village"),
    ]
    for name in COLUMNS:
        expected = [value for part in apart for value in part[name].to_pylist()]
        exact = name in ("group", "measure", "df", "n")
        assert both[name].to_pylist() == (expected if exact else pytest.approx(expected, rel=1e-9))
    assert table.to_pydict() == columns  # what the caller holds is left alone


def test_linearisation_comes_near_to_the_jackknife_for_every_measure() -> None:
    table = invented(3000, 2)
    linear = by_name(m.estimate(table, EVERYTHING, **DESIGN, line=400_000))
    jackknife = by_name(m.estimate(table, EVERYTHING, **DESIGN, line=400_000, variance="jackknife"))
    # The jackknife is not consistent for quantiles, which do not move smoothly.
    rough = {"median", "quantile(0.9)", "arpr", "arpt", "wolfson", "s80s20"}
    for name, row in linear.items():
        assert jackknife[name]["value"] == row["value"]
        assert jackknife[name]["se"] == pytest.approx(row["se"], rel=0.8 if name in rough else 0.06), name


def test_the_bootstrap_agrees_also_for_quantiles() -> None:
    table = invented(3000, 3)
    names = ("mean", "gini", "median", "p0", "arpr")
    linear = by_name(m.estimate(table, names, **DESIGN, line=400_000))
    drawn = by_name(m.estimate(table, names, **DESIGN, line=400_000, variance="bootstrap", replicates=400, seed=2))
    for name, row in linear.items():
        assert drawn[name]["se"] == pytest.approx(row["se"], rel=0.25), name


def test_half_samples_agree_where_there_are_two_clusters_a_stratum() -> None:
    table = invented(2000, 4)
    table = table.set_column(1, "psu", pa.array(np.asarray(table["psu"]) % 2))
    linear = by_name(m.estimate(table, ("mean", "p0"), **DESIGN, line=400_000))
    halves = by_name(m.estimate(table, ("mean", "p0"), **DESIGN, line=400_000, variance="brr"))
    for name, row in linear.items():
        assert halves[name]["se"] == pytest.approx(row["se"], rel=0.05), name


def test_what_cannot_be_known_is_null_and_never_nan() -> None:
    table = pa.table({"g": [0, 0, 1, 1], "welfare": [0.0, 0, 500, 600], "weight": [1.0] * 4, "psu": [1, 2, 3, 3]})
    found = m.estimate(
        table, ["mean", "gini", "theil_l", "palma", "p0", "median"], welfare="welfare", weight="weight", psu="psu",
        by="g", line=400,
    )  # fmt: skip
    poor, rich = by_name(found, 0), by_name(found, 1)
    assert poor["gini"]["value"] is None  # nobody holds anything
    assert poor["theil_l"] == {
        "group": 0, "measure": "theil_l", "value": None, "se": None, "low": None, "high": None, "df": 1, "n": 0,
    }  # fmt: skip
    assert (poor["p0"]["value"], poor["p0"]["se"]) == (1.0, None)  # not a certain 1
    assert rich["mean"]["value"] == 550
    assert rich["mean"]["se"] is None  # one cluster
    assert not any(np.isnan(found[name].drop_null().to_numpy()).any() for name in ("value", "se", "low", "high"))


def test_a_line_may_be_a_column() -> None:
    found = by_name(m.estimate(SAMPLE, "p0", **DESIGN, line="line"))
    assert found["p0"]["value"] == pytest.approx((10 + 5 + 5) / 100)
    with pytest.raises(UsageError, match=r"p0, watts need a poverty line"):
        m.estimate(SAMPLE, ["p0", "watts"], **DESIGN)
    missing = SAMPLE.set_column(5, "line", pa.array([None, 1.0, 0.0, 1, 1, 1, 1, 1]))
    with pytest.raises(InputError, match="2 of 8 rows have none"):
        m.estimate(missing, "p0", **DESIGN, line="line")


@settings(max_examples=25)
@given(st.floats(1e-6, 1e6), st.integers(0, 1000))
def test_the_scale_of_weights_and_the_order_of_rows_do_not_matter(scale: float, seed: int) -> None:
    table = invented(200, 5)
    order = np.random.default_rng(seed).permutation(200)
    other = table.set_column(2, "weight", pa.array(table["weight"].to_numpy() * scale)).take(pa.array(order))
    one = m.estimate(table, EVERYTHING, **DESIGN, line=400_000).to_pylist()
    for before, after in zip(one, m.estimate(other, EVERYTHING, **DESIGN, line=400_000).to_pylist(), strict=True):
        assert after["value"] == pytest.approx(before["value"], rel=1e-9), before["measure"]
        assert after["se"] == pytest.approx(before["se"], rel=1e-7), before["measure"]


def test_copies_of_every_row_with_half_the_weight_change_nothing() -> None:
    table = invented(300, 6)
    half = table.set_column(2, "weight", pa.array(table["weight"].to_numpy() / 2))
    doubled = pa.concat_tables([half, half])
    once, twice = (m.estimate(t, EVERYTHING, **DESIGN, line=400_000).to_pylist() for t in (table, doubled))
    for before, after in zip(once, twice, strict=True):
        assert after["value"] == pytest.approx(before["value"], rel=1e-9), before["measure"]


def test_other_tables_than_arrows_are_read() -> None:
    frame = nw.from_native(SAMPLE, eager_only=True)
    assert m.estimate(frame, "gini", **DESIGN).equals(m.estimate(SAMPLE, "gini", **DESIGN))
    with pytest.raises(UsageError, match="table is a list; expected an Arrow table"):
        m.estimate([1, 2], "gini", **DESIGN)


def test_faults_are_named() -> None:
    with pytest.raises(UsageError, match="table has no column consumption, w; it has village"):
        m.estimate(SAMPLE, "mean", welfare="consumption", weight="w")
    with pytest.raises(InputError, match="1 have a weight of zero or less"):
        m.estimate(SAMPLE.set_column(3, "weight", pa.array([0.0, *[1] * 7])), "mean", **DESIGN)
    with pytest.raises(InputError, match="1 have missing or infinite welfare"):
        m.estimate(SAMPLE.set_column(4, "welfare", pa.array([None, *[1.0] * 7])), "mean", **DESIGN)
    with pytest.raises(InputError, match="1 of 8 rows have no village"):
        m.estimate(SAMPLE.set_column(0, "village", pa.array([None, *"aabbbcc"])), "mean", **DESIGN, by="village")
    with pytest.raises(InputError, match=r"1 strata hold a single primary sampling unit \(r\)"):
        m.estimate(SAMPLE.slice(0, 4), "mean", **DESIGN)
    assert m.estimate(SAMPLE.slice(0, 4), "mean", **DESIGN, lonely="centre")["se"][0].as_py() > 0
    with pytest.raises(UsageError, match=r"there is no measure 'ginni'; expected one of mean, gini"):
        m.estimate(SAMPLE, "ginni", **DESIGN)
    with pytest.raises(UsageError, match="variance is 'magic'"):
        m.estimate(SAMPLE, "mean", **DESIGN, variance="magic")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="confidence is 95"):
        m.estimate(SAMPLE, "mean", **DESIGN, confidence=95)


def test_negative_welfare_is_admitted_only_where_it_means_something() -> None:
    table = SAMPLE.set_column(4, "welfare", pa.array([-50.0, 500, 700, 200, 0, 1000, 450, 800]))
    assert by_name(m.estimate(table, ["mean", "median"], **DESIGN))["mean"]["value"] == pytest.approx(
        float(np.average(table["welfare"].to_numpy(), weights=table["weight"].to_numpy()))
    )
    with pytest.raises(InputError, match="1 have negative welfare"):
        m.estimate(table, ["mean", "gini"], **DESIGN)


@pytest.mark.parametrize(
    "name", ["atkinson", "atkinson(0)", "atkinson(-1)", "share(0.5, 0.5)", "lorenz(1)", "fgt(-1)", "s_gini(1)", "ge(x)"]
)
def test_impossible_parameters_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        named(name)


def test_names_are_canonical() -> None:
    assert named(" atkinson( 0.50 ) ").name == "atkinson(0.5)"
    assert named("ge(1)").terms == named("theil_t").terms
    assert {"gini", "atkinson(…)", "share(…, …)", "decile_shares"} <= set(KNOWN)
    assert len(m.estimate(SAMPLE, ["mean", "mean", "decile_shares"], **DESIGN)) == 11


def test_nothing_that_varies_has_no_error_whatever_the_measure() -> None:
    table = pa.table({"welfare": [700.0] * 5, "weight": [1.0, 2, 3, 4, 5], "g": [1] * 5})
    names = [name for name in EVERYTHING if name != "sen"]
    found = m.estimate(table, names, welfare="welfare", weight="weight", line=800)
    assert found["se"].null_count == len(found)
    assert by_name(found)["p0"]["value"] == 1.0


@settings(max_examples=40)
@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=30))
def test_a_fraction_is_never_above_one(weights: list[float]) -> None:
    table = pa.table({"welfare": [float(i) for i in range(len(weights))], "weight": weights})
    found = m.estimate(table, ["p0", "p1", "lorenz(0.99)"], welfare="welfare", weight="weight", line=1e9)
    assert max(value for value in found["value"].to_pylist()) <= 1.0


def test_functions_names_are_known_too() -> None:
    assert named("headcount").name == "p0"
    assert named("quintile_share_ratio").name == "s80s20"
    for wrong in (3, None):
        with pytest.raises(UsageError, match="name"):
            m.estimate(SAMPLE, [wrong], **DESIGN)  # type: ignore[list-item]
    with pytest.raises(UsageError, match="expected the names of measures"):
        m.estimate(SAMPLE, None, **DESIGN)  # type: ignore[arg-type]
