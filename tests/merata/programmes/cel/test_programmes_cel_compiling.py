"""Compiled rules by hand: three values, members, states, exact integers; on PyArrow and on DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pytest

from merata.errors import UsageError
from merata.programmes.cel.columns import PERSONS, fact_column, programme_column
from merata.programmes.cel.compiling import (
    household_expression,
    member_aggregates,
    person_expression,
    state_expression,
)
from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import MAX_INT
from merata.programmes.cel.typing import Type

TYPES = {
    ("household", "desil"): Type.INT,
    ("household", "money"): Type.INT,
    ("household", "land_ha"): Type.DOUBLE,
    ("household", "floor"): Type.STRING,
    ("household", "programmes"): Type.STRINGS,
    ("village", "urban"): Type.BOOL,
    ("person", "age"): Type.INT,
    ("person", "pregnant"): Type.BOOL,
}
# Household 4 has no member in the table, household 5 is known to have none.
HOUSEHOLDS = pa.table(
    {
        "household_id": [1, 2, 3, 4, 5],
        fact_column("household", "desil"): pa.array([1, 5, None, 0, 3], pa.int8()),
        fact_column("household", "money"): [MAX_INT, -MAX_INT, 2**62, 7, None],
        fact_column("household", "land_ha"): [0.5, 0.0, float("nan"), float("inf"), -2.5],
        fact_column("household", "floor"): ["earth", None, "tile", "bamboo", ""],
        programme_column("pkh"): [True, False, None, False, True],
        fact_column("village", "urban"): [True, False, None, None, False],
        PERSONS: [2, 1, 1, None, 0],
    }
)
MEMBERS = pa.table(
    {
        "household_id": [1, 1, 2, 3],
        fact_column("person", "age"): pa.array([70, None, 5, 70], pa.int16()),
        fact_column("person", "pregnant"): [False, True, None, False],
    }
)
Frames = tuple[Any, Any]


def _on_pyarrow() -> Frames:
    return nw.from_native(HOUSEHOLDS, eager_only=True), nw.from_native(MEMBERS, eager_only=True)


def _on_duckdb() -> Frames:
    connection = duckdb.connect()
    connection.register("households", HOUSEHOLDS)
    connection.register("members", MEMBERS)
    return nw.from_native(connection.table("households")), nw.from_native(connection.table("members"))


@pytest.fixture(params=[_on_pyarrow, _on_duckdb], ids=["pyarrow", "duckdb"])
def frames(request: pytest.FixtureRequest) -> Frames:
    make: Callable[[], Frames] = request.param
    return make()


def computed(frames: Frames, written: str, make: Callable[..., nw.Expr], **named: str) -> list[Any]:
    homes, members = frames
    node = parse(written)
    using: Any = {
        "facts": TYPES,
        "parameters": {"most": 3, "floors": ("earth", "bamboo"), "none": ()},
        "named": {name: parse(text) for name, text in named.items()},
    }
    asked = member_aggregates([node], **using)
    if asked.needs_household:
        kept = homes.select("household_id", *sorted(asked.needs_household))
        members = members.join(kept, on="household_id", how="left")
    if asked.aggregates:
        answers = members.with_columns(**asked.person_columns).group_by("household_id").agg(**asked.aggregates)
        homes = homes.join(answers, on="household_id", how="left")
    result = homes.with_columns(result=make(node, **using)).select("household_id", "result")
    eager = result.collect("pyarrow") if isinstance(result, nw.LazyFrame) else result
    values: list[Any] = eager.to_arrow().sort_by("household_id")["result"].to_pylist()
    return values


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("household.desil <= parameter.most", [True, False, None, True, True]),
        ("household.desil <= 1000", [True, True, None, True, True]),
        # An unknown gives way to what decides, on either side.
        ("village.urban || household.desil <= 3", [True, False, None, True, True]),
        ("village.urban && household.desil <= 3", [True, False, None, None, False]),
        ("!village.urban", [False, True, None, None, True]),
        # Only the chosen branch counts, and without a choice none does.
        ("village.urban ? household.desil : 0", [1, 0, None, None, 0]),
        ("has(household.floor) ? household.floor == 'earth' : true", [True, True, False, False, False]),
        ("has(household.land_ha)", [True, True, False, True, True]),
        ("household.floor in ['earth', 'tile']", [True, None, True, False, False]),
        ("household.floor in parameter.floors", [True, None, False, True, False]),
        ("household.floor in parameter.none", [False, None, False, False, False]),
        ("'pkh' in household.programmes", [True, False, None, False, True]),
        ("household.floor.startsWith('ea')", [True, None, False, False, False]),
        ("household.floor.endsWith('e')", [False, None, True, False, False]),
        ("household.floor.contains('amb')", [False, None, False, True, False]),
        # Exact to ±(2^53 − 1), and nothing beyond; comparisons of whatever there is.
        ("household.money + 1", [None, -MAX_INT + 1, None, 8, None]),
        ("household.money - household.money", [0, 0, None, 0, None]),
        ("household.money * 2", [None, None, None, 14, None]),
        ("household.money * household.money", [None, None, None, 49, None]),
        ("household.money * household.desil", [MAX_INT, None, None, 0, None]),
        ("-household.money", [-MAX_INT, MAX_INT, None, -7, None]),
        ("household.money > 9007199254740991", [False, False, True, False, None]),
        ("household.desil * 100", [100, 500, None, 0, 300]),
        # Towards zero, with the sign of the dividend.
        ("household.money / -2", [-(2**52 - 1), 2**52 - 1, None, -3, None]),
        ("household.money % -2", [1, -1, None, 1, None]),
        ("7 / household.desil", [7, 1, None, None, 2]),
        ("-7 % household.desil", [0, -2, None, None, -1]),
        ("1.0 / household.land_ha", [2.0, None, None, 0.0, -0.4]),
        ("household.land_ha > 60.0", [False, False, None, True, False]),
        ("household.land_ha * 1.0", [0.5, 0.0, None, None, -2.5]),
        ("int(household.land_ha)", [0, 0, None, None, -2]),
        ("double(household.desil) / 2.0", [0.5, 2.5, None, 0.0, 1.5]),
        ("1e308 * household.land_ha * 10.0", [None, 0.0, None, None, None]),
        # Members: unknown members, nobody, and a member of whom the fact is unknown.
        ("persons.size()", [2, 1, 1, None, 0]),
        ("persons.size() + 1", [3, 2, 2, None, 1]),
        ("persons.exists(p, p.age >= 60)", [True, False, True, None, False]),
        ("persons.all(p, p.age >= 60)", [None, False, True, None, True]),
        ("persons.exists_one(p, p.age >= 60)", [None, False, True, None, False]),
        ("persons.filter(p, p.age >= 60).size()", [None, 0, 1, None, 0]),
        ("persons.exists(p, p.pregnant)", [True, None, False, None, False]),
        ("persons.all(p, has(p.age))", [False, True, True, None, True]),
        ("persons.filter(p, has(p.age)).size()", [1, 1, 1, None, 0]),
        ("persons.exists(p, p.age > 60 && household.desil <= 1)", [True, False, None, None, False]),
        ("persons.exists(p, true)", [True, True, True, None, False]),
        ("persons.exists_one(p, p.age >= 60) || true", [True] * 5),
    ],
)
def test_values(frames: Frames, written: str, values: list[Any]) -> None:
    assert computed(frames, written, household_expression) == values


@pytest.mark.parametrize(
    ("written", "states"),
    [
        ("household.desil <= 3", [1, 0, 2, 1, 1]),
        ("7 / household.desil > 1", [1, 0, 2, 3, 1]),
        ("household.money + 1 > 0", [3, 0, 3, 1, 2]),
        # A fact may be missing elsewhere in the condition: then that is why.
        ("7 / household.desil > 1 && (village.urban || true)", [1, 0, 2, 2, 1]),
        ("persons.exists(p, p.age >= 60)", [1, 0, 1, 2, 0]),
        # Of household 1 the age of a member is missing, of household 3 only the arithmetic fails.
        ("persons.all(p, 10 / (p.age - 70) <= 0)", [2, 1, 3, 2, 1]),
        ("persons.filter(p, p.age >= 60).size() / household.desil >= 0", [2, 1, 2, 2, 1]),
        ("has(household.desil)", [1, 1, 0, 1, 1]),
        ("1 / 0 == 1", [3] * 5),
        ("'pkh' in household.programmes && 1 / household.desil >= 0", [1, 0, 2, 0, 1]),
    ],
)
def test_states(frames: Frames, written: str, states: list[int]) -> None:
    assert computed(frames, written, state_expression) == states


def test_a_long_sum_is_as_long_as_its_text(frames: Frames) -> None:
    written = "household.money" + " + household.desil - 1" * 22
    # Household 2 starts from −(2^53 − 1), household 1 from 2^53 − 1, which its first sum leaves.
    assert computed(frames, written, household_expression) == [None, -MAX_INT + 22 * 4, None, 7 - 22, None]


def test_named_conditions_are_written_out(frames: Frames) -> None:
    named = {"miskin": "household.desil <= parameter.most", "tua": "miskin && persons.exists(p, p.age >= 60)"}
    assert computed(frames, "tua", household_expression, **named) == [True, False, None, None, False]
    assert computed(frames, "!tua", state_expression, **named) == [0, 1, 2, 2, 1]


def test_a_condition_that_is_a_column_is_read() -> None:
    frame = nw.from_native(
        pa.table({"met": [True, None], fact_column("village", "urban"): [True, True]}), eager_only=True
    )
    expression = household_expression(
        parse("miskin && village.urban"), facts=TYPES, parameters={}, named={}, columns={"miskin": "met"}
    )
    assert frame.with_columns(result=expression)["result"].to_list() == [True, None]


def test_a_person_without_a_macro() -> None:
    _, members = _on_pyarrow()
    node = parse("p.age >= parameter.old", person="p")
    expression = person_expression(node, facts=TYPES, parameters={"old": 60})
    assert members.with_columns(result=expression)["result"].to_list() == [True, None, False, True]


def asked(*written: str, **parameters: Any) -> Any:
    return member_aggregates(map(parse, written), facts=TYPES, parameters=parameters, named={})


def test_the_same_question_is_asked_once_under_the_same_name() -> None:
    once = asked("persons.exists(p, p.age >= 60)", "!persons.exists(q, q.age >= parameter.old)", old=60)
    assert list(once.aggregates) == list(once.person_columns) == ["exists:a330e8b5daa1a681"]
    assert asked("persons.exists(p, p.age >= parameter.old)", old=61).aggregates.keys() != once.aggregates.keys()
    # How many there are also says whether it is one.
    assert len(asked("persons.exists_one(p, p.pregnant) || persons.filter(p, p.pregnant).size() > 2").aggregates) == 1


def test_only_what_can_fail_asks_whether_facts_are_missing() -> None:
    assert len(asked("persons.all(p, p.age >= 60)").aggregates) == 1
    assert len(asked("persons.all(p, p.age + 1 >= 60)").aggregates) == 2
    assert asked("persons.size() > 2").aggregates == {}


def test_what_members_need_of_their_household() -> None:
    found = asked(
        "persons.exists(p, household.desil < 3 && p.age > 5 || 'pkh' in household.programmes) && village.urban"
    )
    assert found.needs_household == {fact_column("household", "desil"), programme_column("pkh")}


@pytest.mark.parametrize(
    ("written", "named", "message"),
    [
        ("household.desil <= parameter.y + parameter.x", {}, "no value of parameter x, y; given are none"),
        ("a", {"a": "!b", "b": "a"}, "the conditions a → b → a name each other in a circle"),
        ("a", {}, "no condition a; given are none"),
    ],
)
def test_what_is_named_must_be_given(written: str, named: Mapping[str, str], message: str) -> None:
    nodes = {name: parse(text) for name, text in named.items()}
    with pytest.raises(UsageError, match=message):
        household_expression(parse(written), facts=TYPES, parameters={}, named=nodes)
