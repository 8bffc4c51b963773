"""Types of expressions: what each part is, and everything that makes it no rule, found when the rule is loaded.

Besides wrong types: a name that nothing has (with the nearest that something has), a divisor that is zero, and a
constant that leaves the range of integers, ±(2^53 − 1), which doubles, JSON, DuckDB and Spark all hold exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite

from merata.programmes.cel.canonical import text
from merata.programmes.cel.faults import ExpressionFault
from merata.programmes.cel.folding import FAILED, Failed, constant
from merata.programmes.cel.syntax import (
    MAX_INT,
    PROGRAMMES,
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
    Value,
    parameters,
)
from merata.programmes.cel.weight import MAX_WEIGHT, weight


class Type(StrEnum):
    """The type of a value; STRINGS is a list of strings."""

    INT = "int"
    DOUBLE = "double"
    BOOL = "bool"
    STRING = "string"
    STRINGS = "list of strings"


NUMBERS = (Type.INT, Type.DOUBLE)


def type_of(value: object) -> Type | None:
    """The type of a Python value; None where the language has no such values."""
    match value:
        case bool():
            return Type.BOOL
        case int():
            return Type.INT
        case float():
            return Type.DOUBLE
        case str():
            return Type.STRING
        case tuple() | list() if all(isinstance(part, str) for part in value):
            return Type.STRINGS
    return None


def check(
    node: Node,
    *,
    facts: Mapping[tuple[str, str], Type],
    parameters: Mapping[str, Sequence[Value]],
    named: Mapping[str, Type],
) -> tuple[Type | None, list[ExpressionFault]]:
    """The type of `node`, None where it has none, and every fault in it, by column.

    `facts` are by what they are of ("household", "village" or "person") and name; `parameters` hold every dated value
    of each; `named` are the types of the rulebook's other conditions.
    """
    checker = _Checker(facts, parameters, named)
    kind = checker.type(node)
    if kind is not None and weight(node) > MAX_WEIGHT:
        problem = "divisions and choices are nested too deep to become a query"
        checker.faults.append(ExpressionFault(node.column, problem, "fewer of them within one another", text(node)))
        kind = None
    return kind, sorted(checker.faults, key=lambda fault: fault.column)


class _Checker:
    """Types a node from below; what has a fault, or contains one, has the type None and gives no further faults."""

    def __init__(
        self,
        facts: Mapping[tuple[str, str], Type],
        parameters: Mapping[str, Sequence[Value]],
        named: Mapping[str, Type],
    ) -> None:
        self.facts, self.parameters, self.named = facts, parameters, named
        self.faults: list[ExpressionFault] = []

    def type(self, node: Node) -> Type | None:  # noqa: PLR0911 - one for each node
        """The type of `node`; None where it has none."""
        match node:
            case Literal():
                return self._literal(node)
            case Fact():
                return self._fact(node)
            case Parameter():
                return self._parameter(node)
            case Named():
                return self._named(node)
            case Present(fact):
                return None if self._fact(fact) is None else Type.BOOL
            case Quantified(kind, condition):
                counted = Type.INT if kind == "count" else Type.BOOL
                return counted if condition is None else self._is(condition, (Type.BOOL,), counted)
            case TextTest(_, tested):
                return self._is(tested, (Type.STRING,), Type.BOOL)
            case _:
                return self._operation(node)

    def _operation(self, node: Unary | Binary | Choose | Convert) -> Type | None:
        match node:
            case Unary("!", operand):
                return self._is(operand, (Type.BOOL,), Type.BOOL)
            case Unary(_, operand):
                return self._computed(node, self._is(operand, NUMBERS))
            case Convert(to, operand):
                kind = Type.INT if to == "int" else Type.DOUBLE
                return self._computed(node, self._is(operand, NUMBERS, kind))
            case Choose():
                return self._choose(node)
            case Binary("in"):
                return self._in(node)
            case Binary():
                return self._binary(node)

    def _fault(self, node: Node, problem: str, expected: str) -> None:
        self.faults.append(ExpressionFault(node.column, problem, expected, text(node)))

    def _is(self, node: Node, expected: Sequence[Type], then: Type | None = None) -> Type | None:
        """`then` (or the type of `node`) if `node` is of one of the `expected` types; else None, and a fault."""
        kind = self.type(node)
        if kind is None or kind in expected:
            return kind and (then or kind)
        self._fault(node, f"{_one(kind)} stands here", " or ".join(expected))
        return None

    def _literal(self, node: Literal) -> Type | None:
        kind = type_of(node.value)
        if isinstance(node.value, float) and not isfinite(node.value):
            self._fault(node, "the number is too large for a double", "a finite number")
        elif kind is Type.INT and abs(int(node.value)) > MAX_INT:  # type: ignore[arg-type]
            self._fault(node, "the integer is too large to be exact", f"an integer within ±{MAX_INT}")
        else:
            return kind
        return None

    def _fact(self, node: Fact, *, after_in: bool = False) -> Type | None:
        key = (node.of, node.name)
        kind = self.facts.get(key)
        if kind is None:
            known = [name for of, name in self.facts if of == node.of]
            self._fault(node, f"no such fact of a {node.of}", _nearest(node.name, known))
        elif key == PROGRAMMES and not after_in:
            self._fault(node, "the list of programmes is no value by itself", '"<programme>" in household.programmes')
        else:
            return kind
        return None

    def _parameter(self, node: Parameter) -> Type | None:
        values = self.parameters.get(node.name, ())
        kinds = {type_of(value) for value in values}
        if not values:
            self._fault(node, "no such parameter", _nearest(node.name, self.parameters))
        elif len(kinds) > 1 or None in kinds:
            found = ", ".join(sorted(str(kind or "something else") for kind in kinds))
            self._fault(
                node, f"its dated values are of different types: {found}", "one type (a double has a point: 1.0)"
            )
        elif any(isinstance(value, float) and not isfinite(value) for value in values):
            self._fault(node, "a dated value is not finite", "finite numbers")
        else:
            return kinds.pop()
        return None

    def _named(self, node: Named) -> Type | None:
        kind = self.named.get(node.name)
        if kind is None:
            same = [f"{of}.{name}" for of, name in self.facts if name == node.name and of != "person"]
            expected = " or ".join(same) or _nearest(node.name, self.named)
            self._fault(node, "no such condition", expected)
        return kind

    def _choose(self, node: Choose) -> Type | None:
        condition, then, otherwise = (
            self._is(node.condition, (Type.BOOL,)),
            self.type(node.then),
            self.type(node.otherwise),
        )
        if condition is None or then is None or otherwise is None:
            return None
        if then is not otherwise or then is Type.STRINGS:
            self._fault(node, f"the branches are {_one(then)} and {_one(otherwise)}", "one type of value in both")
            return None
        return then

    def _in(self, node: Binary) -> Type | None:
        left, right = node.left, node.right
        kind = self._is(left, (Type.STRING,))
        if isinstance(right, Fact):
            listed = self._fact(right, after_in=True)
            if listed is Type.STRINGS and not isinstance(left, Literal):
                self._fault(left, "a programme is named by its identifier", '"<programme>" in household.programmes')
                return None
        else:
            listed = self.type(right)
        if kind is None or listed is None:
            return None
        if listed is not Type.STRINGS or not isinstance(right, Fact | Literal | Parameter):
            self._fault(right, f"{_one(listed)} stands after `in`", "a list of strings, or household.programmes")
            return None
        return Type.BOOL

    def _binary(self, node: Binary) -> Type | None:
        operands, given = _OPERANDS[node.op]
        left, right = self._is(node.left, operands), self._is(node.right, operands)
        if left is None or right is None:
            return None
        if left is not right:
            self._fault(
                node, f"`{node.op}` between {_one(left)} and {_one(right)}", "one type (convert with int() or double())"
            )
            return None
        return given or self._computed(node, left)

    def _computed(self, node: Node, kind: Type | None) -> Type | None:
        """`kind`, unless a constant in `node` divides by zero or leaves the range, on whatever day."""
        if kind is None:
            return None
        if isinstance(node, Binary) and node.op in "/%" and 0 in self._constants(node.right):
            self._fault(node.right, "divides by zero", "a divisor that is never zero")
        elif FAILED in self._constants(node):
            self._fault(node, "the constant is too large", f"integers within ±{MAX_INT}, finite doubles")
        else:
            return kind
        return None

    def _constants(self, node: Node) -> list[Value | Failed | None]:
        """What `node` may be, where it is constant but for the day.

        Values of two parameters need not be those of one day; then nothing is said.
        """
        used = sorted(parameters(node))
        if len(used) > 1:
            return []
        days: Iterable[dict[str, Value]] = ({name: value} for name in used for value in self.parameters[name])
        return [constant(node, day) for day in (days if used else [{}])]


def _one(kind: Type) -> str:
    return f"{'an' if kind is Type.INT else 'a'} {kind}"


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    return " or ".join(get_close_matches(name, names, n=3)) or ", ".join(names) or "nothing: there is none"


_OPERANDS: dict[str, tuple[tuple[Type, ...], Type | None]] = {
    **dict.fromkeys(("&&", "||"), ((Type.BOOL,), Type.BOOL)),
    **dict.fromkeys(("==", "!="), ((*NUMBERS, Type.BOOL, Type.STRING), Type.BOOL)),
    **dict.fromkeys(("<", "<=", ">", ">="), (NUMBERS, Type.BOOL)),
    **dict.fromkeys(("+", "-", "*", "/"), (NUMBERS, None)),
    "%": ((Type.INT,), None),
}
"""The types that operands of an operator may have, and what it gives; None: the type of its operands."""
