"""The compiled sums equal slow and obvious ones, whatever the order of rows, the ties and the design."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.measurement import smooth
from merata.measurement.summing import (
    ascending,
    number_ranges,
    put_in_groups,
    ranges_of,
    sort_groups,
    sorted_places,
    sum_groups,
)
from merata.measurement.totals import Term, Totals, totals
from merata.measurement.welfare import Floats
from merata.stats.design import Design, covariance_of_totals, design

TERMS: tuple[Term, ...] = (
    smooth.ONE,
    smooth.WELFARE,
    smooth.POSITIVE,
    smooth.LOG,
    smooth.WELFARE_LOG,
    smooth.RANK,
    smooth.OWN,
    smooth.gap(0),
    smooth.gap(1),
    smooth.gap(2),
    smooth.gap(0.5),
    smooth.LOG_GAP,
    smooth.below(0.4),
    smooth.power(0.5),
    smooth.power(-1),
)


def values_slowly(y: Floats, w: Floats, line: Floats) -> tuple[Floats, Floats]:
    """s·φ (rows × terms) of one group by the definitions, and the relative quantile at 0.4."""
    s = w / w.sum()
    mean = float((s * y).sum())
    r = y / (mean or 1.0)
    some = r > 0
    log = np.log(np.where(some, r, 1.0))
    lower = np.array([s[r < one].sum() for one in r])
    tied = np.array([s[r == one].sum() for one in r])
    higher = np.array([(s * r)[r > one].sum() for one in r])
    up_to, above = lower + (tied + s) / 2, higher + r * (tied + s) / 2
    order = np.argsort(r, kind="stable")
    quantile = r[order][np.flatnonzero(np.cumsum(s[order]) >= 0.4 - 1e-12)[0]]
    gap = np.where(y < line, 1 - y / line, 0.0)
    poor = y < line
    inverse = np.where(some, 1 / np.where(some, r, 1.0), 0.0)
    columns = [
        np.ones_like(r),
        r,
        some,
        np.where(some, log, 0),
        np.where(some, r * log, 0),
        r * up_to + above,
        s * r,
        poor,
        gap,
        gap**2,
        np.where(poor, gap**0.5, 0),
        np.where(poor & some, np.log(line / np.where(some, y, 1.0)), 0),
        np.minimum(r - quantile, 0),
        np.where(some, np.sqrt(r), 0),
        inverse,
    ]
    return s[:, None] * np.column_stack(columns), quantile


def assert_equal_to_slow(
    y: Floats,
    w: Floats,
    group: np.ndarray,
    line: Floats,
    sample: Design,
    found: Totals,  # type: ignore[type-arg]
) -> None:
    for g in range(len(found.rows)):
        here = group == g
        assert found.rows[g] == here.sum()
        if not here.any():
            assert np.isnan(found.mean[g])
            continue
        slow = np.zeros((len(y), len(TERMS)))
        slow[here], quantile = values_slowly(y[here], w[here], line[here])
        assert found.mean[g] == pytest.approx(np.average(y[here], weights=w[here]), rel=1e-12)
        np.testing.assert_allclose(found.total[g], slow.sum(axis=0), rtol=1e-10, atol=1e-13)
        assert found.covariance is not None
        covariance = covariance_of_totals(slow, sample)
        scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
        np.testing.assert_array_less(np.abs(found.covariance[g] - covariance), 1e-9 * scale + 1e-15)
        assert found.quantile_of(smooth.below(0.4))[g] == pytest.approx(quantile, rel=1e-12)
        assert found.positive_rows[g] == np.count_nonzero(y[here] > 0)
        psus = np.unique(sample.psu[here])
        assert found.psus[g] == len(psus)
        assert found.strata[g] == len(np.unique(sample.stratum_of_psu[psus]))


people = st.tuples(
    st.integers(0, 12).map(lambda n: n * 100_000),
    st.integers(1, 9),
    st.integers(0, 3),  # group, of which the last is often empty
    st.integers(0, 4),  # cluster
    st.integers(0, 2),  # stratum
)


@given(st.lists(people, min_size=1, max_size=40), st.sampled_from(["centre", "certainty"]))
def test_sums_equal_the_definitions(rows: list[tuple[int, ...]], lonely: str) -> None:
    y, w, group, psu, stratum = (np.array(column) for column in zip(*rows, strict=True))
    line = np.where(stratum == 0, 400_000.0, 700_000.0)
    sample = design(stratum, psu, lonely=lonely)  # type: ignore[arg-type]
    y, w = y.astype(float), w.astype(float)
    found = totals(y, w, group, groups=4, terms=TERMS, line=line, design=sample)
    assert_equal_to_slow(y, w, group, line, sample, found)


@pytest.mark.parametrize("groups", [1, 7])
def test_many_rows_of_one_group_are_dealt_and_sorted_right(groups: int) -> None:
    rng = np.random.default_rng(groups)
    rows = 40_000
    y = np.round(rng.lognormal(13, 1, rows), -4)
    w = rng.uniform(1, 3, rows)
    group = rng.integers(0, groups, rows)
    sample = design(rng.integers(0, 5, rows), rng.integers(0, 60, rows))
    chosen = [smooth.ONE, smooth.WELFARE, smooth.RANK, smooth.below(0.4)]
    found = totals(y, w, None if groups == 1 else group, groups=groups, terms=chosen, design=sample)
    for g in range(groups):
        here = np.ones(rows, bool) if groups == 1 else group == g
        order = np.argsort(y[here], kind="stable")
        v, s = y[here][order], w[here][order] / w[here].sum()
        mean = float((s * v).sum())
        # Gini by the covariance formula on mid-ranks: the total of the rank term is Gini + Σ s²r + 1.
        rank = np.cumsum(s) - s / 2
        gini = float(2 * (s * v / mean * rank).sum() - 1)
        own = float((s * s * v / mean).sum())
        assert found[smooth.RANK][g] == pytest.approx(gini + own + 1, rel=1e-9)
        quantile = v[np.searchsorted(np.cumsum(s), 0.4)] / mean
        assert found[smooth.below(0.4)][g] == pytest.approx((s * np.minimum(v / mean - quantile, 0)).sum(), rel=1e-9)


@pytest.mark.parametrize(
    "y",
    [
        np.concatenate([np.full(3000, 1e300), np.linspace(1e-300, 1, 3000)]),  # the leading bits tell nothing apart
        np.concatenate([np.linspace(-5, 5, 5000), [-0.0, 0.0]]),
        np.nextafter(np.full(600, 1.0), np.inf) + np.arange(600) % 7 * 2.3e-16,
        np.repeat([3.0, 1.0, 2.0], 100_000),
    ],
)
def test_extreme_numbers_are_sorted_too(y: Floats) -> None:
    rng = np.random.default_rng(1)
    y = rng.permutation(y)
    w = np.ones(len(y))
    found = totals(y, w, None, terms=[smooth.ONE, smooth.below(0.25), smooth.below(0.75)])
    ordered = np.sort(y)
    for share in (0.25, 0.75):
        place = int(np.searchsorted(np.cumsum(np.full(len(y), 1 / len(y))), share))
        assert found.quantile_of(smooth.below(share))[0] * found.mean[0] == pytest.approx(ordered[place], rel=1e-12)


@pytest.mark.parametrize("rows", [300, 60_000])
@pytest.mark.parametrize("terms", [TERMS, (smooth.ONE, smooth.gap(1))])  # to be sorted, or not
def test_the_whole_and_its_groups_at_once_equal_each_alone(rows: int, terms: tuple[Term, ...]) -> None:
    rng = np.random.default_rng(5)
    y, w = np.round(rng.lognormal(13, 1, rows), -3), rng.uniform(1, 3, rows)
    group, line = rng.integers(0, 9, rows), rng.choice([3e5, 6e5], rows)
    sample = design(rng.integers(0, 3, rows), rng.integers(0, 60, rows))
    both = totals(y, w, group, groups=10, terms=terms, line=line, design=sample, overall=True)
    whole = totals(y, w, None, terms=terms, line=line, design=sample)
    groups = totals(y, w, group, groups=10, terms=terms, line=line, design=sample)
    for name in ("mean", "total", "quantile", "covariance", "rows", "positive_rows", "psus", "strata"):
        alone = np.concatenate([getattr(whole, name), getattr(groups, name)])
        np.testing.assert_allclose(getattr(both, name), alone, rtol=1e-9, atol=1e-20)
    assert both.rows.tolist() == [rows, *np.bincount(group, minlength=10)]


@pytest.mark.parametrize("ties", [0, -5])
def test_groups_in_order_are_neither_moved_nor_changed(ties: int) -> None:
    rng = np.random.default_rng(6)
    y, group = np.round(rng.lognormal(13, 1, 90_000), ties), np.sort(rng.integers(0, 2, 90_000))
    before = y.copy()
    found = totals(y, np.ones(90_000), group, groups=2, terms=[smooth.ONE, smooth.RANK, smooth.OWN])
    np.testing.assert_array_equal(y, before)
    gini, _ = smooth.gini(found)
    for g in range(2):
        here = np.sort(y[group == g])
        rank = np.arange(1, len(here) + 1)
        slow = 2 * (rank * here).sum() / len(here) / here.sum() - 1 - 1 / len(here)
        assert gini[g] == pytest.approx(slow, rel=1e-10)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=600))
def test_ascending_sorts_few(values: list[float]) -> None:
    array = np.array(values, dtype=np.float64)
    np.testing.assert_array_equal(array[ascending(array)], np.sort(array))


@pytest.mark.parametrize("rows", [255, 256, 16_384, 16_385, 200_000])
def test_ascending_sorts_many(rows: int) -> None:
    rng = np.random.default_rng(rows)
    for array in (rng.lognormal(13, 3, rows), rng.standard_cauchy(rows), np.round(rng.normal(0, 5, rows))):
        order = ascending(array)
        np.testing.assert_array_equal(array[order], np.sort(array))
        np.testing.assert_array_equal(np.sort(order), np.arange(rows))


def test_results_do_not_depend_on_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    rows = 100_000
    y, w, group = rng.lognormal(13, 1, rows), rng.uniform(1, 3, rows), rng.integers(0, 9, rows)
    sample = design(np.zeros(rows, int), rng.integers(0, 60, rows))
    several = totals(y, w, group, groups=9, terms=TERMS, line=4e5, design=sample)
    monkeypatch.setattr("merata.measurement.totals.THREADS", 1)
    one = totals(y, w, group, groups=9, terms=TERMS, line=4e5, design=sample)
    np.testing.assert_array_equal(several.total, one.total)
    np.testing.assert_array_equal(several.covariance, one.covariance)


def test_nothing_that_varies_has_no_variance() -> None:
    y = np.full(60, 500_000.0)
    sample = design(np.zeros(60, int), np.arange(60) // 6)
    found = totals(y, np.arange(1.0, 61), None, terms=TERMS, line=4e5, design=sample)
    value, slope = smooth.mean(found)
    assert value[0] == pytest.approx(500_000)
    assert found.variance(slope)[0] == 0
    with pytest.raises(ValueError, match="without a design"):
        totals(y, np.ones(60), None, terms=[smooth.ONE]).variance({smooth.ONE: np.ones(1)})


def test_the_compiled_code_is_compiled() -> None:
    rng = np.random.default_rng(7)
    y = rng.lognormal(13, 1, 40_000)
    totals(y, np.ones(40_000), rng.integers(0, 2, 40_000), groups=2, terms=[smooth.RANK], overall=True)
    assert len(ascending(y.astype(np.float32)[::2])) == 20_000  # of any kind and layout
    for function in (number_ranges, put_in_groups, ranges_of, sort_groups, sorted_places, sum_groups):
        assert function.signatures  # a function that fell back to Python would have none
