"""The nodes of an expression, walking over them, and their one canonical text.

Nodes are equal if they say the same, wherever they stand: `column` (from 1, in the text they were read from) is not
compared. Note that Python has 1 == True == 1.0; where that matters compare the canonical texts, which tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Literal as Choice
from typing import TypeAlias

Value: TypeAlias = int | float | bool | str | tuple[str, ...]
Of: TypeAlias = Choice["household", "village", "person"]
"""What a fact is of."""

MAX_INT = 2**53 - 1
"""The largest integer (with a minus the smallest) of arithmetic: beyond it doubles, JSON and Spark skip some."""

PROGRAMMES = ("household", "programmes")
"""The one fact that is a list: what a household receives. It may only stand after `in`."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out, or a parameter's value put in its place; a tuple is a list of strings."""

    value: Value
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """`household.<name>`, `village.<name>`, or through a macro's variable a fact of a person."""

    of: Of
    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`parameter.<name>`: a dated value of the rulebook."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """The name of another condition of the rulebook."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` before an operand."""

    op: str
    operand: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two operands: `&& || == != < <= > >= in + - * / %`."""

    op: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choose:
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Present:
    """`has(<fact>)`: whether it is known."""

    fact: Fact
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Convert:
    """`int(…)` or `double(…)`."""

    to: Choice["int", "double"]
    operand: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TextTest:
    """`text.startsWith(part)`, `endsWith` or `contains`."""

    op: Choice["startsWith", "endsWith", "contains"]
    text: Node
    part: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """Over the members of the household: `exists`, `all`, `exists_one`, or how many (`count`; all if no condition)."""

    kind: Choice["exists", "all", "exists_one", "count"]
    condition: Node | None
    column: int = field(default=0, compare=False)


Node: TypeAlias = (
    Literal | Fact | Parameter | Named | Unary | Binary | Choose | Present | Convert | TextTest | Quantified
)

_NODES = (Literal, Fact, Parameter, Named, Unary, Binary, Choose, Present, Convert, TextTest, Quantified)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, from left to right."""
    values = (getattr(node, name) for name in node.__match_args__)
    return tuple(value for value in values if isinstance(value, _NODES))


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, from the top and from the left."""
    yield node
    for child in children(node):
        yield from walk(child)


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """`node` with other nodes in place of its `children`, in their order."""
    names = [part.name for part in fields(node) if isinstance(getattr(node, part.name), _NODES)]
    return replace(node, **dict(zip(names, new, strict=True)))  # type: ignore[arg-type]


def facts(node: Node) -> frozenset[tuple[str, str]]:
    """What `node` itself asks for, as pairs of ("household" | "village" | "person") and a name.

    Facts asked by the conditions that it names are not followed.
    """
    return frozenset((part.of, part.name) for part in walk(node) if isinstance(part, Fact))


def parameters(node: Node) -> frozenset[str]:
    """The names of the parameters that `node` itself uses."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Parameter))


def named(node: Node) -> frozenset[str]:
    """The names of the conditions that `node` itself names."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Named))


def quantified(node: Node) -> tuple[Quantified, ...]:
    """Every question about the members of the household in `node`."""
    return tuple(part for part in walk(node) if isinstance(part, Quantified))
