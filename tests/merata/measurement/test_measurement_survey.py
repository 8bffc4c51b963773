"""Direct estimates on a handful of rows."""

from __future__ import annotations

import pyarrow as pa
import pytest

from merata.errors import InputError, UsageError
from merata.measurement.estimates import Estimate
from merata.measurement.survey import direct, psus_by_area


def survey(**changes: list[object]) -> pa.Table:
    columns: dict[str, list[object]] = {
        "survey_id": [f"s{i}" for i in range(6)],
        "regency_code": ["35.05"] * 4 + ["35.72"] * 2,
        "kecamatan_code": ["35.05.01"] * 2 + ["35.05.02"] * 2 + [None, None],
        "stratum": ["r"] * 4 + ["u"] * 2,
        "psu": ["1", "2", "3", "3", "4", "5"],
        "weight": [10.0, 10.0, 20.0, 20.0, 5.0, 5.0],
        "size": [1, 3, 2, 2, 4, 4],
        "consumption_pc_idr": [400_000.0, 800_000.0, 500_000.0, 0.0, 900_000.0, 900_000.0],
    }
    return pa.table(columns | changes)


def by_measure(estimates: list[Estimate], area: str) -> dict[str, Estimate]:
    return {estimate.measure: estimate for estimate in estimates if estimate.area == area}


def test_people_are_weighted_by_household_weight_and_size() -> None:
    found = by_measure(direct(survey(), by="regency_code", lines={"35.05": 450_000.0}), "35.05")
    assert found["mean"].value == pytest.approx((10 * 400 + 30 * 800 + 40 * 500) * 1000 / 120)
    assert found["p0"].value == pytest.approx((10 + 40) / 120)
    assert found["mean"].n == 4


def test_theils_are_of_the_positive_values_and_say_how_many() -> None:
    found = by_measure(direct(survey(), by="regency_code", lines={}), "35.05")
    assert found["theil_l"].n == 3
    assert found["gini"].n == 4


def test_without_a_line_poverty_is_left_out() -> None:
    estimates = direct(survey(), by="regency_code", lines={"35.05": 450_000.0})
    assert "p0" in by_measure(estimates, "35.05")
    assert "p0" not in by_measure(estimates, "35.72")


def test_nothing_that_varies_is_no_certainty() -> None:
    found = by_measure(direct(survey(), by="regency_code", lines={"35.72": 450_000.0}), "35.72")
    assert (found["p0"].value, found["p0"].se, found["p0"].flag) == (0.0, None, "caution")


def test_one_cluster_knows_no_error() -> None:
    found = by_measure(direct(survey(), by="kecamatan_code", lines={}), "35.05.02")
    assert found["mean"].se is None
    assert found["mean"].flag == "caution"


def clustered(*clusters: tuple[str, int, int]) -> pa.Table:
    """Households of one person, in clusters of (area, households, poor ones): the poor have 100, the others 300."""
    rows = [
        (area, f"{area}-{place}", 100.0 if number < poor else 300.0)
        for place, (area, households, poor) in enumerate(clusters)
        for number in range(households)
    ]
    return pa.table(
        {
            "survey_id": [str(number) for number in range(len(rows))],
            "regency_code": ["35.05"] * len(rows),
            "kecamatan_code": [area for area, _, _ in rows],
            "stratum": [area for area, _, _ in rows],
            "psu": [psu for _, psu, _ in rows],
            "weight": [1.0] * len(rows),
            "size": [1] * len(rows),
            "consumption_pc_idr": [welfare for _, _, welfare in rows],
        }
    )


def test_clusters_that_happen_to_agree_are_read_with_caution() -> None:
    two = [("two", 30, 15), ("two", 30, 16)]
    eight = [("eight", 4, 2)] * 7 + [("eight", 4, 1)]
    nine = [("nine", 4, 2)] * 8 + [("nine", 4, 1)]
    small = [("small", 3, 2)] * 8 + [("small", 3, 1)]
    estimates = direct(clustered(*two, *eight, *nine, *small), by="kecamatan_code", lines={"35.05": 200.0})
    poor = {area: by_measure(estimates, area)["p0"] for area in ("two", "eight", "nine", "small")}
    # Two clusters lie half a household from their mean: se² = 2/1 · 2 · (1/2 ÷ 60)² = 1/3600, an RSE of 1/31.
    assert (poor["two"].value, poor["two"].se, poor["two"].n) == (pytest.approx(31 / 60), pytest.approx(1 / 60), 60)
    assert poor["nine"].value == pytest.approx(17 / 36)
    # One cluster of nine lies 8/9 below their mean, eight 1/9 above: se² = 9/8 · (64 + 8)/81 ÷ 36² = 1/36².
    assert poor["nine"].se == pytest.approx(1 / 36)
    assert {area: (one.n, one.flag) for area, one in poor.items()} == {
        "two": (60, "caution"),  # 1 degree of freedom
        "eight": (32, "caution"),  # 7
        "nine": (36, None),  # 8
        "small": (27, "caution"),  # 8, of 27 households
    }
    for name in ("mean", "gini", "theil_t", "theil_l", "p1", "p2", "bottom40_share"):
        flags = [by_measure(estimates, area)[name].flag for area in ("two", "eight", "nine", "small")]
        assert flags == ["caution", "caution", None, "caution"], name


def test_an_area_over_two_strata_has_the_clusters_less_both() -> None:
    rows = clustered(*[("a", 4, 2)] * 9, ("a", 4, 1))
    halves = ["u" if number < 20 else "r" for number in range(40)]
    split = rows.set_column(rows.column_names.index("stratum"), "stratum", pa.array(halves))
    flags = [direct(table, by="kecamatan_code", lines={}, measures=["mean"])[0].flag for table in (rows, split)]
    assert flags == [None, None]  # ten clusters: 9 degrees of freedom, and 8
    fewer = split.slice(4)
    assert direct(fewer, by="kecamatan_code", lines={}, measures=["mean"])[0].flag == "caution"  # 9 − 2


def test_rows_without_an_area_are_in_no_area() -> None:
    areas = {estimate.area for estimate in direct(survey(), by="kecamatan_code", lines={})}
    assert areas == {"35.05.01", "35.05.02"}
    assert psus_by_area(survey(), "kecamatan_code") == {"35.05.01": 2, "35.05.02": 1}


def test_rows_without_a_psu_are_clusters_of_their_own() -> None:
    alone = survey(psu=[None] * 6, stratum=[None] * 6)
    assert psus_by_area(alone, "regency_code") == {"35.05": 4, "35.72": 2}


def test_bad_rows_are_refused_and_counted() -> None:
    with pytest.raises(InputError, match="1 have a weight of zero or less"):
        direct(survey(weight=[0.0, 10.0, 20.0, 20.0, 5.0, 5.0]), by="regency_code", lines={})
    with pytest.raises(UsageError, match="no column province"):
        direct(survey(), by="province", lines={})
