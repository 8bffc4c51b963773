"""Staggered difference-in-differences: by hand, the slow way, and what happens where comparisons are missing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import stdtrit

from merata.errors import InputError
from merata.evaluation.contrasts import estimates
from merata.evaluation.staggered import Controls, Design, StaggeredEffect, staggered_effect
from merata.evaluation.village_panel import NEVER, Panel

Floats = NDArray[np.float64]
YEARS = (2022, 2023, 2024, 2025)


def panel(values: Floats, years: tuple[int, ...] = YEARS) -> Panel:
    return Panel(tuple(f"V{at}" for at in range(len(values))), years, np.asarray(values, np.float64), 0, 30.0)


def entry(year: list[int]) -> dict[str, int]:
    return {f"V{at}": when for at, when in enumerate(year) if when != NEVER}


def simulated(seed: int, sizes: dict[int, int], effect: float = 0.06) -> tuple[Panel, list[int]]:
    rng = np.random.default_rng([31, seed])
    year = np.repeat(list(sizes), list(sizes.values()))
    values = 13 + rng.normal(0, 0.3, (year.size, 1)) + 0.05 * np.arange(4) + rng.normal(0, 0.06, (year.size, 4))
    values += effect * (np.array(YEARS) >= year[:, None])
    return panel(values), year.tolist()


def slowly(values: Floats, year: NDArray[np.int64], controls: Controls) -> tuple[float, dict[int, float]]:
    """Callaway and Sant'Anna's averages, cell by cell, as their formulas are written."""
    cells = []
    for cohort in sorted(set(year.tolist()) - {NEVER}):
        base = max(y for y in YEARS if y < cohort)
        for now in YEARS:
            if now == base:
                continue
            latest = max(now, base)
            others = (year == NEVER) if controls == "never" else ((year > latest) & (year != cohort))
            if not others.any():
                continue
            change = values[:, YEARS.index(now)] - values[:, YEARS.index(base)]
            own = year == cohort
            cells.append((now - cohort, int(own.sum()), change[own].mean() - change[others].mean()))
    since = {k: float(np.average([e for s, n, e in cells if s == k], weights=[n for s, n, _ in cells if s == k]))
             for k in {s for s, _, _ in cells}}  # fmt: skip
    after = [(n, e) for s, n, e in cells if s >= 0]
    return float(np.average([e for _, e in after], weights=[n for n, _ in after])), since


@pytest.mark.parametrize("controls", ["never", "not_yet"])
def test_equal_to_the_slow_way(controls: Controls) -> None:
    seen, year = simulated(1, {2023: 4, 2024: 6, 2025: 3, NEVER: 9})
    overall, since = slowly(seen.values, np.array(year), controls)
    found = staggered_effect(seen, entry(year), seed=1, controls=controls)
    assert math.log1p(found.effect) == pytest.approx(overall, abs=1e-12)
    assert {one.years_since: one.value for one in found.events} == pytest.approx(since, abs=1e-12)
    assert found.cohorts == {2023: 4, 2024: 6, 2025: 3}
    assert found.controls == 9


def test_everyone_enters_in_the_end() -> None:
    seen, year = simulated(2, {2023: 5, 2024: 5, 2025: 5})
    overall, since = slowly(seen.values, np.array(year), "not_yet")
    found = staggered_effect(seen, entry(year), seed=1)
    assert math.log1p(found.effect) == pytest.approx(overall, abs=1e-12)
    assert {one.years_since for one in found.events} == set(since)
    assert found.controls == 0


def test_two_groups_and_two_years_are_a_two_sample_t_test() -> None:
    changes, others = np.array([0.3, 0.1, 0.2]), np.array([0.0, 0.1, 0.05, 0.05])
    moved = np.concatenate([changes, others])
    seen = panel(np.column_stack([np.arange(7.0), np.arange(7.0) + moved]), (2023, 2024))
    found = staggered_effect(seen, entry([2024] * 3 + [NEVER] * 4), seed=1)
    variances = (changes.var(ddof=1) / 3, others.var(ddof=1) / 4)
    error = math.sqrt(sum(variances))
    degrees = sum(variances) ** 2 / (variances[0] ** 2 / 2 + variances[1] ** 2 / 3)
    assert math.log1p(found.effect) == pytest.approx(0.15)
    assert found.standard_error == pytest.approx(error * math.exp(0.15))
    assert found.degrees_of_freedom == pytest.approx(degrees)
    assert math.log1p(found.high) == pytest.approx(0.15 + stdtrit(degrees, 0.975) * error)
    assert math.isnan(found.before_p)
    assert [one.years_since for one in found.events] == [0]


def test_no_cohort_is_compared_with_one_that_entered_before() -> None:
    design = Design((2023, 2024, NEVER), (2, 2, 2), YEARS)
    late = design.effect(1, 2025)
    assert late[0].tolist() == [0, 0, 0, 0]
    assert late[2].tolist() == [0, 1, 0, -1]
    early = design.effect(0, 2023)
    assert early.tolist() == [[-1, 1, 0, 0], [0.5, -0.5, 0, 0], [0.5, -0.5, 0, 0]]
    assert (1, 2023) not in design.cells()  # the year before entry is the base
    assert (0, 2022) not in design.cells()


def test_the_bands_hold_all_years_together_and_are_wider() -> None:
    seen, year = simulated(3, {2023: 10, 2024: 10, 2025: 10, NEVER: 30})
    found = staggered_effect(seen, entry(year), seed=1)
    for one in found.events:
        assert one.band_low < one.low < one.value < one.high < one.band_high
    assert [one.years_since for one in found.events] == [-3, -2, 0, 1, 2]
    assert [one.villages for one in found.events] == [10, 20, 30, 20, 10]
    assert found == staggered_effect(seen, entry(year), seed=1)


def covered(runs: int, sizes: dict[int, int]) -> tuple[float, float, float]:
    """Shares of runs whose interval holds the effect, whose bands hold all years, and whose test before rejects."""
    alone = together = rejected = 0
    for run in range(runs):
        seen, year = simulated(1000 + run, sizes)
        found = staggered_effect(seen, entry(year), seed=run)
        alone += found.low <= math.expm1(0.06) <= found.high
        truth = {one.years_since: 0.06 * (one.years_since >= 0) for one in found.events}
        together += all(one.band_low <= truth[one.years_since] <= one.band_high for one in found.events)
        rejected += found.before_p < 0.05
    return alone / runs, together / runs, rejected / runs


def test_intervals_bands_and_the_test_before_entry_are_right_with_few_villages() -> None:
    runs = 300
    alone, together, rejected = covered(runs, {2023: 4, 2024: 4, 2025: 4, NEVER: 8})
    spread = (0.95 * 0.05 / runs) ** 0.5
    assert abs(alone - 0.95) < 2.6 * spread
    assert 0.95 - 2.6 * spread < together
    assert rejected < 0.05 + 2.6 * spread


def test_different_trends_before_entry_are_seen() -> None:
    seen, year = simulated(5, {2024: 15, NEVER: 30})
    drift = 0.2 * (np.array(year) == 2024)[:, None] * np.arange(4)
    found = staggered_effect(panel(seen.values + drift), entry(year), seed=1)
    assert found.before_p < 0.001


def test_who_cannot_be_used_is_counted() -> None:
    seen, year = simulated(6, {2022: 3, 2023: 4, 2024: 1, 2026: 2, NEVER: 5})
    found = staggered_effect(seen, entry(year), seed=1)
    assert found.left_out == {"entered_before": 3, "alone_in_cohort": 1, "year_missing": 0}
    assert found.cohorts == {2023: 4}
    assert found.controls == 7  # who enters after the last year seen has not entered yet


def test_without_comparison_it_is_refused() -> None:
    seen, year = simulated(7, {2023: 5})
    with pytest.raises(InputError, match="effect cannot be estimated"):
        staggered_effect(seen, entry(year), seed=1)
    seen, year = simulated(8, {2022: 5, NEVER: 5})
    with pytest.raises(InputError, match="effect cannot be estimated"):
        staggered_effect(seen, entry(year), seed=1)


def test_joint_p_of_one_estimate_is_that_of_its_t() -> None:
    values = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 0.5], [0.0, 0.0], [0.0, 0.3]])
    coefficients = np.array([[[-1.0, 1.0], [1.0, -1.0]]])
    found = estimates(values, np.array([0, 0, 0, 1, 1]), coefficients)
    from scipy.special import stdtr  # noqa: PLC0415

    t = float(found.value[0] / found.error[0])
    assert found.joint_p() == pytest.approx(2 * float(stdtr(found.degrees[0], -abs(t))))


def test_nothing_varies() -> None:
    values = np.zeros((8, 4)) + np.arange(4)
    found: StaggeredEffect = staggered_effect(panel(values), entry([2024] * 3 + [NEVER] * 5), seed=1)
    assert found.effect == 0
    assert found.standard_error == 0
    assert found.p_value == 1
