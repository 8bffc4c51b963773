"""Published numbers: R's laeken, convey and survey on an invented table, and on the EU-SILC teaching data."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from merata import measurement as m
from merata.measurement import influence
from merata.measurement.survey import direct
from merata.measurement.welfare import Floats
from merata.stats.design import design, variance_of_total

HERE = Path(__file__).parent / "small"
LINE = 700_000.0
REFERENCE: dict[str, Any] = {
    result["id"]: result for result in json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["results"]
}
with (HERE / "sample.csv").open(encoding="utf-8") as _stream:
    ROWS = list(csv.DictReader(_stream))
WELFARE = np.array([float(row["consumption_pc_idr"]) for row in ROWS])
WEIGHT = np.array([float(row["weight"]) * float(row["size"]) for row in ROWS])
AREA = np.array([row["area"] for row in ROWS])
DESIGN = design([row["stratum"] for row in ROWS], [row["psu"] for row in ROWS])
POSITIVE = WELFARE > 0


def standard_error(rows: np.ndarray[Any, Any], values: Floats) -> float:
    everywhere = np.zeros(len(WELFARE))
    everywhere[rows] = WEIGHT[rows] * values
    return float(np.sqrt(variance_of_total(everywhere, DESIGN)))


def bandwidth_of_convey(welfare: Floats, weight: Floats) -> float:
    """σ ÷ (Σ weight)^0.2, which depends on the scale of the weights: ours by default do not."""
    share = weight / weight.sum()
    return float(np.sqrt(np.sum(share * (welfare - np.sum(share * welfare)) ** 2)) / weight.sum() ** 0.2)


def test_points_equal_laeken_and_convey() -> None:
    everyone, positive = (WELFARE, WEIGHT), (WELFARE[POSITIVE], WEIGHT[POSITIVE])
    values = {
        "laeken.gini": 100 * m.gini(*everyone),
        "laeken.qsr": m.quintile_share_ratio(*everyone),
        "laeken.arpr": 100 * m.arpr(*everyone),
        "laeken.rmpg": 100 * m.rmpg(*everyone),
        "convey.qsr": m.quintile_share_ratio(*everyone),
        "convey.watts.positive": m.watts(*positive, line=LINE),
        "survey.mean": m.mean(*everyone),
        "convey.fgt0": m.headcount(*everyone, line=LINE),
        "convey.fgt1": m.poverty_gap(*everyone, line=LINE),
        "convey.fgt2": m.poverty_severity(*everyone, line=LINE),
        "convey.gei0.positive": m.theil_l(*positive),
        "convey.gei1.positive": m.theil_t(*positive),
        "convey.gei2.positive": m.ge(*positive, alpha=2),
        "convey.atk0.5.positive": m.atkinson(*positive, epsilon=0.5),
        "convey.atk1.positive": m.atkinson(*positive, epsilon=1),
        "convey.atk2.positive": m.atkinson(*positive, epsilon=2),
    }
    for name, value in values.items():
        assert value == pytest.approx(REFERENCE[name]["value"], rel=1e-9), name


def test_gini_by_area_equals_laeken() -> None:
    reference = REFERENCE["laeken.gini.by_area"]
    for area, value in zip(reference["by"], reference["value"], strict=True):
        assert 100 * m.gini(WELFARE[area == AREA], WEIGHT[area == AREA]) == pytest.approx(value, rel=1e-9)


def test_standard_errors_equal_survey_and_convey() -> None:
    y, w = WELFARE[POSITIVE], WEIGHT[POSITIVE]
    everyone = np.ones(len(WELFARE), dtype=bool)
    errors = {
        "survey.mean": standard_error(everyone, influence.mean(WELFARE, WEIGHT)),
        **{
            f"convey.fgt{a}": standard_error(everyone, influence.fgt(WELFARE, WEIGHT, LINE, float(a))) for a in range(3)
        },
        "convey.gei0.positive": standard_error(POSITIVE, influence.theil_l(y, w)),
        "convey.gei1.positive": standard_error(POSITIVE, influence.theil_t(y, w)),
        "convey.gei2.positive": standard_error(POSITIVE, influence.ge(y, w, 2)),
        "convey.watts.positive": standard_error(POSITIVE, influence.watts(y, w, LINE)),
        "convey.qsr": standard_error(
            everyone, influence.quintile_share_ratio(WELFARE, WEIGHT, bandwidth_of_convey(WELFARE, WEIGHT))
        ),
        "convey.atk0.5.positive": standard_error(POSITIVE, influence.atkinson(y, w, 0.5)),
        "convey.atk1.positive": standard_error(POSITIVE, influence.atkinson(y, w, 1)),
        "convey.atk2.positive": standard_error(POSITIVE, influence.atkinson(y, w, 2)),
    }
    for name, error in errors.items():
        assert error == pytest.approx(REFERENCE[name]["se"], rel=1e-9), name


def test_the_ginis_standard_error_equals_conveys_but_for_the_weights_scale() -> None:
    # convey's rank sum holds a term that shrinks as weights grow; ours has none. Here it is 2e-6.
    error = standard_error(np.ones(len(WELFARE), dtype=bool), influence.gini(WELFARE, WEIGHT))
    assert error == pytest.approx(REFERENCE["convey.gini"]["se"], rel=3e-6)


def test_the_quintile_ratios_standard_error_without_a_density_is_near_conveys() -> None:
    error = standard_error(np.ones(len(WELFARE), dtype=bool), influence.quintile_share_ratio(WELFARE, WEIGHT))
    assert error == pytest.approx(REFERENCE["convey.qsr"]["se"], rel=0.03)


def survey_table() -> pa.Table:
    number = len(ROWS)
    return pa.table(
        {
            "survey_id": [row["household_id"] for row in ROWS],
            "regency_code": ["00.00"] * number,
            "kecamatan_code": AREA.tolist(),
            "stratum": [row["stratum"] for row in ROWS],
            "psu": [row["psu"] for row in ROWS],
            "weight": [float(row["weight"]) for row in ROWS],
            "size": [int(row["size"]) for row in ROWS],
            "consumption_pc_idr": WELFARE,
        }
    )


def test_direct_estimates_by_area_equal_conveys_svyby() -> None:
    reference = REFERENCE["convey.fgt0.by_area"]
    found = {e.area: e for e in direct(survey_table(), by="kecamatan_code", lines={"00.00": LINE}) if e.measure == "p0"}
    assert sorted(found) == reference["by"]
    for area, value, error in zip(reference["by"], reference["value"], reference["se"], strict=True):
        assert found[area].value == pytest.approx(value, rel=1e-9)
        assert found[area].se == pytest.approx(error, rel=1e-9)


def test_direct_estimates_of_the_whole_equal_the_published_ones() -> None:
    found = {e.measure: e for e in direct(survey_table(), by="regency_code", lines={"00.00": LINE})}
    for measure, name in {
        "mean": "survey.mean",
        "p1": "convey.fgt1",
        "theil_t": "convey.gei1.positive",
        "theil_l": "convey.gei0.positive",
    }.items():
        assert found[measure].value == pytest.approx(REFERENCE[name]["value"], rel=1e-9)
        assert found[measure].se == pytest.approx(REFERENCE[name]["se"], rel=1e-9)
    assert found["theil_t"].n == int(POSITIVE.sum())
    assert found["mean"].n == len(WELFARE)


EUSILC = (
    Path(os.environ.get("MERATA_TEACHING_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "survey"
    / "laeken_eusilc.csv"
)


with_eusilc = pytest.mark.skipif(
    not EUSILC.exists(), reason="the EU-SILC teaching data are not here (MERATA_TEACHING_DATA)"
)


def eusilc() -> list[dict[str, str]]:
    with EUSILC.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@with_eusilc
def test_eusilc_equals_the_published_numbers() -> None:
    rows = eusilc()
    income = np.array([float(row["eqIncome"]) for row in rows])
    weight = np.array([float(row["rb050"]) for row in rows])
    state = np.array([row["db040"] for row in rows])
    assert 100 * m.gini(income, weight) == pytest.approx(26.489619211323, rel=1e-9)
    assert 100 * m.gini(income[state == "Tyrol"], weight[state == "Tyrol"]) == pytest.approx(25.248811440121, rel=1e-9)
    assert m.quintile_share_ratio(income, weight) == pytest.approx(3.970004326037, rel=1e-9)
    table = pa.table(
        {
            "survey_id": [row["rb030"] for row in rows],
            "regency_code": ["AT"] * len(rows),
            "stratum": state.tolist(),
            "psu": [row["rb030"] for row in rows],
            "weight": weight,
            "size": np.ones(len(rows), dtype=np.int64),
            "consumption_pc_idr": income,
        }
    )
    published = {
        "gini": (0.26489619211323, 0.001946982020542, 1e-6),
        "theil_l": (0.1313692304767, 0.00243379121994, 1e-9),
        "theil_t": (0.1205269206131, 0.002087807701004, 1e-9),
        "p0": (0.1144401291985, 0.002676787163462, 1e-9),
        "p1": (0.03208541796328, 0.001050190408737, 1e-9),
        "p2": (0.01618935295929, 0.0007354243425261, 1e-9),
        "bottom40_share": (0.2325910202757, 0.001048294876015, 1e-3),
    }
    found = {e.measure: e for e in direct(table, by="regency_code", lines={"AT": 10_000.0})}
    for measure, (value, error, tolerance) in published.items():
        assert found[measure].value == pytest.approx(value, rel=max(1e-9, tolerance / 10)), measure
        assert found[measure].se == pytest.approx(error, rel=tolerance), measure


LAEKEN_GINI_BY_STATE = {
    "Burgenland": 32.054885237995,
    "Carinthia": 25.49448072733,
    "Lower Austria": 25.937370046467,
    "Salzburg": 25.016524826164,
    "Styria": 23.711904486958,
    "Tyrol": 25.248811440121,
    "Upper Austria": 25.492021238353,
    "Vienna": 28.949436184086,
    "Vorarlberg": 28.741203677712,
}
CONVEY_LORENZ = {  # by decile: the ordinate and its standard error
    0.1: (0.03426951330699, 0.0004610799353221),
    0.2: (0.08937109687333, 0.0006799039107937),
    0.3: (0.1563200638948, 0.0008752290870914),
    0.4: (0.2325910202757, 0.001048294876015),
    0.5: (0.3186510593243, 0.001220037241791),
    0.6: (0.4148917060729, 0.001373338899377),
    0.7: (0.5228650246392, 0.001502305617118),
    0.8: (0.645068069826, 0.001592995907933),
    0.9: (0.7882367116793, 0.001552178504234),
}


class Eusilc:
    """The teaching data as arrays, with the design that the published errors are of."""

    def __init__(self) -> None:
        rows = eusilc()
        self.income = np.array([float(row["eqIncome"]) for row in rows])
        self.weight = np.array([float(row["rb050"]) for row in rows])
        self.state = np.array([row["db040"] for row in rows])
        self.person = np.array([row["rb030"] for row in rows])
        self.sex = np.array([row["rb090"] for row in rows])
        self.design = design(self.state, self.person)

    def error(self, influence_values: Floats, rows: np.ndarray[Any, Any] | None = None) -> float:
        values = np.zeros(len(self.income))
        here = np.ones(len(self.income), dtype=bool) if rows is None else rows
        values[here] = self.weight[here] * influence_values
        return float(np.sqrt(variance_of_total(values, self.design)))


@pytest.fixture(scope="module")
def austria() -> Eusilc:
    return Eusilc()


@with_eusilc
def test_eusilc_points_equal_laeken_and_convey(austria: Eusilc) -> None:
    everyone = (austria.income, austria.weight)
    for state, value in LAEKEN_GINI_BY_STATE.items():
        here = austria.state == state
        assert 100 * m.gini(austria.income[here], austria.weight[here]) == pytest.approx(value, rel=1e-9), state
    assert 100 * m.arpr(*everyone) == pytest.approx(14.444218167534, rel=1e-9)
    assert m.arpt(*everyone) == pytest.approx(10859.236, rel=1e-9)
    assert 100 * m.rmpg(*everyone) == pytest.approx(18.928596818413, rel=1e-9)
    assert m.quintile_share_ratio(*everyone) == pytest.approx(3.970004326037, rel=1e-9)
    for share, (value, _) in CONVEY_LORENZ.items():
        assert m.bottom_share(*everyone, share) == pytest.approx(value, rel=1e-9), share
    np.testing.assert_allclose(
        np.cumsum(m.decile_shares(*everyone)), [value for value, _ in CONVEY_LORENZ.values()] + [1.0], rtol=1e-9
    )
    positive = austria.income > 0
    some = (austria.income[positive], austria.weight[positive])
    assert m.atkinson(*some, epsilon=1) == pytest.approx(0.1231060613573, rel=1e-9)
    assert m.watts(*some, line=10_000) == pytest.approx(0.05174399950316, rel=1e-9)


@with_eusilc
def test_eusilc_standard_errors_equal_conveys_with_its_bandwidth(austria: Eusilc) -> None:
    everyone = (austria.income, austria.weight)
    width = bandwidth_of_convey(*everyone)
    assert austria.error(influence.arpr(*everyone, 0.6, width)) == pytest.approx(0.002756769484282, rel=1e-9)
    assert austria.error(influence.quintile_share_ratio(*everyone, width)) == pytest.approx(0.04255041048752, rel=1e-9)
    positive = austria.income > 0
    some = (austria.income[positive], austria.weight[positive])
    assert austria.error(influence.watts(*some, 10_000.0), positive) == pytest.approx(0.002292635752653, rel=1e-9)
    assert austria.error(influence.atkinson(*some, 1), positive) == pytest.approx(0.002134176768687, rel=1e-9)


@with_eusilc
def test_eusilc_standard_errors_are_near_conveys_with_our_own_bandwidth(austria: Eusilc) -> None:
    everyone = (austria.income, austria.weight)
    assert austria.error(influence.arpr(*everyone, 0.6)) == pytest.approx(0.002756769484282, rel=0.01)
    assert austria.error(influence.quintile_share_ratio(*everyone)) == pytest.approx(0.04255041048752, rel=0.01)


@with_eusilc
def test_eusilc_lorenz_errors_equal_conveys_but_for_its_quantile(austria: Eusilc) -> None:
    income, weight = austria.income, austria.weight
    order = np.argsort(income, kind="stable")
    up_to, total = np.cumsum(weight[order]), float(np.sum(weight * income))
    for share, (ordinate, published) in CONVEY_LORENZ.items():
        row = int(np.searchsorted(up_to, share * up_to[-1]))
        before, here = income[order[row - 1]], income[order[row]]
        ours = austria.error(influence.lorenz(income, weight, share))
        assert ours == pytest.approx(published, rel=1e-9 if before == here else 5e-5), share
        # convey's quantile lies between the row that straddles the share and the one before.
        within = (share * up_to[-1] - up_to[row - 1]) / weight[order[row]]
        quantile = before + (here - before) * within
        theirs = (np.minimum(income - quantile, 0) + share * quantile - ordinate * income) / total
        assert austria.error(theirs) == pytest.approx(published, rel=1e-9), share


@with_eusilc
def test_eusilc_decomposition_by_sex_equals_conveys(austria: Eusilc) -> None:
    table = pa.table(
        {
            "income": austria.income,
            "weight": austria.weight,
            "sex": austria.sex,
            "stratum": austria.state,
            "psu": austria.person,
        }
    )
    found = m.decomposition.entropy_by_subgroup(
        table, welfare="income", weight="weight", by="sex", stratum="stratum", psu="psu"
    ).to_pylist()
    published = {
        "total": (0.1205269206131, 0.002087807701004),
        "within": (0.1197390436346, 0.002095234246546),
        "between": (0.0007878769784867, 0.0001731017554438),
    }
    for row in found[:3]:
        value, error = published[row["component"]]
        assert row["value"] == pytest.approx(value, rel=1e-9)
        assert row["se"] == pytest.approx(error, rel=1e-9)
