"""What of an expression is known before any household is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from math import isfinite, trunc
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any, Final, TypeAlias
from typing import Literal as Choice

from merata.programmes.cel.syntax import (
    MAX_INT,
    Binary,
    Choose,
    Convert,
    Literal,
    Node,
    Parameter,
    TextTest,
    Unary,
    Value,
    children,
    with_children,
)


class Failure(Enum):
    """The value of what has none."""

    FAILED = "arithmetic that has no result"


FAILED: Final = Failure.FAILED
Failed: TypeAlias = Choice[Failure.FAILED]


def folded(node: Node) -> Node:
    """`node` with every constant part worked out; what has no result (1 / 0) stays written out."""
    below = children(node)
    if below:
        node = with_children(node, tuple(map(folded, below)))
    value = constant(node, {})
    return node if value is None or value is FAILED else Literal(value, node.column)


def constant(  # noqa: PLR0911 - one for each node
    node: Node, parameters: Mapping[str, Value]
) -> Value | Failed | None:
    """The value of `node` with the given values of parameters; None where it depends on more than them.

    `FAILED` where it divides by zero, leaves ±(2^53 − 1), or is no finite double. `node` must have a type.
    """
    match node:
        case Literal(value):
            return value
        case Parameter(name):
            return parameters.get(name)
        case Binary("&&" | "||" as op):
            return _logic(op, constant(node.left, parameters), constant(node.right, parameters))
        case Choose():
            return _chosen(node, parameters)
        case Unary() | Binary() | Convert() | TextTest():
            values = [constant(child, parameters) for child in children(node)]
            if None in values:
                return None
            result: Value | Failed = FAILED if FAILED in values else _operate(node, values)
            return result
    return None


def _logic(op: str, left: Value | Failed | None, right: Value | Failed | None) -> Value | Failed | None:
    """Kleene's `&&` and `||`, where one operand may decide whatever the other is."""
    decisive = op == "||"
    if left is decisive or right is decisive:
        return decisive
    if left is None or right is None:
        return None
    return FAILED if FAILED in (left, right) else not decisive


def _chosen(node: Choose, parameters: Mapping[str, Value]) -> Value | Failed | None:
    condition = constant(node.condition, parameters)
    if condition is None or condition is FAILED:
        return condition
    return constant(node.then if condition else node.otherwise, parameters)


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_TESTED: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
_COMPUTED: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul, "/": truediv}


def _operate(node: Node, values: list[Any]) -> Any:  # noqa: PLR0911 - one for each node
    match node:
        case Unary("!"):
            return not values[0]
        case Unary():
            return _ranged(-values[0])
        case Convert("int"):
            return _ranged(trunc(values[0]))
        case Convert():
            return FAILED if _ranged(values[0]) is FAILED else float(values[0])
        case TextTest(op, _, part):
            return _TESTED[op](values[0], part)
        case Binary("in"):
            return values[0] in values[1]
        case Binary(op) if op in _COMPARED:
            return _COMPARED[op](values[0], values[1])
        case Binary(op):
            return _arithmetic(op, values[0], values[1])
    raise AssertionError(node)


def _arithmetic(op: str, left: Any, right: Any) -> Value | Failed:
    if op in "/%" and right == 0:
        return FAILED
    if FAILED in (_ranged(left), _ranged(right)):
        return FAILED
    if isinstance(left, float) or op in "+-*":
        try:
            return _ranged(_COMPUTED[op](left, right))
        except OverflowError:
            return FAILED
    quotient = int(abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1))
    return quotient if op == "/" else int(left - quotient * right)


def _ranged(value: float) -> Value | Failed:
    """`value`, or that it failed: an int beyond ±(2^53 − 1), a double that is not finite."""
    inside = isfinite(value) if isinstance(value, float) else abs(value) <= MAX_INT
    return value if inside else FAILED
