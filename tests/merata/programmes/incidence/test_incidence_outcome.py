"""The incidence of programmes: by hand, against persons counted one by one, and what must always hold."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata import measurement
from merata.errors import InputError, UsageError
from merata.programmes.incidence import Group, Incidence, Interval, People, concentration_index, incidence

HAND = {
    "mean_after": 280.0,
    "concentration": 2 * (2400 * 0.2 + 1200 * 0.7) / 3600 - 1,
    "relative_size": 300 / 1100,
    "share_bottom20": 0.0,
    "share_bottom40": 2 / 3,
    "leakage_upper60": 1 / 3,
    "coverage_persons": 3 / 5,
    "coverage_households": 1 / 2,
    "coverage_bottom40": 1.0,
    "adequacy_consumption": 300 / 500,
    "p0_after": 3 / 5,
    "p0_change": 0.0,
    "p1_after": 0.12,
    "p1_change": -0.16,
    "coverage_poor_persons": 2 / 3,
    "coverage_poor_households": 1 / 2,
    "under_coverage": 1 / 3,
    "leakage_non_poor": 1 / 3,
    "persons_not_poor": 1 / 3,
    "adequacy_gap": 200 / 300,
    "gap_closed": 200 / 350,
    "cost_per_idr_to_poor": 1.5,
    "cost_per_idr_of_gap": 1.5,
}


def four(**changes: object) -> People:
    """Four households of 2, 1, 1, 1 persons, two of them below the line of 250."""
    people = People(
        welfare=np.tile([100.0, 200.0, 300.0, 400.0], (2, 1)),
        size=np.array([2.0, 1.0, 1.0, 1.0]),
        line_idr=np.full(4, 250.0),
        groups={"sex": Group.of(pa.chunked_array([["male", "female", None, "male"]]))},
    )
    return replace(people, **changes)


PAID = {"cash": np.array([2400, 0, 1200, 0])}


def values(found: Incidence, programme: str) -> dict[str, float | None]:
    return {name: one and one.value for name, one in found.programmes[programme].measures.items()}


def test_four_households_by_hand() -> None:
    found = incidence(four(), PAID)
    measured = found.programmes["cash"].measures
    for name, expected in HAND.items():
        one = measured[name]
        assert one is not None
        assert (one.value, one.low, one.high) == pytest.approx((expected,) * 3), name
    assert set(measured) - set(HAND) == {"gini_after", "gini_change", "kakwani", "reynolds_smolensky", "reranking"}
    gini = measurement.gini([100, 200, 300, 400], [2, 1, 1, 1])
    after = measurement.gini([200, 200, 400, 400], [2, 1, 1, 1])
    assert found.before["gini"] == Interval(*[pytest.approx(gini)] * 3)
    assert values(found, "cash")["gini_change"] == pytest.approx(after - gini)
    assert found.before["p0"] == Interval(0.6, 0.6, 0.6)
    assert found.before["p1"] == Interval(*[pytest.approx(0.28)] * 3)
    outcome = found.programmes["cash"]
    assert (outcome.cost_idr, outcome.households, outcome.persons) == (3600, 2, 3)
    assert found.together.measures == outcome.measures


def test_who_has_it_already_is_covered_and_not_paid() -> None:
    found = incidence(four(), PAID, reached={"cash": np.array([False, True, False, False])})
    measured = values(found, "cash")
    assert measured["under_coverage"] == 0.0
    assert measured["coverage_persons"] == pytest.approx(4 / 5)
    for name in ("leakage_non_poor", "adequacy_consumption", "adequacy_gap", "p1_after", "concentration"):
        assert measured[name] == pytest.approx(HAND[name]), name


def test_the_rupiah_not_consumed_and_the_overhead() -> None:
    measured = values(incidence(four(), PAID, pass_through=0.5, overhead_idr={"cash": 1200}), "cash")
    assert measured["mean_after"] == pytest.approx(250.0)
    assert measured["adequacy_consumption"] == pytest.approx(0.6)
    assert measured["cost_per_idr_to_poor"] == pytest.approx(4800 / 2400)
    assert measured["cost_per_idr_of_gap"] == pytest.approx(4800 / (12 * 100))


def test_what_each_programme_adds_to_welfare_is_its_own() -> None:
    """A premium beside cash: together the cash is what raises consumption, and all rupiah have an aim."""
    premium = np.array([0, 0, 1200, 6000])
    found = incidence(four(), PAID | {"premium": premium}, pass_through={"cash": 1.0, "premium": 0.0})
    alone = incidence(four(), PAID)
    together = found.together.measures
    for name in (
        "mean_after",
        "gini_after",
        "p0_after",
        "p1_after",
        "relative_size",
        "reynolds_smolensky",
        "reranking",
    ):
        assert together[name] == Interval(*[pytest.approx(values(alone, "cash")[name])] * 3), name
    assert together["share_bottom40"] == Interval(*[pytest.approx(values(alone, "cash")["share_bottom40"] / 3)] * 3)
    nothing_added = values(found, "premium")
    assert nothing_added["gini_change"] == nothing_added["p0_change"] == nothing_added["reynolds_smolensky"] == 0
    assert nothing_added["reranking"] == 0
    assert nothing_added["cost_per_idr_of_gap"] is None
    assert nothing_added["concentration"] == pytest.approx(
        concentration_index(premium, [100, 200, 300, 400], [2, 1, 1, 1])
    )
    with pytest.raises(UsageError, match="not so: premium"):
        incidence(four(), PAID | {"premium": premium}, pass_through={"cash": 1.0})


def test_groups_by_hand() -> None:
    found = incidence(four(), PAID)
    rows = {row["label"]: row for row in found.groups["sex"].to_pylist() if row["programme_id"] == "cash"}
    assert list(rows) == ["female", "male", "unknown"]
    male = rows["male"]
    assert (male["households"], male["persons"], male["persons_reached"], male["cost_idr"]) == (2, 3, 2, 2400)
    assert male["gain_pc_idr"] == pytest.approx(200 / 3)
    assert male["gain_of_consumption"] == pytest.approx(200 / 600)
    assert male["share_of_cost"] == pytest.approx(2 / 3)
    assert (male["p0_before"], male["p0_after"], male["under_coverage"]) == pytest.approx((2 / 3, 2 / 3, 0))
    assert (rows["female"]["coverage_persons"], rows["female"]["under_coverage"]) == (0.0, 1.0)
    assert rows["unknown"]["under_coverage"] is None  # nobody there is poor
    together = [row for row in found.groups["sex"].to_pylist() if row["programme_id"] is None]
    assert [row["cost_idr"] for row in together] == [0, 2400, 1200]
    deciles = found.groups["decile"].to_pylist()[:10]
    assert [row["persons"] for row in deciles] == [0, 0, 2, 0, 0, 1, 0, 1, 0, 1]
    assert deciles[0]["gain_pc_idr"] is None
    assert deciles[2]["gain_pc_idr"] == pytest.approx(100)
    json.dumps(found.as_json(), allow_nan=False)


def test_without_a_line_only_what_needs_none_is_there() -> None:
    found = incidence(four(line_idr=None), PAID)
    measured = values(found, "cash")
    known = {name for name, value in measured.items() if value is not None}
    assert {"share_bottom40", "concentration", "gini_after", "coverage_persons", "adequacy_consumption"} <= known
    assert not {name for name in known if "p0" in name or "p1" in name or "poor" in name or "gap" in name}
    assert found.before["p0"] is None
    assert found.groups["sex"]["p0_after"].null_count == 9 - 3


def test_a_programme_that_pays_nothing_has_no_shares() -> None:
    found = incidence(four(), {**PAID, "none": np.zeros(4, dtype=np.int64)})
    measured = values(found, "none")
    assert measured["concentration"] is None
    assert measured["leakage_non_poor"] is None
    assert measured["cost_per_idr_to_poor"] is None
    assert (measured["coverage_persons"], measured["p0_change"]) == (0.0, 0.0)
    assert found.together.measures == found.programmes["cash"].measures


def drawn(seed: int, draws: int = 4, count: int = 30) -> tuple[People, dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    people = People(
        welfare=rng.lognormal(13, 0.6, (draws, count)),
        size=rng.integers(1, 7, count).astype(float),
        line_idr=rng.choice([350_000.0, 450_000.0], count),
        groups={"half": Group(rng.integers(0, 2, count), ("a", "b"))},
    )
    benefits = {name: rng.integers(0, 5, count) * rng.integers(0, 2, count) * 700_000 for name in ("x", "y", "z")}
    return people, benefits


def by_persons(people: People, annual: np.ndarray) -> dict[str, list[float]]:
    """The slow, obvious reference: each draw with every person on a line of their own."""
    times = people.size.astype(int)
    found: dict[str, list[float]] = {}
    for welfare in people.welfare:
        before, line = np.repeat(welfare, times), np.repeat(people.line_idr, times)
        paid = np.repeat(annual / people.size, times)
        after, poor = before + paid / 12, before < line
        gap, gap_after = np.maximum(line - before, 0), np.maximum(line - after, 0)
        row = {
            "gini_after": measurement.gini(after),
            "gini_change": measurement.gini(after) - measurement.gini(before),
            "p0_after": np.mean(after < line),
            "p1_after": np.mean(gap_after / line),
            "leakage_non_poor": paid[~poor].sum() / paid.sum(),
            "coverage_poor_persons": np.mean(paid[poor] > 0),
            "adequacy_consumption": paid.sum() / 12 / before[paid > 0].sum(),
            "adequacy_gap": paid[poor].sum() / 12 / gap[poor & (paid > 0)].sum(),
            "gap_closed": 1 - gap_after.sum() / gap.sum(),
            "cost_per_idr_of_gap": paid.sum() / 12 / (gap - gap_after).sum(),
            "persons_not_poor": np.mean(~poor[paid > 0]),
        }
        for name, value in row.items():
            found.setdefault(name, []).append(float(value))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_every_draw_equals_persons_counted_one_by_one(seed: int) -> None:
    people, benefits = drawn(seed)
    found = incidence(people, benefits)
    for name, annual in benefits.items():
        for measure, draws in by_persons(people, annual).items():
            assert values(found, name)[measure] == pytest.approx(np.mean(draws)), measure
    everything = by_persons(people, sum(benefits.values()))
    for measure, draws in everything.items():
        one = found.together.measures[measure]
        assert one is not None
        assert one.value == pytest.approx(np.mean(draws)), measure


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_the_whole_is_made_of_its_parts(seed: int) -> None:
    people, benefits = drawn(seed, count=12)
    benefits["x"][0] += 700_000
    found = incidence(people, benefits)
    cost = {name: int(annual.sum()) for name, annual in benefits.items()}
    for measure in ("concentration", "share_bottom40", "leakage_non_poor"):
        parts = sum(cost[name] * (values(found, name)[measure] or 0.0) for name in benefits)
        whole = found.together.measures[measure]
        assert whole is not None
        assert whole.value == pytest.approx(parts / sum(cost.values()), abs=1e-12)
    for name, table in found.groups.items():
        rows = [row for row in table.to_pylist() if row["programme_id"] == "x"]
        assert sum(row["share_of_cost"] for row in rows) == pytest.approx(1), name
        assert sum(row["persons"] for row in rows) == pytest.approx(people.size.sum()), name
    halves = found.groups["half"].to_pylist()
    assert sum(row["cost_idr"] for row in halves if row["programme_id"] is None) == sum(cost.values())


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 50))
def test_prices_and_the_order_of_rows_change_nothing(seed: int, dearer: int) -> None:
    people, benefits = drawn(seed, count=12)
    benefits["x"][0] += 700_000
    turned = np.random.default_rng(seed).permutation(12)
    again = People(people.welfare[:, turned] * dearer, people.size[turned], people.line_idr[turned] * dearer)
    first = values(incidence(people, benefits), "x")
    second = values(incidence(again, {"x": benefits["x"][turned] * dearer}), "x")
    for name, value in first.items():
        if name != "mean_after" and value is not None:
            assert second[name] == pytest.approx(value, abs=1e-9), name


def test_intervals_are_those_of_the_draws() -> None:
    people, benefits = drawn(1, draws=60)
    found = incidence(people, benefits)
    each = np.array(by_persons(people, benefits["y"])["p0_after"])
    one = found.programmes["y"].measures["p0_after"]
    assert one is not None
    low, high = np.quantile(each, [0.025, 0.975], method="weibull")
    assert (one.value, one.low, one.high) == pytest.approx((each.mean(), low, high))


def test_faults_are_named_together() -> None:
    with pytest.raises(InputError, match=r"1 draws give no interval.*a size is missing or not above 0"):
        four(welfare=np.array([[1.0, 2.0, 3.0, 4.0]]), size=np.array([0.0, 1.0, 1.0, 1.0]))
    with pytest.raises(InputError, match="welfare is missing or infinite"):
        four(welfare=np.array([[1.0, 2.0, np.nan, 4.0]] * 2))
    with pytest.raises(InputError, match="a poverty line is missing"):
        four(line_idr=np.array([250.0, np.nan, 250.0, 250.0]))
    with pytest.raises(InputError, match="nobody has anything"):
        four(welfare=np.array([[1.0] * 4, [0.0] * 4]))
    with pytest.raises(InputError, match=r"shapes \[\[2, 4\], \[3\]"):
        four(size=np.ones(3))
    with pytest.raises(InputError, match="group sex has 4 codes of 2 labels"):
        four(groups={"sex": Group(np.array([0, 1, 2, 0]), ("a", "b"))})


def test_amounts_that_cannot_be_trusted_are_refused() -> None:
    with pytest.raises(InputError, match="float64; expected whole rupiah"):
        incidence(four(), {"cash": np.array([1.5, 0, 0, 0])})
    with pytest.raises(InputError, match=r"below 0 in 1 households.*other have shape \(3,\)"):
        incidence(four(), {"cash": np.array([-1, 0, 0, 0]), "other": np.array([1, 2, 3])})
    with pytest.raises(InputError, match="not exact"):
        incidence(four(), {"cash": np.array([2**53, 0, 0, 0])})
    with pytest.raises(InputError, match="reached of cash is not a flag"):
        incidence(four(), PAID, reached={"cash": np.array([0, 1, 0, 0])})
    with pytest.raises(InputError, match="overhead_idr of cash is below 0"):
        incidence(four(), PAID, overhead_idr={"cash": -5})
    with pytest.raises(UsageError, match="no benefits of pkh"):
        incidence(four(), PAID, reached={"pkh": np.zeros(4, dtype=np.bool_)})
    with pytest.raises(UsageError, match="no benefits"):
        incidence(four(), {})
    with pytest.raises(UsageError, match="pass_through"):
        incidence(four(), PAID, pass_through=float("nan"))
