"""Rules for one household, evaluated by cel-python: for the officer's screen, and as the other half of a proof.

cel-python reads the rule's text, walks its own tree and knows its own names, macros and logic. On top of it stand the
operators of the dialect: integers of arithmetic within ±(2^53 − 1), no division by zero of doubles, no result that is
not finite. An error of CEL is an unknown here.

Where cel-python 0.5 leaves the specification of CEL, the specification holds:

- `persons.exists_one(…)` and `persons.filter(…)` raise the error of a member through the whole expression, so that
  `… || true` is an error; by the specification (logical operators) it is true. Here the macro's error is its value.
- A division of doubles by zero gives +infinity whatever the signs; an error in the dialect.
- `&&` and `||` of two errors, and `exists` and `all` over several, make an error that quotes those before it, twice as
  long each time: thirty unknown members would need a gigabyte. Here the first error stays.
- `?:` with an error as its condition evaluates a branch before it is an error; only time is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import reduce
from typing import Any

from celpy.celtypes import BoolType, DoubleType, IntType
from celpy.evaluation import Activation, CELEvalError, Evaluator
from lark import Token, Tree

from merata.errors import UsageError
from merata.programmes.cel.canonical import VARIABLE, text
from merata.programmes.cel.dialect import FUNCTIONS
from merata.programmes.cel.given import Given
from merata.programmes.cel.grammar import tree_of
from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Node, Value
from merata.programmes.cel.syntax import named as named_in
from merata.programmes.cel.typing import Type

# cel-python writes every value that it meets into its debug log: facts of people, which belong in no log.
logging.getLogger("celpy").setLevel(logging.WARNING)


class Unknown(Enum):
    """Why a rule has no value: a fact that it names is missing, or its arithmetic has no result."""

    MISSING = "missing"
    ARITHMETIC = "arithmetic"


def evaluate(
    rule: Node | str,
    *,
    facts: Mapping[tuple[str, str], Type],
    household: Mapping[str, Any],
    village: Mapping[str, Any],
    persons: Sequence[Mapping[str, Any]] | None,
    parameters: Mapping[str, Value],
    named: Mapping[str, Node | str],
    person: Mapping[str, Any] | None = None,
) -> Value | Unknown:
    """The value of a rule for one household, or why it has none.

    A rule that is a text is read by cel-python alone; of a node it reads the canonical text. A fact that is None, not
    there, or not a number is missing; so are all members if `persons` is None. `household["programmes"]` is the list
    of programmes received, or of each programme whether it is received (None, or not there: unknown). `person` is who
    `p` is in a rule without a macro. A condition of `named` that has no value is an error within the rule.

    Raises `UsageError` where a fact has another type than `facts` say, or something named is not given.
    """
    given = Given(facts, household, village, persons, person)
    evaluation = _Evaluation(given, parameters, named, None if person is None else VARIABLE)
    result = evaluation.value(rule, ())
    if isinstance(result, CELEvalError):
        return Unknown.MISSING if any(map(given.lacks, evaluation.nodes)) else Unknown.ARITHMETIC
    return _plain(result)


class _Evaluation:
    """Evaluates a rule after the conditions that it names; `nodes` are all that were evaluated."""

    def __init__(
        self, given: Given, parameters: Mapping[str, Value], named: Mapping[str, Node | str], person: str | None
    ) -> None:
        self._given, self._parameters, self._named, self._person = given, parameters, named, person
        self.nodes: list[Node] = []

    def value(self, rule: Node | str, above: tuple[str, ...]) -> Any:
        """cel-python's value of `rule`, or its error; `above` are the conditions that named this one."""
        node = parse(rule, person=self._person) if isinstance(rule, str) else rule
        self.nodes.append(node)
        variables = self._given.variables(node, self._parameters)
        conditions = {name: self._condition(name, above) for name in sorted(named_in(node))}
        activation = Activation(functions=FUNCTIONS, vars={**conditions, **variables})
        source = rule if isinstance(rule, str) else text(node)
        return _Evaluator(tree_of(source), activation).visited()

    def _condition(self, name: str, above: tuple[str, ...]) -> Any:
        if name in above:
            raise UsageError(f"the conditions {' → '.join((*above, name))} name each other in a circle")
        if name not in self._named:
            raise UsageError(f"no condition {name}; given are {', '.join(sorted(self._named)) or 'none'}")
        return self.value(self._named[name], (*above, name))


_FOLDED = {"exists": ("_||_", BoolType(source=False)), "all": ("_&&_", BoolType(source=True))}


class _Evaluator(Evaluator):
    """cel-python's evaluator, where a macro that fails is an error among values, as the specification has it."""

    def member_dot_arg(self, tree: Tree[Token]) -> Any:
        folded = _FOLDED.get(str(tree.children[1]))
        try:
            return super().member_dot_arg(tree) if folded is None else self._folded(tree, *folded)
        except CELEvalError as error:
            return error

    def _folded(self, tree: Any, operator: str, start: BoolType) -> Any:
        """`exists` and `all` as the specification has them: `||` and `&&` from member to member."""
        members, holds = self.visit(tree.children[0]), self.build_ss_macro_eval(tree)
        if isinstance(members, CELEvalError):
            return members
        return reduce(FUNCTIONS[operator], map(holds, members), start)

    def sub_evaluator(self, ast: Tree[Token]) -> Evaluator:
        return _Evaluator(ast, self.activation)

    def visited(self) -> Any:
        """The value, or the error as a value."""
        try:
            return self.evaluate()
        except CELEvalError as error:
            return error


def _plain(value: Any) -> Value:
    match value:
        case BoolType():
            return bool(value)
        case IntType():
            return int(value)
        case DoubleType():
            return float(value)
    return str(value)
