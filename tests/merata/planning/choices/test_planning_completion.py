"""What is per completed seat counts times the share of seats completed; what is per offered seat as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_region import DatasetInMemory

from merata.planning.choices.completion import (
    ASSUMED_ERROR,
    ASSUMED_RATE,
    completion_effects,
    completion_rate,
    with_completion,
)
from merata.planning.choices.courses import courses
from merata.planning.effects import COMPLETED, OFFER, effects
from merata.planning.optimiser.evaluating import draws_of
from merata.planning.plan import plan
from merata.planning.population import Population

RECORD = "training_vocational"
RATE = f"completion/{RECORD}"


def held(choices: DatasetInMemory, completed: list[list[bool | None]], record: str = RECORD) -> DatasetInMemory:
    """Past classes of `record`: of each the winners, who completed or not (None: not known), and a loser."""
    names = [f"past{at}" for at in range(len(completed))]
    row = choices.tables["courses"].to_pylist()[0]
    past = [row | {"course_id": name, "year": 2024, "status": "held", "evidence_id": record} for name in names]
    won = [(name, True, done) for name, each in zip(names, completed, strict=True) for done in each]
    drawn = [*won, *((name, False, False) for name in names)]
    household = choices.tables["households"]["household_id"][0].as_py()
    applied = [
        {"application_id": f"W{at}", "course_id": name, "person_id": f"W{at}", "household_id": household}
        | {"selected": selected, "completed": done}
        for at, (name, selected, done) in enumerate(drawn)
    ]
    return choices.with_tables(
        courses=pa.Table.from_pylist([*choices.tables["courses"].to_pylist(), *past]),
        applications=pa.Table.from_pylist([*applied, *choices.tables["applications"].to_pylist()]),
    )


def with_record(choices: DatasetInMemory, **change: object) -> DatasetInMemory:
    rows = [row | {"per": None} for row in choices.tables["evidence"].to_pylist()]
    changed = [row | (change if row["evidence_id"] == RECORD else {}) for row in rows]
    return choices.with_tables(evidence=pa.Table.from_pylist(changed))


def test_the_rate_and_its_interval_by_hand() -> None:
    """Two classes alike: 16 of 20 seats. Wilson: (0.8 + z²/40 ± z·√(0.16/20 + z²/1600)) ÷ (1 + z²/20), z = 1.96."""
    found = completion_rate([(10, 8), (10, 8)])
    assert (found.rate, found.seats, found.classes) == (0.8, 20, 2)
    assert (found.low, found.high) == pytest.approx((0.5840, 0.9193), abs=5e-5)
    assert found.standard_error == pytest.approx((0.9193 - 0.5840) / 2 / 1.96, abs=5e-5)


def test_classes_that_differ_count_as_fewer_seats() -> None:
    """One class all, one none: residuals ±5, so 2·50 ÷ 20² = 0.25 between, 0.0125 by chance: 20 seats count as 1."""
    apart = completion_rate([(10, 10), (10, 0)])
    one = completion_rate([(1, 1)])
    z2 = 1.959963984540054**2
    half = np.sqrt(z2) * np.sqrt(0.25 + z2 / 4) / (1 + z2)
    assert (apart.low, apart.high) == pytest.approx((0.5 - half, 0.5 + half))
    assert one.high == 1.0
    assert one.low == pytest.approx(1 / (1 + z2))


def test_where_all_completed_the_error_is_not_zero() -> None:
    found = completion_rate([(20, 20)] * 5)
    assert found.rate == found.high == 1.0
    assert found.low == pytest.approx(100 / (100 + 1.959963984540054**2))
    assert found.standard_error > 0.009
    with pytest.raises(ValueError, match="no class"):
        completion_rate([])


@given(st.lists(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1))
def test_the_rate_lies_in_its_interval(classes: list[tuple[int, int]]) -> None:
    found = completion_rate(classes)
    assert -1e-12 <= found.low <= found.rate + 1e-12
    assert found.rate - 1e-12 <= found.high <= 1 + 1e-12
    assert found.standard_error > 0


def test_seats_are_told_from_past_classes(choices: DatasetInMemory) -> None:
    """3 of 4 known seats in one class, 1 of 2 in the other; a loser and a seat that nobody reported do not count."""
    dataset = held(choices, [[True, True, True, False], [True, False, None]])
    rate = completion_effects(dataset, [RECORD])[RECORD]
    assert (rate.evidence_id, rate.unit, rate.assumption) == (RATE, COMPLETED, False)
    assert rate.mean == pytest.approx(4 / 6)
    assert "6 kursi di 2 kelas terdahulu" in rate.source
    assert rate.certainty == "high"
    other = completion_effects(dataset, ["training_farming"])["training_farming"]
    assert other.mean == pytest.approx(4 / 6)
    assert (other.assumption, other.certainty) == (True, "assumption")
    assert "6 seats of 2 other past classes, 95% interval 30% to 90%" in other.source


def test_who_is_promoted_completes_the_seat_of_a_winner(choices: DatasetInMemory) -> None:
    dataset = held(choices, [[True, False]])
    rows = dataset.tables["applications"].to_pylist()
    loser = next(row for row in rows if row.get("selected") is False)
    loser |= {"promoted": True, "completed": True}
    promoted = dataset.with_tables(applications=pa.Table.from_pylist([{"promoted": None} | row for row in rows]))
    assert completion_effects(dataset, [RECORD])[RECORD].mean == 0.5
    assert completion_effects(promoted, [RECORD])[RECORD].mean == 1.0


def test_without_past_classes_the_rate_is_an_assumption(choices: DatasetInMemory) -> None:
    rate = completion_effects(choices, [RECORD])[RECORD]
    assert (rate.mean, rate.standard_error, rate.assumption) == (ASSUMED_RATE, ASSUMED_ERROR, True)
    alone = DatasetInMemory({name: table for name, table in choices.tables.items() if name != "applications"})
    assert completion_effects(alone, [RECORD])[RECORD] == rate


def test_a_seat_gains_the_effect_times_the_rate(choices: DatasetInMemory, choices_people: Population) -> None:
    """10% of income where 4 of 6 seats are completed: 6.67% a seat. An effect per offer of 10% is 10%."""
    dataset = held(with_record(choices, per="completion"), [[True, True, True, False], [True, False]])
    for per, seat, more in (("completion", 0.1 * 4 / 6, (RATE,)), (None, 0.1 * 4 / 6, (RATE,)), ("offer", 0.1, ())):
        own = with_record(dataset, per=per)
        known = with_completion(own, effects(own), [RECORD])
        found = courses(choices_people, own.read("courses").slice(0, 1), own.read("applications"), known)
        assert found.effects[0].share.data == pytest.approx(np.full(5, seat))
        assert (found.items[0].evidence_id, found.items[0].more_evidence) == (RECORD, more)
        assert (RATE in known) == (per != "offer")


def test_an_assumed_rate_makes_the_class_assumed(choices: DatasetInMemory, choices_people: Population) -> None:
    read = with_record(choices, assumption=False)
    for dataset, assumed in ((read, True), (held(read, [[True, False]]), False)):
        known = with_completion(dataset, effects(dataset), [RECORD])
        tables = dataset.read("courses").slice(0, 1), dataset.read("applications")
        assert courses(choices_people, *tables, known).items[0].assumption is assumed


def test_both_are_drawn_and_multiplied(choices: DatasetInMemory, choices_people: Population) -> None:
    """The draws of 0.1 ± 0.05 and 0.8 ± 0.1, relative 0.5 and 0.125, are multiplied; the others stay as they were."""
    known = effects(choices)
    plain = draws_of(choices_people, known, seed=1).scale
    both = draws_of(choices_people, with_completion(choices, known, [RECORD]), seed=1).scale
    product = plain[RECORD] * both[RATE]
    assert both[RECORD] == pytest.approx(product - product.mean() + 1)
    assert both[RECORD].mean() == pytest.approx(1.0)
    assert np.std(both[RATE]) == pytest.approx(ASSUMED_ERROR / ASSUMED_RATE)
    assert both["road_access"].tolist() == plain["road_access"].tolist()


def test_a_plan_lists_the_rate_among_what_it_rests_on(choices: DatasetInMemory) -> None:
    found = plan(choices, budget_idr=10_000_000_000, draws=4)
    assert "barista" in {line.item_id for line in found.items}
    listed = {effect.evidence_id: effect for effect in found.effects}
    assert listed[RECORD].times == RATE
    assert listed[RATE] == replace(listed[RATE], mean=ASSUMED_RATE, assumption=True)
    offered = plan(with_record(choices, per=OFFER), budget_idr=10_000_000_000, draws=4)
    assert RATE not in {effect.evidence_id for effect in offered.effects}
