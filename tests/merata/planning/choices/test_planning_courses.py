"""A course that may be held several times is as many whole classes, the neediest applicants in the first."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
from invented_region import DatasetInMemory

from merata.planning.choices.courses import courses
from merata.planning.effects import effects
from merata.planning.plan import plan
from merata.planning.population import Population


def with_classes(choices: DatasetInMemory, most: int | None) -> DatasetInMemory:
    table = choices.tables["courses"].append_column("most_classes", pa.array([most, None], pa.int64()))
    return DatasetInMemory(choices.tables | {"courses": table})


def test_classes_follow_each_other_in_order_of_need(choices: DatasetInMemory, choices_people: Population) -> None:
    """18 households applied for 5 seats: classes of 5, 5, 5 and 3, though up to 6 could be held."""
    dataset = with_classes(choices, 6)
    tables = dataset.tables["courses"], dataset.tables["applications"]
    found = courses(choices_people, *tables, effects(dataset))
    assert [item.households for item in found.items] == [5, 5, 5, 3]
    assert found.cost_idr.tolist() == [20_000_000] * 4
    assert found.chain.tolist() == [0, 0, 0, 0]
    place = {row: at for at, row in enumerate(choices_people.order.tolist())}
    seated = [found.effects[0].share[[at]].indices for at in range(4)]
    for before, after in pairwise(seated):
        assert max(place[row] for row in before) < min(place[row] for row in after)


def test_once_where_nothing_else_is_said(choices: DatasetInMemory, choices_people: Population) -> None:
    for dataset in (choices, with_classes(choices, None)):
        tables = dataset.tables["courses"], dataset.tables["applications"]
        assert [item.households for item in courses(choices_people, *tables, effects(dataset)).items] == [5]


def test_a_plan_tells_the_classes_of_a_course_as_one_line(choices: DatasetInMemory) -> None:
    found = plan(with_classes(choices, 3), budget_idr=1_000_000_000, draws=4)
    lines = [line for line in found.items if line.kind == "course"]
    assert len(lines) <= 1
    everything = plan(with_classes(choices, 3), budget_idr=10_000_000_000, draws=4)
    assert [(line.item_id, line.households, line.cost_idr) for line in everything.items if line.kind == "course"] == [
        ("barista", 15, 60_000_000)
    ]
