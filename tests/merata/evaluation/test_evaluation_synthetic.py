"""Served villages beside synthetic ones: by hand, placebos, what is refused, and intervals that hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from merata.errors import InputError, UsageError
from merata.evaluation.synthetic import ServedEffect, served_effect
from merata.evaluation.village_panel import Panel, Served

YEARS = (2021, 2022, 2023, 2024, 2025)


def case(seed: int, effect: float, *, served: int = 6, donors: int = 40, spread: float = 0.05) -> ServedEffect:
    rng = np.random.default_rng([41, seed])
    size = served + donors
    values = 13 + rng.normal(0, 0.3, (size, 1)) + 0.05 * np.arange(5) + rng.normal(0, spread, (size, 5))
    share = rng.uniform(0.3, 0.9, served)
    year = np.where(np.arange(served) % 2 == 0, 2023, 2024)
    values[:served] += effect * share[:, None] * (np.array(YEARS) >= year[:, None])
    names = tuple(f"V{at}" for at in range(size))
    panel = Panel(names, YEARS, values, 0, 30.0)
    mine = {names[at]: Served(int(year[at]), float(share[at]), ("P1",)) for at in range(served)}
    first = np.arange(size) < served
    return served_effect(panel.only(first), mine, panel.only(~first), seed=seed, draws=499)


def test_without_noise_the_effect_is_found_exactly() -> None:
    found = case(1, 0.1, spread=0.0)
    assert found.effect == pytest.approx(math.expm1(0.1))
    assert found.fit_before == pytest.approx(0.0, abs=1e-9)
    assert found.p_value == pytest.approx(1 / 500)
    for one in found.villages:
        assert one.gap == pytest.approx(0.1 * one.share)


def test_one_village_by_hand() -> None:
    """Donors that all move alike are one comparison: the gap is the difference of the changes of means."""
    donors = Panel(tuple(f"D{at}" for at in range(25)), YEARS, np.tile([0.0, 0.2, 0.2, 0.4, 0.6], (25, 1)), 0, 30.0)
    own = Panel(("V",), YEARS, np.array([[1.0, 1.2, 1.2, 1.9, 2.1]]), 0, 30.0)
    found = served_effect(own, {"V": Served(2024, 0.5, ("P1",))}, donors, seed=1, draws=100)
    # Own: mean after 2.0, before 3.4 / 3; theirs 0.5 and 0.4 / 3. The gap of 0.5 at half served is an effect of 1.
    assert found.villages[0].gap == pytest.approx(2.0 - 3.4 / 3 - (0.5 - 0.4 / 3))
    assert found.effect == pytest.approx(math.expm1(1.0))
    assert (found.years_before, found.donors, found.few_years) == (3, 25, True)
    assert found.villages[0].donors == pytest.approx(25)
    assert found.villages[0].p_value == pytest.approx(1 / 26)


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0.0, 0.1])
def test_intervals_hold_the_truth_as_often_as_promised(effect: float) -> None:
    runs = 150
    found = [case(run, effect) for run in range(runs)]
    held = np.mean([one.low <= math.expm1(effect) <= one.high for one in found])
    assert held >= 0.95 - 2.6 * (0.95 * 0.05 / runs) ** 0.5
    values = np.array([math.log1p(one.effect) for one in found])
    assert abs(values.mean() - effect) < 3 * values.std() / runs**0.5
    stated = np.mean([one.standard_error / (1 + one.effect) for one in found])
    assert stated == pytest.approx(values.std(), rel=0.2)
    if effect == 0:
        assert np.mean([one.p_value <= 0.05 for one in found]) <= 0.05 + 2.6 * (0.05 * 0.95 / runs) ** 0.5


def test_fewer_households_make_a_village_noisier_than_its_placebos() -> None:
    rng = np.random.default_rng(3)
    values = 13 + rng.normal(0, 0.05, (31, 5))
    names = tuple(f"V{at}" for at in range(31))
    mine = {"V0": Served(2024, 0.5, ("P",))}
    errors = []
    for own in (30.0, 7.5):
        panel = Panel(names, YEARS, values, 0, 30.0, np.array([own] + [30.0] * 30))
        first = np.arange(31) == 0
        found = served_effect(panel.only(first), mine, panel.only(~first), seed=1, draws=200)
        errors.append(found.standard_error)
    assert errors[1] == pytest.approx(2 * errors[0])


def test_what_cannot_be_estimated_is_refused_with_the_years() -> None:
    rng = np.random.default_rng(1)
    panel = Panel(tuple(f"V{at}" for at in range(30)), (2023, 2024, 2025), rng.normal(size=(30, 3)), 0, 30.0)
    first = np.arange(30) == 0
    own, donors = panel.only(first), panel.only(~first)
    with pytest.raises(InputError, match=r"monitored in 2023, 2024, 2025 and works handed over in 2024: .* 2 years"):
        served_effect(own, {"V0": Served(2024, 0.5, ("P",))}, donors, seed=1)
    with pytest.raises(InputError, match="handed over in 2026"):
        served_effect(own, {"V0": Served(2026, 0.5, ("P",))}, donors, seed=1)
    few = panel.only(np.arange(30) > 15)
    with pytest.raises(InputError, match="14 villages without works"):
        served_effect(own, {"V0": Served(2025, 0.5, ("P",))}, few, seed=1)
    with pytest.raises(UsageError, match="20 placebos"):
        served_effect(own, {"V0": Served(2025, 0.5, ("P",))}, donors, seed=1, draws=20)


def test_villages_served_too_early_are_left_out_and_counted() -> None:
    rng = np.random.default_rng(1)
    panel = Panel(tuple(f"V{at}" for at in range(32)), YEARS, rng.normal(size=(32, 5)), 0, 30.0)
    first = np.arange(32) < 2
    served = {"V0": Served(2022, 0.5, ("P",)), "V1": Served(2024, 0.5, ("P",))}
    found = served_effect(panel.only(first), served, panel.only(~first), seed=1, draws=100)
    assert [one.village for one in found.villages] == ["V1"]
    assert found.left_out == {"no_years_before_or_after": 1}
