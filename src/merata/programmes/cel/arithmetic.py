"""Arithmetic over columns that neither raises nor wraps on any engine: what has no result is null in the end.

A number that is computed is a double, whether it is an int or a double of CEL: doubles never raise, and every integer
within ±(2^53 − 1) is one. Beside it stand its `checks`, what must hold for it to be a result; they are asked once,
where it is compared, chosen or given out (`settle`). An expression therefore stands only once in what is computed from
it; guarding it at every step would double it at every step. The checks are exact:

- rounding keeps order, so a sum or product of integers is beyond 2^53 − 1 exactly if its double is, and within that it
  is exact;
- so is a quotient of integers rounded towards zero: half a unit in its last place is less than 1 / divisor, the least
  distance to the next integer;
- once infinite or not a number, sums, differences, products and the numerator of a quotient stay so: whether a double
  is finite is asked at the end, and of divisors.

An `Operand` knows how small and how large its integers can be, so that only what may leave the range is looked at:
`household.size + 1` is compared once, a count of members never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from merata.programmes.cel.syntax import MAX_INT, Value
from merata.programmes.cel.typing import Type

_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1
_DTYPES: dict[Type, Any] = {Type.INT: nw.Int64, Type.DOUBLE: nw.Float64, Type.BOOL: nw.Boolean, Type.STRING: nw.String}
Checks = tuple[nw.Expr, ...]


@dataclass(frozen=True, slots=True)
class Operand:
    """An expression over columns with what is known of its values.

    `known`: it is never null. `fails`: it can be null although every fact is known. `low`, `high`: the range of an int.
    `floating`: an int computed in doubles. `checks`: what must hold for it to be a result. `endless`: a double that may
    be infinite, which is then no result. `value`: the constant.
    """

    expr: nw.Expr
    type: Type
    known: bool = False
    fails: bool = False
    low: int = _INT64_MIN
    high: int = _INT64_MAX
    floating: bool = False
    checks: Checks = ()
    endless: bool = False
    value: Value | None = None


def literal(value: Value) -> Operand:
    """A constant."""
    match value:
        case bool():
            return Operand(nw.lit(value), Type.BOOL, known=True, value=value)
        case int():
            return Operand(nw.lit(value, dtype=nw.Int64), Type.INT, known=True, low=value, high=value, value=value)
        case float():
            return Operand(nw.lit(value, dtype=nw.Float64), Type.DOUBLE, known=True, value=value)
        case _:
            return Operand(nw.lit(value), Type.STRING, known=True, value=value)


def settle(operand: Operand) -> Operand:
    """`operand` as it is given out: null where its checks do not hold, an int in 64 bits."""
    checks = final_checks(operand)
    expr = nw.when(*checks).then(operand.expr) if checks else operand.expr
    if operand.floating:
        expr = expr.cast(nw.Int64)
    known, fails = operand.known and not checks, operand.fails or bool(checks)
    return replace(operand, expr=expr, floating=False, checks=(), endless=False, known=known, fails=fails)


def final_checks(operand: Operand) -> Checks:
    """Everything that must hold for `operand` to be a result."""
    return (*operand.checks, operand.expr.is_finite()) if operand.endless else operand.checks


def negate(operand: Operand) -> Operand:
    """`-operand`."""
    if operand.type is Type.DOUBLE:
        return replace(operand, expr=-operand.expr, endless=True, value=None)
    whole = _floating(operand)
    return replace(whole, expr=-whole.expr, low=-whole.high, high=-whole.low, value=None)


def compute(op: str, left: Operand, right: Operand) -> Operand:
    """`left op right`, for two ints or two doubles."""
    if op in "/%" and right.value == 0:
        return _failed(left.type)
    return (_DOUBLES if left.type is Type.DOUBLE else _INTS)[op](left, right)


def to_int(operand: Operand) -> Operand:
    """`int(operand)`: towards zero."""
    if operand.type is Type.INT:
        return _floating(operand)
    inside = operand.expr.abs() < float(MAX_INT + 1)
    whole = _whole(operand.expr, operand.expr < 0)
    checks = (*operand.checks, inside)
    return Operand(whole, Type.INT, fails=True, low=-MAX_INT, high=MAX_INT, floating=True, checks=checks)


def to_double(operand: Operand) -> Operand:
    """`double(operand)`."""
    if operand.type is Type.DOUBLE:
        return replace(operand, endless=True, value=None)
    return replace(_floating(operand), type=Type.DOUBLE, floating=False, value=None)


def _failed(kind: Type) -> Operand:
    """What never has a result."""
    return Operand(nw.lit(None, dtype=_DTYPES[kind]), kind, fails=True, low=0, high=0)


def _floating(operand: Operand, low: int = -MAX_INT, high: int = MAX_INT) -> Operand:
    """An int as a double; one of a column is null outside `low` to `high`, of which a double is exact."""
    if operand.floating:
        return operand
    too_low, too_high = operand.low < low, operand.high > high
    expr = operand.expr
    if too_low or too_high:
        inside = [*[expr >= low] * too_low, *[expr <= high] * too_high]
        expr = nw.when(*inside).then(expr)
        operand = replace(operand, known=False, fails=True, low=max(low, operand.low), high=min(high, operand.high))
    return replace(operand, expr=expr.cast(nw.Float64), floating=True)


def _int(expr: nw.Expr, left: Operand, right: Operand, low: int, high: int, *checks: nw.Expr) -> Operand:
    """An int computed from two; that it is within range is checked where it may not be."""
    asked = (*left.checks, *right.checks, *checks)
    if low < -MAX_INT or high > MAX_INT:
        asked = (*asked, expr.abs() <= float(MAX_INT))
        low, high = max(low, -MAX_INT), min(high, MAX_INT)
    known, fails = left.known and right.known and not asked, left.fails or right.fails or bool(asked)
    return Operand(expr, Type.INT, known, fails, low, high, floating=True, checks=asked)


def _add(left: Operand, right: Operand) -> Operand:
    if left.value is not None:
        left, right = right, left
    if right.value is not None:
        added = right.low
        left = _floating(left, max(-MAX_INT, -MAX_INT - added), min(MAX_INT, MAX_INT - added))
    left, right = _floating(left), _floating(right)
    return _int(left.expr + right.expr, left, right, left.low + right.low, left.high + right.high)


def _subtract(left: Operand, right: Operand) -> Operand:
    if right.value is not None:
        return _add(left, literal(-right.low))
    if left.value is not None:
        taken = left.low
        right = _floating(right, max(-MAX_INT, taken - MAX_INT), min(MAX_INT, taken + MAX_INT))
    left, right = _floating(left), _floating(right)
    return _int(left.expr - right.expr, left, right, left.low - right.high, left.high - right.low)


def _multiply(left: Operand, right: Operand) -> Operand:
    if left.value is not None:
        left, right = right, left
    if right.value is not None and right.low:
        most = MAX_INT // abs(right.low)
        left = _floating(left, -most, most)
    left, right = _floating(left), _floating(right)
    corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return _int(left.expr * right.expr, left, right, min(corners), max(corners))


def _divide(left: Operand, right: Operand) -> Operand:
    left, right = _floating(left), _floating(right)
    most = max(abs(left.low), abs(left.high))
    return _int(_quotient(left, right), left, right, -most, most, *_nonzero(right))


def _remainder(left: Operand, right: Operand) -> Operand:
    left, right = _floating(left), _floating(right)
    rest = left.expr - _quotient(left, right) * right.expr
    most = max(abs(right.low), abs(right.high))
    return _int(rest, left, right, -most if left.low < 0 else 0, most if left.high > 0 else 0, *_nonzero(right))


def _quotient(left: Operand, right: Operand) -> nw.Expr:
    """The quotient rounded towards zero; anything where the divisor is 0."""
    quotient = left.expr / right.expr
    if right.low >= 0:
        return _whole(quotient, None if left.low >= 0 else left.expr < 0)
    return _whole(quotient, right.expr < 0 if left.low >= 0 else (left.expr < 0) != (right.expr < 0))


def _whole(number: nw.Expr, negative: nw.Expr | None) -> nw.Expr:
    """A double rounded towards zero, where it is known whether it is negative; None: never."""
    # On some engines what is rounded down is an integer, which the next sum could overflow.
    if negative is None:
        return number.floor().cast(nw.Float64)
    sign = nw.when(negative).then(nw.lit(-1.0)).otherwise(nw.lit(1.0))
    return number.abs().floor().cast(nw.Float64) * sign


def _nonzero(divisor: Operand) -> Checks:
    """That a divisor is not 0, where it could be."""
    never = divisor.value is not None or (divisor.type is Type.INT and (divisor.low > 0 or divisor.high < 0))
    return () if never else (divisor.expr != 0,)


def _double(expr: nw.Expr, left: Operand, right: Operand, *checks: nw.Expr) -> Operand:
    asked = (*left.checks, *right.checks, *checks)
    return Operand(expr, Type.DOUBLE, fails=True, checks=asked, endless=True)


def _divide_double(left: Operand, right: Operand) -> Operand:
    # By an infinite divisor the quotient would be finite again.
    finite = (right.expr.is_finite(),) if right.endless else ()
    return _double(left.expr / right.expr, left, right, *_nonzero(right), *finite)


_INTS: dict[str, Callable[[Operand, Operand], Operand]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
}
_DOUBLES: dict[str, Callable[[Operand, Operand], Operand]] = {
    "+": lambda left, right: _double(left.expr + right.expr, left, right),
    "-": lambda left, right: _double(left.expr - right.expr, left, right),
    "*": lambda left, right: _double(left.expr * right.expr, left, right),
    "/": _divide_double,
}
