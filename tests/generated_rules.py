"""Generated expressions of the language of rules and generated households; their values by both evaluators.

An expression is a node of a wanted type; its canonical text is what the reference evaluates. Households have missing
facts, zeros, integers around ±2^53 and ±2^63, and doubles that are not finite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
from hypothesis import strategies as st

from merata.programmes.cel.columns import PERSONS, fact_column, programme_column
from merata.programmes.cel.compiling import household_expression, member_aggregates, state_expression
from merata.programmes.cel.reference import Unknown, evaluate
from merata.programmes.cel.syntax import (
    MAX_INT,
    Binary,
    Choose,
    Convert,
    Fact,
    Literal,
    Named,
    Node,
    Parameter,
    Present,
    Quantified,
    TextTest,
    Unary,
)
from merata.programmes.cel.typing import Type

INT, DOUBLE, BOOL, STRING, STRINGS = Type.INT, Type.DOUBLE, Type.BOOL, Type.STRING, Type.STRINGS
PROGRAMMES = ("pkh", "sembako")
# The narrow ones are kept in as few bits as their values need, and of two strings one is dictionary-encoded.
COLUMNS: dict[tuple[str, str], pa.DataType] = {
    ("household", "i"): pa.int64(),
    ("household", "n"): pa.int8(),
    ("household", "x"): pa.float64(),
    ("household", "b"): pa.bool_(),
    ("household", "s"): pa.string(),
    ("village", "k"): pa.int64(),
    ("village", "y"): pa.float64(),
    ("village", "u"): pa.bool_(),
    ("village", "t"): pa.dictionary(pa.int32(), pa.string()),
    ("person", "m"): pa.int64(),
    ("person", "age"): pa.int8(),
    ("person", "w"): pa.float64(),
    ("person", "f"): pa.bool_(),
    ("person", "g"): pa.bool_(),
    ("person", "z"): pa.string(),
}


def _type(column: pa.DataType) -> Type:
    if pa.types.is_integer(column):
        return INT
    return {pa.float64(): DOUBLE, pa.bool_(): BOOL}.get(column, STRING)


TYPES: dict[tuple[str, str], Type] = {fact: _type(column) for fact, column in COLUMNS.items()}
FACTS = {**TYPES, ("household", "programmes"): STRINGS}
PARAMETERS = {"whole": INT, "part": DOUBLE, "flag": BOOL, "word": STRING, "words": STRINGS}

_AROUND = (0, 1, 2, 3, 7, 10, 2**26, 2**27, MAX_INT - 1, MAX_INT)
_STRINGS = ("", "a", "b", "ab", "Wlingi", "é", 'a"b', "it's", "a\\b", "%", "_", ".")
ints = st.one_of(st.integers(-12, 12), st.sampled_from([sign * value for value in _AROUND for sign in (1, -1)]))
wide_ints = st.one_of(ints, st.sampled_from([MAX_INT + 1, -MAX_INT - 1, 2**62, 2**63 - 1, -(2**63)]))
doubles = st.one_of(
    st.sampled_from([0.0, -0.0, 0.5, -1.5, 0.1, 3.0, 1e308, -1e308, 5e-324, 2.0**53, -(2.0**53), 2.0**53 - 1, 1e19]),
    st.floats(-100, 100, allow_nan=False),
)
wild_doubles = st.one_of(doubles, st.sampled_from([math.inf, -math.inf, math.nan]))
strings = st.sampled_from(_STRINGS)
_VALUES: dict[Type, st.SearchStrategy[Any]] = {INT: ints, DOUBLE: doubles, BOOL: st.booleans(), STRING: strings}


@st.composite
def expressions(
    draw: st.DrawFn, kind: Type, depth: int = 3, *, member: bool = False, named: Sequence[str] = ()
) -> Node:
    """Nodes of type `kind`; `member`: within a macro over persons; `named`: conditions that may be named."""
    growing = _Growing(draw, member=member, named=named)
    return growing.node(kind, depth)


_COMPUTED = {INT: ("+", "-", "*", "/", "%"), DOUBLE: ("+", "-", "*", "/")}
_COMPARED = {
    INT: ("==", "!=", "<", "<=", ">", ">="),
    DOUBLE: ("==", "!=", "<", "<=", ">", ">="),
    STRING: ("==", "!="),
    BOOL: ("==", "!="),
}
_GROWTHS = {
    INT: ("computed", "computed", "computed", "negated", "converted", "chosen", "counted", "counted"),
    DOUBLE: ("computed", "computed", "computed", "negated", "converted", "chosen"),
    STRING: ("chosen",),
    BOOL: (
        *("joined", "joined", "joined", "denied", "compared", "compared", "compared", "listed", "tested", "present"),
        *("chosen", "asked", "asked", "asked"),
    ),
}


class _Growing:
    """Grows one expression; each kind of node is as likely as it is often in `_GROWTHS`."""

    def __init__(self, draw: st.DrawFn, *, member: bool, named: Sequence[str]) -> None:
        self.draw, self.member, self.named = draw, member, named

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def node(self, kind: Type, depth: int) -> Node:
        if not depth or not self.draw(st.integers(0, 3)):
            return self.leaf(kind)
        growth = self.pick(_GROWTHS[kind])
        if growth in ("counted", "asked") and self.member:
            return self.leaf(kind)
        grown: Node = getattr(self, growth)(kind, depth - 1)
        return grown

    def leaf(self, kind: Type) -> Node:
        source = self.pick(["fact", "fact", "fact", "literal", "parameter", "named"])
        if source == "literal":
            return Literal(self.draw(_VALUES[kind]))
        if source == "parameter":
            return Parameter(next(name for name, of_kind in PARAMETERS.items() if of_kind is kind))
        if source == "named" and kind is BOOL and self.named:
            return Named(self.pick(self.named))
        if source == "named" and kind is BOOL and not self.member:
            return Binary("in", Literal(self.pick(PROGRAMMES)), Fact("household", "programmes"))
        return self.fact([fact for fact, of_kind in TYPES.items() if of_kind is kind])

    def fact(self, facts: Sequence[tuple[str, str]]) -> Fact:
        """Of a person where there is one, more often than not."""
        persons = [fact for fact in facts if fact[0] == "person"]
        others = [fact for fact in facts if fact[0] != "person"]
        of, name = self.pick(persons if self.member and persons and self.draw(st.integers(0, 3)) else others)
        return Fact(of, name)

    def computed(self, kind: Type, depth: int) -> Node:
        return Binary(self.pick(_COMPUTED[kind]), self.node(kind, depth), self.node(kind, depth))

    def negated(self, kind: Type, depth: int) -> Node:
        return Unary("-", self.node(kind, depth))

    def converted(self, kind: Type, depth: int) -> Node:
        return Convert("int" if kind is INT else "double", self.node(self.pick([INT, DOUBLE]), depth))

    def chosen(self, kind: Type, depth: int) -> Node:
        return Choose(self.node(BOOL, depth), self.node(kind, depth), self.node(kind, depth))

    def counted(self, _kind: Type, depth: int) -> Node:
        return Quantified("count", self.of_member(depth) if self.draw(st.booleans()) else None)

    def asked(self, _kind: Type, depth: int) -> Node:
        return Quantified(self.pick(["exists", "all", "exists_one"]), self.of_member(depth))

    def of_member(self, depth: int) -> Node:
        return _Growing(self.draw, member=True, named=()).node(BOOL, max(depth, 1))

    def joined(self, _kind: Type, depth: int) -> Node:
        return Binary(self.pick(["&&", "||"]), self.node(BOOL, depth), self.node(BOOL, depth))

    def denied(self, _kind: Type, depth: int) -> Node:
        return Unary("!", self.node(BOOL, depth))

    def compared(self, _kind: Type, depth: int) -> Node:
        of = self.pick([INT, INT, DOUBLE, DOUBLE, STRING, BOOL])
        return Binary(self.pick(_COMPARED[of]), self.node(of, depth), self.node(of, depth))

    def listed(self, _kind: Type, depth: int) -> Node:
        words = self.draw(st.lists(strings, min_size=0, max_size=3))
        return Binary("in", self.node(STRING, depth), Literal(tuple(words)) if words else Parameter("words"))

    def tested(self, _kind: Type, depth: int) -> Node:
        op = self.pick(["startsWith", "endsWith", "contains"])
        return TextTest(op, self.node(STRING, depth), self.draw(strings))

    def present(self, _kind: Type, _depth: int) -> Node:
        return Present(self.fact(list(TYPES)))


parameters: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "whole": ints,
        "part": doubles,
        "flag": st.booleans(),
        "word": strings,
        "words": st.lists(strings, max_size=3).map(tuple),
    }
)


def _known(column: pa.DataType) -> st.SearchStrategy[Any]:
    kind = _type(column)
    if kind is INT:
        return st.integers(-128, 127) if column == pa.int8() else wide_ints
    return wild_doubles if kind is DOUBLE else _VALUES[kind]


@st.composite
def _facts(draw: st.DrawFn, of: str, *, complete: bool) -> dict[str, Any]:
    """Facts of a household, village or person, of which one in six is missing unless they are `complete`."""
    return {
        name: draw(_known(column)) if complete or draw(st.integers(0, 5)) else None
        for (fact_of, name), column in COLUMNS.items()
        if fact_of == of
    }


received = st.one_of(
    st.lists(st.sampled_from(PROGRAMMES), unique=True),
    st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in PROGRAMMES}),
    st.none(),
)


@st.composite
def _household(draw: st.DrawFn) -> dict[str, Any]:
    complete = draw(st.booleans())
    members = st.lists(_facts("person", complete=complete), max_size=3)
    return {
        "household": {**draw(_facts("household", complete=complete)), "programmes": draw(received)},
        "village": draw(_facts("village", complete=complete)),
        "persons": draw(members) if complete or draw(st.integers(0, 5)) else None,
    }


households = _household()
Household = Mapping[str, Any]


def tables(records: Sequence[Household]) -> tuple[pa.Table, pa.Table]:
    """The households and their persons as the compiled expressions want them."""
    columns: dict[str, Any] = {
        "household_id": pa.array(range(len(records)), pa.int64()),
        PERSONS: pa.array([None if r["persons"] is None else len(r["persons"]) for r in records], pa.int64()),
    }
    for programme in PROGRAMMES:
        known = [_receives(record["household"]["programmes"], programme) for record in records]
        columns[programme_column(programme)] = pa.array(known, pa.bool_())
    members = [(number, person) for number, record in enumerate(records) for person in record["persons"] or ()]
    asked: dict[str, Any] = {"household_id": pa.array([number for number, _ in members], pa.int64())}
    for (of, name), column in COLUMNS.items():
        if of == "person":
            asked[fact_column(of, name)] = pa.array([person[name] for _, person in members], column)
        else:
            columns[fact_column(of, name)] = pa.array([record[of][name] for record in records], column)
    return pa.table(columns), pa.table(asked)


def _receives(programmes: Any, programme: str) -> bool | None:
    if programmes is None:
        return None
    return programmes.get(programme) if isinstance(programmes, Mapping) else programme in programmes


def compiled(
    nodes: Sequence[Node], frames: tuple[Any, Any], given: Mapping[str, Any], named: Mapping[str, Node], *, states: bool
) -> tuple[list[list[Any]], list[list[int] | None]]:
    """Values of each node by household, null where unknown, and if wanted the states, of nodes that are conditions.

    `frames` are households and persons, frames of Narwhals on any engine.
    """
    homes, persons = frames
    using: Any = {"facts": FACTS, "parameters": given, "named": named}
    asked = member_aggregates(nodes, **using)
    if asked.needs_household:
        kept = homes.select("household_id", *sorted(asked.needs_household))
        persons = persons.join(kept, on="household_id", how="left")
    if asked.aggregates:
        answers = persons.with_columns(**asked.person_columns).group_by("household_id").agg(**asked.aggregates)
        homes = homes.join(answers, on="household_id", how="left")
    wanted = {f"value {number}": household_expression(node, **using) for number, node in enumerate(nodes)}
    if states:
        wanted |= {f"state {number}": state_expression(node, **using) for number, node in enumerate(nodes)}
    result = homes.with_columns(**wanted).select("household_id", *wanted)
    eager = result.collect("pyarrow") if isinstance(result, nw.LazyFrame) else result
    table = eager.to_arrow().sort_by("household_id")
    columns = {name: table[name].to_pylist() for name in wanted}
    numbers = range(len(nodes))
    return [columns[f"value {number}"] for number in numbers], [columns.get(f"state {number}") for number in numbers]


def on_pyarrow(records: Sequence[Household]) -> tuple[Any, Any]:
    homes, persons = tables(records)
    return nw.from_native(homes, eager_only=True), nw.from_native(persons, eager_only=True)


def on_duckdb(records: Sequence[Household], connection: duckdb.DuckDBPyConnection) -> tuple[Any, Any]:
    homes, persons = tables(records)
    connection.register("homes", homes)
    connection.register("persons", persons)
    return nw.from_native(connection.table("homes")), nw.from_native(connection.table("persons"))


STATES = {False: 0, True: 1, Unknown.MISSING: 2, Unknown.ARITHMETIC: 3}


def referred(
    nodes: Sequence[Node | str], records: Sequence[Household], given: Mapping[str, Any], named: Mapping[str, Node | str]
) -> list[list[Any]]:
    """The values, or unknowns, of each rule by household, by the reference."""
    return [
        [evaluate(node, facts=FACTS, parameters=given, named=named, **record) for record in records] for node in nodes
    ]


def assert_agree(nodes: Sequence[Node], expected: Sequence[Sequence[Any]], got: tuple[list[Any], list[Any]]) -> None:
    """The compiled values and states of `nodes` are those of the reference."""
    for node, wanted, values, states in zip(nodes, expected, *got, strict=True):
        assert [None if isinstance(value, Unknown) else value for value in wanted] == values, node
        if states is not None:
            assert [STATES[value] for value in wanted] == states, node
