"""The two evaluators of rules agree: compiled on PyArrow and on DuckDB, and cel-python one household at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated_rules import (
    BOOL,
    DOUBLE,
    FACTS,
    INT,
    PARAMETERS,
    STRING,
    assert_agree,
    compiled,
    doubles,
    expressions,
    households,
    ints,
    on_duckdb,
    on_pyarrow,
    parameters,
    referred,
)
from merata.programmes.cel.canonical import text
from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Binary, Convert, Fact, Literal, Node, Unary
from merata.programmes.cel.typing import Type, check

named_conditions = st.fixed_dictionaries(
    {"first": expressions(BOOL, 2), "second": expressions(BOOL, 2, named=["first"])}
)
records = st.lists(households, min_size=1, max_size=6)
conditions = st.lists(expressions(BOOL, 3, named=["first", "second"]), min_size=1, max_size=4)
amounts = st.lists(
    st.one_of(expressions(INT, 3), expressions(DOUBLE, 3), expressions(STRING, 2)), min_size=1, max_size=4
)
Given = Mapping[str, Any]
quickly = settings(max_examples=60, suppress_health_check=list(HealthCheck))
thoroughly = settings(max_examples=500, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


def agree(
    nodes: list[Node],
    homes: list[Given],
    values: Given,
    named: Mapping[str, Node],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    expected = referred(nodes, homes, values, named)
    for frames in (on_pyarrow(homes), on_duckdb(homes, connection)):
        assert_agree(nodes, expected, compiled(nodes, frames, values, named, states=bool(named)))


@quickly
@given(conditions, records, parameters, named_conditions)
def test_conditions_agree(
    connection: duckdb.DuckDBPyConnection, nodes: list[Node], homes: list[Given], values: Given, named: dict[str, Node]
) -> None:
    agree(nodes, homes, values, named, connection)


@quickly
@given(amounts, records, parameters)
def test_values_agree(
    connection: duckdb.DuckDBPyConnection, nodes: list[Node], homes: list[Given], values: Given
) -> None:
    agree(nodes, homes, values, {}, connection)


# Each operator between facts, and with a constant on either side, where it is on the edge of what is exact.
INTS = Fact("household", "i"), Fact("village", "k")
DOUBLES = Fact("household", "x"), Fact("village", "y")


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.lists(households, min_size=15, max_size=15), ints, doubles)
def test_arithmetic_agrees(connection: duckdb.DuckDBPyConnection, homes: list[Given], whole: int, part: float) -> None:
    nodes: list[Node] = [Unary("-", INTS[0]), Convert("double", INTS[0]), Convert("int", DOUBLES[0])]
    for (one, other), constant in ((INTS, whole), (DOUBLES, part)):
        for op in "+-*/%" if one is INTS[0] else "+-*/":
            nodes += [Binary(op, one, other), Binary(op, one, Literal(constant)), Binary(op, Literal(constant), one)]
            nodes += [Binary(op, Binary("*", one, other), other)]
    agree(nodes, homes, {}, {}, connection)


@pytest.mark.slow
@thoroughly
@given(conditions, records, parameters, named_conditions)
def test_conditions_agree_on_many(
    connection: duckdb.DuckDBPyConnection, nodes: list[Node], homes: list[Given], values: Given, named: dict[str, Node]
) -> None:
    agree(nodes, homes, values, named, connection)


@pytest.mark.slow
@thoroughly
@given(amounts, records, parameters)
def test_values_agree_on_many(
    connection: duckdb.DuckDBPyConnection, nodes: list[Node], homes: list[Given], values: Given
) -> None:
    agree(nodes, homes, values, {}, connection)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.one_of(*(expressions(kind, 4, named=["first"]) for kind in (BOOL, INT, DOUBLE, STRING))))
def test_the_text_of_a_node_reads_as_that_node(node: Node) -> None:
    written = text(node)
    read = parse(written)
    assert read == node
    assert text(read) == written


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from([BOOL, INT, DOUBLE, STRING]), parameters)
def test_what_is_well_typed_is_said_to_be(data: st.DataObject, kind: Type, values: Given) -> None:
    node = data.draw(expressions(kind, 4, named=["first"]))
    found, faults = check(
        node, facts=FACTS, parameters={name: [values[name]] for name in PARAMETERS}, named={"first": BOOL}
    )
    constants = ("divides by zero", "the constant is too large")
    assert found is kind or {fault.problem for fault in faults} <= set(constants)
    assert (found is None) == bool(faults)
