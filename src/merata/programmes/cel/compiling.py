"""Rules for a whole population: expressions over columns, the same on PyArrow, DuckDB and Spark through Narwhals.

What is an error of CEL for a household (a missing fact, a division by zero, an overflow) is null in its row; nothing
in a query raises. `&&`, `||` and `!` are Kleene's, as the engines have them; everything else is strict.

A household's expression reads its own columns (`merata.programmes.cel.columns`) and the aggregates of its members:
first `member_aggregates` of all expressions at once, added to the persons and grouped by household; these joined to the
households; then `household_expression` or `state_expression` of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw

from merata.programmes.cel.arithmetic import Operand, settle
from merata.programmes.cel.closing import filled
from merata.programmes.cel.columns import Columns, fact_column, programme_column
from merata.programmes.cel.folding import folded
from merata.programmes.cel.members import (
    MemberAggregates,
    answer,
    missing_columns,
    person_missing,
    person_question,
    question_aggregate,
    question_column,
    unknown_members,
)
from merata.programmes.cel.syntax import PROGRAMMES, Binary, Literal, Node, Quantified, Value, facts, quantified, walk
from merata.programmes.cel.typing import Type

__all__ = ["MemberAggregates", "household_expression", "member_aggregates", "person_expression", "state_expression"]

FALSE, TRUE, MISSING, ARITHMETIC = 0, 1, 2, 3
"""The states of a condition for a household: it fails, it holds, data are missing, or arithmetic has no result."""

Facts = Mapping[tuple[str, str], Type]
Values = Mapping[str, Value]
Conditions = Mapping[str, Node]


def household_expression(
    node: Node, *, facts: Facts, parameters: Values, named: Conditions, columns: Mapping[str, str] | None = None
) -> nw.Expr:
    """`node` over the columns of the households: its value, null where it is an error.

    `facts` are the types of all facts, `parameters` the values of a day, `named` the conditions that `node` may name;
    those in `columns` are already columns of the households under that name. Raises `UsageError` where something that
    is named is not given.
    """
    held = columns or {}
    node = filled(node, parameters=parameters, named=named, left=held)
    return settle(_of_households(facts, held).operand(folded(node))).expr


def person_expression(node: Node, *, facts: Facts, parameters: Values) -> nw.Expr:
    """`node`, which asks for facts of a person without a macro, over the columns of the persons."""
    return settle(_of_persons(facts).operand(folded(filled(node, parameters=parameters, named={})))).expr


def member_aggregates(
    nodes: Iterable[Node], *, facts: Facts, parameters: Values, named: Conditions
) -> MemberAggregates:
    """Everything that expressions and states of `nodes` need to know of the members, each question asked once.

    `nodes` are those that `household_expression` and `state_expression` will be called with.
    """
    persons = _of_persons(facts)
    added: dict[str, nw.Expr] = {}
    aggregates: dict[str, nw.Expr] = {}
    needs: set[str] = set()
    for node in nodes:
        whole = filled(node, parameters=parameters, named=named)
        shut = folded(whole)
        for question in quantified(shut):
            if question.condition is not None:
                name = question_column(question)
                added[name] = person_question(persons, question, question.condition)
                aggregates[name] = question_aggregate(question)
                needs |= _household_columns(question.condition)
        if _of_households(facts, {}).operand(shut).fails:
            for flag, question in missing_columns(quantified(whole)).items():
                added[flag] = person_missing(persons, question)
                aggregates[flag] = nw.col(flag).max()
    return MemberAggregates(added, aggregates, frozenset(needs))


def state_expression(
    node: Node, *, facts: Facts, parameters: Values, named: Conditions, columns: Mapping[str, str] | None = None
) -> nw.Expr:
    """The state of a condition in each household: 0 it fails, 1 it holds, 2 data are missing, 3 arithmetic.

    A condition without a value is "missing" if any fact that is named in it, of any member, is missing in that
    household; else its arithmetic has no result. The rest is as in `household_expression`.
    """
    held = columns or {}
    whole = filled(node, parameters=parameters, named=named)
    households = _of_households(facts, held)
    holds = households.operand(folded(filled(node, parameters=parameters, named=named, left=held)))
    state = holds.expr.cast(nw.Int8)
    if not _of_households(facts, {}).operand(folded(whole)).fails:
        return state if holds.known else state.fill_null(MISSING)
    missing = _missing(whole, households)
    why = (
        nw.when(missing).then(_code(MISSING)).otherwise(_code(ARITHMETIC)) if missing is not None else _code(ARITHMETIC)
    )
    return nw.when(holds.expr.is_null()).then(why).otherwise(state)


def _code(state: int) -> nw.Expr:
    return nw.lit(state, dtype=nw.Int8)


def _missing(node: Node, households: Columns) -> nw.Expr | None:
    """Whether any fact named in `node` is missing in a household; None where none is named."""
    named = sorted(fact for fact in facts(node) if fact[0] != "person" and fact != PROGRAMMES)
    unknown = [
        *(households.missing(of, name) for of, name in named),
        *(nw.col(column).is_null() for column in sorted(_programme_columns(node))),
        *unknown_members(quantified(node)),
    ]
    if not unknown:
        return None
    result = unknown[0]
    for other in unknown[1:]:
        result = result | other
    return result


def _programme_columns(node: Node) -> set[str]:
    return {
        programme_column(str(part.left.value))
        for part in walk(node)
        if isinstance(part, Binary) and part.op == "in" and isinstance(part.left, Literal) and facts(part.right)
    }


def _household_columns(node: Node) -> set[str]:
    asked = {fact_column(of, name) for of, name in facts(node) if of != "person" and (of, name) != PROGRAMMES}
    return asked | _programme_columns(node)


def _of_persons(types: Facts) -> Columns:
    def nested(question: Quantified) -> Operand:
        raise AssertionError(f"a macro within a macro: {question}")

    return Columns(types, {}, nested)


def _of_households(types: Facts, held: Mapping[str, str]) -> Columns:
    persons = _of_persons(types)

    def answered(question: Quantified) -> Operand:
        fails = question.condition is not None and persons.operand(question.condition).fails
        return answer(question, fails=fails)

    return Columns(types, held, answered)
