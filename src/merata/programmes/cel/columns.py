"""Nodes to expressions over the columns of a table: of households, or of persons.

The columns: `household/<fact>`, `village/<fact>`, `person/<fact>`; `household/programmes:<id>`, whether the household
receives that programme; `persons`, how many members are known. Strings are plain or dictionary-encoded, integers of
any width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import narwhals as nw

from merata.programmes.cel.arithmetic import Operand, compute, final_checks, literal, negate, settle, to_double, to_int
from merata.programmes.cel.syntax import (
    Binary,
    Choose,
    Convert,
    Fact,
    Literal,
    Named,
    Node,
    Present,
    Quantified,
    TextTest,
    Unary,
)
from merata.programmes.cel.typing import Type

PERSONS = "persons"
"""The column of the households that says how many members are known; null: none."""

SEPARATOR = "/"
"""In a column's name, between what a fact is of and its name. Not a point, at which Spark takes a name apart."""

_COMPARED: dict[str, Callable[[Any, Any], nw.Expr]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def fact_column(of: str, name: str) -> str:
    """The column of a fact."""
    return f"{of}{SEPARATOR}{name}"


def programme_column(programme: str) -> str:
    """The column that says whether a household receives a programme."""
    return f"household{SEPARATOR}programmes:{programme}"


class Columns:
    """Compiles closed nodes.

    `facts` gives the types of facts; `quantified` what a question about members is; `named` the columns of conditions.
    """

    def __init__(
        self,
        facts: Mapping[tuple[str, str], Type],
        named: Mapping[str, str],
        quantified: Callable[[Quantified], Operand],
    ) -> None:
        self._facts, self._named, self._quantified = facts, named, quantified

    def operand(self, node: Node) -> Operand:
        """`node` over columns: null exactly where it is an error of CEL."""
        match node:
            case Literal(value):
                return literal(value)
            case Fact(of, name):
                return self._fact(of, name)
            case Named(name):
                return Operand(nw.col(self._named[name]), Type.BOOL)
            case Present(fact):
                return Operand(~self.missing(fact.of, fact.name), Type.BOOL, known=True)
            case Quantified():
                return self._quantified(node)
            case _:
                return self._operation(node)

    def missing(self, of: str, name: str) -> nw.Expr:
        """Whether a fact is unknown: null, or a double that is not a number."""
        column = nw.col(fact_column(of, name))
        if self._facts[of, name] is Type.DOUBLE:
            return column.cast(nw.Float64).fill_nan(None).is_null()
        return column.is_null()

    def _fact(self, of: str, name: str) -> Operand:
        kind, column = self._facts[of, name], nw.col(fact_column(of, name))
        return Operand(column.cast(nw.Float64).fill_nan(None) if kind is Type.DOUBLE else column, kind)

    def _operation(self, node: Node) -> Operand:
        match node:
            case Unary("!", operand):
                return self._not(self.operand(operand))
            case Unary(_, operand):
                return negate(self.operand(operand))
            case Convert(to, operand):
                return (to_int if to == "int" else to_double)(self.operand(operand))
            case TextTest():
                return self._text_test(node)
            case Choose():
                return self._choose(node)
            case Binary():
                return self._binary(node)
        raise AssertionError(f"{node} is not filled in")

    def _not(self, operand: Operand) -> Operand:
        return replace(operand, expr=~operand.expr, value=None)

    def _binary(self, node: Binary) -> Operand:
        if node.op == "in":
            return self._in(node.left, node.right)
        left, right = self.operand(node.left), self.operand(node.right)
        if node.op in ("&&", "||"):
            return self._both(node.op, left, right)
        if node.op in _COMPARED:
            return _compared(_COMPARED[node.op], left, right)
        return compute(node.op, left, right)

    def _both(self, op: str, left: Operand, right: Operand) -> Operand:
        """Kleene's `&&` and `||`; a constant that does not decide leaves the other as it is."""
        for constant, other in ((left, right), (right, left)):
            if constant.value is (op == "&&"):
                return other
        return _bool(left.expr & right.expr if op == "&&" else left.expr | right.expr, left, right)

    def _in(self, left: Node, right: Node) -> Operand:
        if isinstance(right, Fact):
            programme = left.value if isinstance(left, Literal) else None
            return Operand(nw.col(programme_column(str(programme))), Type.BOOL)
        operand = self.operand(left)
        choices = list(right.value) if isinstance(right, Literal) and isinstance(right.value, tuple) else []
        # Of no strings no engine knows the type.
        found = operand.expr.is_in(choices) if choices else nw.when(~operand.expr.is_null()).then(nw.lit(False))  # noqa: FBT003
        return _bool(found, operand, operand)

    def _choose(self, node: Choose) -> Operand:
        condition = self.operand(node.condition)
        if condition.value is not None:
            return self.operand(node.then if condition.value else node.otherwise)
        then, otherwise = _alike(self.operand(node.then)), _alike(self.operand(node.otherwise))
        chosen = nw.when(condition.expr).then(then.expr)
        # Without a condition neither branch counts, so the second has its own question.
        expr = (
            chosen.otherwise(otherwise.expr) if condition.known else chosen.when(~condition.expr).then(otherwise.expr)
        )
        return Operand(
            expr,
            then.type,
            known=condition.known and then.known and otherwise.known,
            fails=condition.fails or then.fails or otherwise.fails,
            low=min(then.low, otherwise.low),
            high=max(then.high, otherwise.high),
        )

    def _text_test(self, node: TextTest) -> Operand:
        operand = self.operand(node.text)
        text = operand.expr.cast(nw.String).str
        match node.op:
            case "startsWith":
                found = text.starts_with(node.part)
            case "endsWith":
                found = text.ends_with(node.part)
            case "contains":
                found = text.contains(node.part, literal=True)
        return _bool(found, operand, operand)


def _bool(expr: nw.Expr, left: Operand, right: Operand) -> Operand:
    return Operand(expr, Type.BOOL, known=left.known and right.known, fails=left.fails or right.fails)


def _compared(compare: Callable[[Any, Any], nw.Expr], left: Operand, right: Operand) -> Operand:
    """Two numbers, strings or flags compared, null where either is no result."""
    if left.floating != right.floating:
        # A column of ints may hold what no double holds; a constant among them is one of its own kind.
        left, right = (side if side.value is not None else settle(side) for side in (left, right))
    checks = (*final_checks(left), *final_checks(right))
    # A plain value keeps a narrow column narrow.
    found = compare(left.expr, right.expr if right.value is None else right.value)
    if not checks:
        return _bool(found, left, right)
    return Operand(nw.when(*checks).then(found), Type.BOOL, fails=True)


def _alike(operand: Operand) -> Operand:
    """A branch of a choice, of the same type of column as the other branch."""
    operand = settle(operand)
    if operand.type is Type.INT:
        return replace(operand, expr=operand.expr.cast(nw.Int64))
    return replace(operand, expr=operand.expr.cast(nw.String)) if operand.type is Type.STRING else operand
