"""What a constraint file asks for, as rows by hand, and what a plan then keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from small_plans import candidates, item

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.constraints import limits
from merata.planning.limits.rows import NO_MOST, Limits
from merata.tables.located_yaml import parse


def choice() -> Candidates:
    """Two bands of food in a village, a class of 20 seats, two works and the bundle of both."""
    found = candidates([10, 10, 5, 30, 40, 70], [0, 0, 1, 2, 3, 4], np.zeros((6, 2)), exclusive=[-1, -1, -1, 0, 0, 0])
    food = {"kind": "programme", "village_code": "v1", "kecamatan_code": "k1", "fund_source": "DBHCHT"}
    works = {"pillar": "infrastructure", "village_code": "v2", "kecamatan_code": "k1"}
    items = (
        replace(item("food", **food), line="food:v1", source_id="food"),
        replace(item("food", **food), line="food:v1", source_id="food"),
        replace(item("class", "course", pillar="training", households=20), line="class", source_id="class"),
        replace(item("road", **works), line="road", source_id="road"),
        replace(item("bridge", **works), line="bridge", source_id="bridge"),
        replace(item("both", **works, parts=("road", "bridge")), line="road+bridge", source_id="road+bridge"),
    )
    return replace(found, items=items)


def asked(text: str, answers: Mapping[str, Sequence[Flags]] | None = None) -> Limits:
    areas = {"pillars": ("assistance", "training", "infrastructure"), "villages": ("v1", "v2"), "kecamatan": ("k1",)}
    return limits(choice(), 100, parse(text, "rules.yaml"), areas, answers=answers)


def row(found: Limits, name: str) -> tuple[list[int], int, int]:
    at = found.names.index(name)
    return found.sums[[at]].toarray()[0].tolist(), int(found.least[at]), int(found.most[at])


def test_nothing_asked_leaves_the_budget_and_the_exclusive_set() -> None:
    found = limits(choice(), 100, None, {})
    assert found.names == ("budget", "one of set 0")
    assert row(found, "budget") == ([10, 10, 5, 30, 40, 70], -NO_MOST, 100)
    assert row(found, "one of set 0") == ([0, 0, 0, 1, 1, 1], -NO_MOST, 1)


def test_groups_count_rupiah() -> None:
    found = asked("funds: {DBHCHT: {max_idr: 15}}\nvillages: {v2: {min_idr: 30, max_idr: 70}}\n")
    assert row(found, "funds.DBHCHT") == ([10, 10, 0, 0, 0, 0], -NO_MOST, 15)
    assert row(found, "villages.v2") == ([0, 0, 0, 30, 40, 70], 30, 70)


def test_required_is_a_first_band_or_any_bundle_with_the_work() -> None:
    found = asked("require: [food, road]\n")
    assert row(found, "require food") == ([1, 0, 0, 0, 0, 0], 1, NO_MOST)
    assert row(found, "require road") == ([0, 0, 0, 1, 0, 1], 1, NO_MOST)


def test_excluding_a_work_excludes_its_bundles() -> None:
    assert asked("exclude: [bridge]\n").excluded.tolist() == [False, False, False, False, True, True]


def test_a_bundle_holds_what_its_works_need() -> None:
    found = asked("prerequisites: [{item: bridge, needs: road}, {item: class, needs: food}]\n")
    assert row(found, "bridge needs road") == ([0, 0, 0, -1, 1, 0], -NO_MOST, 0)
    assert row(found, "class needs food") == ([-1, 0, 1, 0, 0, 0], -NO_MOST, 0)


def test_capacity_counts_a_bundle_for_each_of_its_works() -> None:
    found = asked("capacity: [{name: builder, at_most: 1, items: [road, bridge]}]\nexclusions: [[class, road]]\n")
    assert row(found, "capacity of builder") == ([0, 0, 0, 1, 1, 2], -NO_MOST, 1)
    assert row(found, "at most one of class, road") == ([0, 0, 1, 1, 0, 1], -NO_MOST, 1)


def test_seats_and_answered_proposals() -> None:
    road = np.array([False, False, False, True, False, True])
    food = np.array([True, True, False, False, False, False])
    found = asked("seats: {max: 30}\nanswered_per_village: 2\n", {"v1": [food], "v2": [road, road | food]})
    assert row(found, "seats") == ([0, 0, 20, 0, 0, 0], -NO_MOST, 30)
    assert row(found, "answered proposals of v1") == ([1, 0, 0, 0, 0, 0], 1, NO_MOST)
    assert row(found, "answered proposals of v2") == ([1, 0, 0, 2, 0, 2], 2, NO_MOST)


@pytest.mark.parametrize(
    "text",
    [
        "prerequisites: [{item: road}]",
        "exclusions: [[road]]",
        "exclusions: [road, bridge]",
        "capacity: [{name: x, at_most: -1, items: [road]}]",
        "capacity: {name: x}",
        "seats: 20",
        "seats: {least: 3}",
        "answered_per_village: two",
        "prerequisites: [{item: road, needs: castle}]",
        "funds: {XYZ: {max_idr: 3}}",
    ],
)
def test_what_cannot_be_understood_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(InputError) as refused:
        asked(text + "\n")
    assert {fault.row for fault in refused.value.faults} == {1}


def test_what_is_misspelt_is_refused_with_what_is_like_it_and_without_bundles() -> None:
    with pytest.raises(InputError) as refused:
        asked("exclude: [bridges, zzz]\nprogrammes: {foods: {max_idr: 3}}\n")
    expected = [fault.expected for fault in refused.value.faults]
    assert expected == [
        "a candidate, such as bridge",
        "a candidate programme, programme:village, course or project",
        "one of food",
    ]


@pytest.mark.parametrize("name", ["class", "road", "road+bridge"])
def test_a_class_or_a_work_is_no_programme(name: str) -> None:
    # A work's bundles would not count to it, so that its most would not hold.
    with pytest.raises(InputError) as refused:
        asked(f"programmes: {{{name}: {{max_idr: 3}}}}\n")
    assert [(fault.problem, fault.expected) for fault in refused.value.faults] == [("unknown key", "one of food")]
