"""The dialect's operators on cel-python's values: exact integers, finite doubles, and no division by zero.

cel-python computes; what leaves ±(2^53 − 1) or the finite doubles becomes one of its errors.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

from celpy.celtypes import DoubleType, IntType, ListType, StringType, logical_and, logical_or
from celpy.evaluation import CELEvalError, operator_in

from merata.programmes.cel.syntax import MAX_INT


class Received(ListType):
    """The programmes that a household receives, where of some it is unknown whether it does."""

    def __init__(self, received: Iterable[StringType], known: frozenset[str] | None = None) -> None:
        super().__init__(received)
        self.known = known


def _in(item: Any, container: Any) -> Any:
    if isinstance(container, Received) and container.known is not None and item not in container.known:
        return CELEvalError("no such element")
    return operator_in(item, container)


def _logic(combine: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """`combine`, with the first of two errors as it is; cel-python makes a third that quotes both."""

    def combined(left: Any, right: Any) -> Any:
        if isinstance(left, CELEvalError) and isinstance(right, CELEvalError):
            return left
        return combine(left, right)

    return combined


def _unfit(value: Any) -> bool:
    """Whether arithmetic may neither use nor give `value`."""
    return not isfinite(value) if isinstance(value, DoubleType) else abs(int(value)) > MAX_INT


def _checked(compute: Callable[..., Any]) -> Callable[..., Any]:
    """`compute` of one or two numbers of one type."""

    def computed(*operands: Any) -> Any:
        for operand in operands:
            if isinstance(operand, CELEvalError):
                return operand
        kind = type(operands[0])
        if kind not in (IntType, DoubleType) or any(type(operand) is not kind for operand in operands):
            return CELEvalError("no such overload")
        if kind is IntType and any(map(_unfit, operands)):
            return CELEvalError("overflow")
        result = kind(compute(*operands))
        return CELEvalError("overflow") if _unfit(result) else result

    return computed


def _divide(left: Any, right: Any) -> Any:
    if not float(right):
        raise ZeroDivisionError
    return left / right


def _to_int(value: Any) -> Any:
    return _converted(IntType, value)


def _to_double(value: Any) -> Any:
    return _converted(DoubleType, value)


def _converted(to: type[IntType] | type[DoubleType], value: Any) -> Any:
    if isinstance(value, CELEvalError):
        return value
    if _unfit(value):
        return CELEvalError("overflow")
    result = to(value)
    return CELEvalError("overflow") if _unfit(result) else result


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "_&&_": _logic(logical_and),
    "_||_": _logic(logical_or),
    "-_": _checked(operator.neg),
    "_+_": _checked(operator.add),
    "_-_": _checked(operator.sub),
    "_*_": _checked(operator.mul),
    "_/_": _checked(_divide),
    "_%_": _checked(operator.mod),
    "_in_": _in,
    "int": _to_int,
    "double": _to_double,
}
"""What takes the place of cel-python's own operators and conversions."""
