"""Questions about the members of a household: a column on the persons, an aggregate over them, and its reading.

Each question costs one column and one aggregate. `exists` is the largest and `all` the smallest of 0 (false),
1 (unknown), 2 (true): Kleene's or and and. A count adds 1 for true and 2^40 for unknown, so that one sum tells how
many, or that it cannot be told; no household has 2^40 members. The names are made from the canonical text of the
question, with the values of parameters in it: the same question has the same name wherever and whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import narwhals as nw

from merata.programmes.cel.arithmetic import Operand
from merata.programmes.cel.canonical import text
from merata.programmes.cel.columns import PERSONS, Columns
from merata.programmes.cel.syntax import Node, Quantified, facts
from merata.programmes.cel.typing import Type

_FALSE, _UNKNOWN, _TRUE = 0, 1, 2
_MANY = 2**40


@dataclass(frozen=True, slots=True)
class MemberAggregates:
    """What to compute on the persons, so that households know the answers to their questions about members.

    `person_columns` are to be added to the persons, `aggregates` are for `group_by(<household>).agg(...)`, both by
    name; `needs_household` are the columns of the household that the persons must have first.
    """

    person_columns: dict[str, nw.Expr]
    aggregates: dict[str, nw.Expr]
    needs_household: frozenset[str]


def _name(kind: str, key: str) -> str:
    return f"{kind}:{sha256(key.encode()).hexdigest()[:16]}"


def question_column(question: Quantified) -> str:
    """The name of the aggregate that answers a question with a condition."""
    kind = "count" if question.kind == "exists_one" else question.kind
    return _name(kind, "" if question.condition is None else text(question.condition))


def reduction(column: str) -> str:
    """How the aggregate of that name comes from its column on the persons: its "max", "min" or "sum"."""
    return _REDUCTIONS[column.partition(":")[0]]


_REDUCTIONS = {"exists": "max", "all": "min", "count": "sum", "missing": "max"}


def missing_columns(questions: Iterable[Quantified]) -> dict[str, Quantified]:
    """The names of the aggregates that say whether facts of any member are unknown, with a question that asks them."""
    asked = {
        _name("missing", " ".join(names)): question for question in questions if (names := _person_facts(question))
    }
    return dict(sorted(asked.items()))


def _person_facts(question: Quantified) -> list[str]:
    return sorted(name for of, name in facts(question) if of == "person")


def person_question(columns: Columns, question: Quantified, condition: Node) -> nw.Expr:
    """The column on the persons for a question."""
    holds = columns.operand(condition)
    code = holds.expr.cast(nw.Int8)
    if question.kind in ("exists", "all"):
        return (code * nw.lit(_TRUE, dtype=nw.Int8)).fill_null(_UNKNOWN) if not holds.known else code * _TRUE
    return code.cast(nw.Int64).fill_null(_MANY) if not holds.known else code.cast(nw.Int64)


def question_aggregate(question: Quantified) -> nw.Expr:
    """The aggregate of that column."""
    column = nw.col(question_column(question))
    match question.kind:
        case "exists":
            return column.max()
        case "all":
            return column.min()
        case _:
            return column.sum()


def person_missing(columns: Columns, question: Quantified) -> nw.Expr:
    """The column on the persons that says, as 1 or 0, whether a fact in the question is unknown."""
    first, *others = (columns.missing("person", name) for name in _person_facts(question))
    unknown = first
    for other in others:
        unknown = unknown | other
    return unknown.cast(nw.Int8)


def answer(question: Quantified, *, fails: bool) -> Operand:
    """The answer on the households: null where the members are unknown, or the question has none."""
    members = nw.col(PERSONS)
    if question.condition is None:
        return Operand(members, Type.INT, low=0, high=_MANY)
    column = nw.col(question_column(question))
    match question.kind:
        case "exists" | "all":
            nobody = nw.when(members == 0).then(nw.lit(question.kind == "all"))
            return Operand(nobody.when(column != _UNKNOWN).then(column == _TRUE), Type.BOOL, fails=fails)
        case _:
            # The engine may have widened its sum.
            total = column.cast(nw.Int64)
            count = nw.when(members == 0).then(nw.lit(0, dtype=nw.Int64)).when(total < _MANY).then(total)
            if question.kind == "exists_one":
                return Operand(count == 1, Type.BOOL, fails=fails)
            return Operand(count, Type.INT, fails=fails, low=0, high=_MANY)


def unknown_members(questions: Iterable[Quantified]) -> list[nw.Expr]:
    """What makes the answers missing: that the members are unknown, or a fact of one of them."""
    asked = list(questions)
    # Nobody to ask has no unknown facts.
    flags = [(nw.col(name) > 0).fill_null(value=False) for name in missing_columns(asked)]
    return [nw.col(PERSONS).is_null(), *flags] if asked else []
