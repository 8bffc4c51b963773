"""The effect of completing: by hand, the inverted test, unbiased and covered where few winners complete."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from lottery_cases import frame, simulated
from scipy.special import stdtrit

from merata.errors import InputError
from merata.evaluation.complier import complier_effect
from merata.evaluation.lottery import hajek_difference, offer_effect, satterthwaite_degrees
from merata.evaluation.lottery_frame import attendance


def test_by_hand() -> None:
    selected = np.array([True] * 4 + [False] * 4)
    completed = np.array([1.0, 1.0, 0.0, 0.0] + [0.0] * 4)
    outcome = np.array([1.0, 0.6, 0.2, 0.6, 0.3, 0.1, 0.2, 0.2])
    found = complier_effect(frame(outcome, selected, np.full(8, 0.5), completed=completed))
    # Means 0.6 and 0.2, half of the winners complete: 0.4 / 0.5.
    assert found.effect == pytest.approx(math.expm1(0.8))
    assert found.take_up == pytest.approx(0.5)
    # The completed winners' variance of the mean is (1/4) / 3 = 1/12, the losers' 0.
    assert found.first_stage_f == pytest.approx(0.25 * 12)
    assert found.n == 8


def test_with_everyone_complying_it_is_the_effect_of_the_offer() -> None:
    lots = simulated(np.random.default_rng(2), completing=1.0, effect=0.2)
    offer, completion = offer_effect(lots), complier_effect(lots)
    assert completion.effect == pytest.approx(offer.effect)
    assert completion.standard_error == pytest.approx(offer.standard_error)
    assert (completion.low, completion.high) == pytest.approx((offer.low, offer.high))
    assert completion.p_value == offer.p_value
    assert completion.kind == "bounded"


def test_the_interval_is_the_inverted_test_of_the_outcome_less_the_effect() -> None:
    """Slow and obvious: every effect tried by taking it from who completed and comparing winners with losers."""
    lots = simulated(np.random.default_rng(4), completing=0.5, effect=0.2, people=120, classes=1)
    found = complier_effect(lots)
    here = lots.found
    ratio = math.log1p(found.effect)

    def compared(effect: float) -> tuple[float, float, float]:
        one = hajek_difference((lots.outcome - effect * lots.completed)[here], lots.selected[here], lots.chance[here])
        return one.value, sum(one.variances), satterthwaite_degrees(np.array(one.variances), np.array(one.degrees))

    quantile = stdtrit(compared(ratio)[2], 0.975)
    effects = np.linspace(ratio - 2, ratio + 2, 4001)
    kept = [effect for effect in effects if compared(effect)[0] ** 2 <= quantile**2 * compared(effect)[1]]
    assert (math.log1p(found.low), math.log1p(found.high)) == pytest.approx((kept[0], kept[-1]), abs=2e-3)


def test_the_interval_holds_the_effect_as_often_as_promised() -> None:
    runs, truth = 300, math.expm1(0.2)
    found = [
        complier_effect(simulated(np.random.default_rng([8, run]), completing=0.8, effect=0.2)) for run in range(runs)
    ]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert abs(held - 0.95) < 2.6 * (0.95 * 0.05 / runs) ** 0.5
    errors = np.array([math.log1p(one.effect) for one in found]) - 0.2
    assert abs(errors.mean()) < 3 * errors.std() / runs**0.5


def test_where_hardly_anyone_completes_the_interval_says_so_and_still_covers() -> None:
    held = plain = unbounded = runs = 0
    for run in range(400):
        lots = simulated(np.random.default_rng([9, run]), completing=0.04, effect=0.2)
        try:
            found = complier_effect(lots)
        except InputError:
            continue
        runs += 1
        truth = math.expm1(0.2)
        unbounded += found.kind != "bounded"
        inside = found.low <= truth <= found.high
        held += not found.low < truth < found.high if found.kind == "outside" else inside
        plain += abs(found.effect - truth) <= 1.96 * found.standard_error
    assert unbounded > runs / 4
    assert held / runs >= 0.95 - 2.6 * (0.95 * 0.05 / runs) ** 0.5


def test_attendance_is_a_treatment_by_degree() -> None:
    """Who attends half gains half: the effect of attending everything is what was planted, exactly without noise."""
    selected = np.array([True, True, True, False, False, False])
    lots = frame(np.array([1.3, 1.15, 1.0, 1.0, 1.0, 1.0]), selected, np.full(6, 0.5))
    applications = pa.table(
        {
            "application_id": [f"A{at}" for at in range(6)],
            "course_id": ["C0"] * 6,
            "sessions_attended": pa.array([20, 10, 0, None, None, None], pa.int64()),
        }
    )
    courses = pa.table({"course_id": ["C0"], "sessions": [20]})
    share = attendance(lots, applications, courses)
    assert share.tolist() == [1.0, 0.5, 0.0, 0.0, 0.0, 0.0]
    assert complier_effect(replace(lots, completed=share)).effect == pytest.approx(math.expm1(0.3))
    unknown = attendance(lots, applications, courses.drop_columns("sessions"))
    assert np.isnan(unknown).tolist() == selected.tolist()


def test_unknown_completion_and_no_completion_are_refused() -> None:
    selected = np.array([True, True, False, False])
    outcome = np.array([1.0, 2.0, 1.0, 2.0])
    with pytest.raises(InputError, match="1 winners have no record"):
        complier_effect(frame(outcome, selected, np.full(4, 0.5), completed=np.array([np.nan, 1.0, 0.0, 0.0])))
    with pytest.raises(InputError, match="no more often than losers"):
        complier_effect(frame(outcome, selected, np.full(4, 0.5), completed=np.zeros(4)))
