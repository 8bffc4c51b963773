"""How large the query of an expression becomes, where parts of it stand in it more than once."""

from __future__ import annotations

from merata.programmes.cel.syntax import Binary, Choose, Convert, Literal, Node, Unary, children

MAX_WEIGHT = 20_000
"""The most that an expression may weigh; rules that people write weigh less than a hundred."""

_DIVIDEND, _DIVISOR = 5, 4
"""How often the sides of a division stand in it on Spark, which does not divide by zero by itself."""


def weight(node: Node) -> int:
    """About how many parts the query of `node` has, by how `arithmetic` and `columns` repeat what they are made of."""
    return sum(_weights(node))


def _weights(node: Node) -> tuple[int, int]:
    """Of the value of `node`, and of what is checked before it is a result."""
    match node:
        case Literal():
            return 1, 0
        case Binary("/" | "%" as op, left, right):
            (dividend, first), (divisor, second) = _weights(left), _weights(right)
            quotient = _DIVIDEND * dividend + _DIVISOR * divisor
            value = quotient if op == "/" else quotient + dividend + divisor
            return value, first + second + divisor + (value if op == "/" else 0)
        case Binary("+" | "-" | "*", left, right):
            (one, first), (other, second) = _weights(left), _weights(right)
            return one + other + 1, first + second + one + other
        case Unary("-", operand) | Convert(_, operand):
            value, checks = _weights(operand)
            return 2 * value, checks + value
        case Choose(condition, then, otherwise):
            return 2 * weight(condition) + weight(then) + weight(otherwise), 0
    return 2 + sum(map(weight, children(node))), 0
