"""Reading the CEL expressions of a rulebook: parsed, and checked against facts, parameters and conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from merata.programmes.cel.faults import ExpressionError, ExpressionFault
from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Literal, Node, Quantified
from merata.programmes.cel.typing import Type, check
from merata.programmes.facts import TYPES
from merata.programmes.rules.loading_fields import text
from merata.programmes.rules.rulebook import DatedValue, Value
from merata.tables.located_yaml import Located, Path

NOTHING = Literal(False)  # noqa: FBT003 - the value of a literal
"""Stands for an expression with faults, in a rulebook that will be refused for them."""
MEMBER = "p"
"""What a component calls the member that it is about."""

_NO_NAMES: Mapping[str, Type] = {}


class ExpressionReader:
    """Reads expressions of one document, whose parameters are known; every fault goes to the document.

    `unreadable` says that one could not be parsed, so that what it would name is not known.
    """

    def __init__(self, document: Located, parameters: Mapping[str, tuple[DatedValue, ...]]) -> None:
        self.document = document
        self.parameters = parameters
        self.unreadable = False
        self._values: dict[str, Sequence[Value]] = {
            name: [dated.value for dated in values] or [0] for name, values in parameters.items()
        }

    def parsed(self, path: Path, value: Any, *, person: str | None = None) -> tuple[Node | None, str]:
        """The expression at `path` and its text; None where it cannot be parsed."""
        written = text(self.document, path, value)
        try:
            node = parse(written, person=person) if written else None
        except ExpressionError as error:
            self._note(path, written, error.faults)
            node = None
        self.unreadable |= node is None
        return node, written

    def checked(self, path: Path, node: Node, written: str, named: Mapping[str, Type] = _NO_NAMES) -> Type | None:
        """The type of a parsed expression; a fault for whatever is wrong with it."""
        kind, faults = check(node, facts=TYPES, parameters=self._values, named=named)
        self._note(path, written, faults)
        return kind

    def must_be_true_or_false(self, path: Path, kind: Type | None, written: str) -> None:
        """A fault where an expression that decides something is neither true nor false (None: faulty anyway)."""
        if kind not in (None, Type.BOOL):
            self.document.fault(path, f"gives {kind}, which decides nothing", "a comparison: true or false", written)

    def household_expression(self, path: Path, value: Any) -> tuple[Node, str]:
        """A condition on the household that names no other condition, and its text."""
        node, written = self.parsed(path, value)
        if node is None:
            return NOTHING, written
        self.must_be_true_or_false(path, self.checked(path, node, written), written)
        return node, written

    def member_expression(self, path: Path, value: Any) -> tuple[Node, str]:
        """A condition on one member, called `p`, and its text."""
        node, written = self.parsed(path, value, person=MEMBER)
        if node is None:
            return NOTHING, written
        self.checked(path, Quantified("exists", node, 1), written)
        return node, written

    def _note(self, path: Path, written: str, faults: Sequence[ExpressionFault]) -> None:
        """Each fault with the whole expression, and with its character in it."""
        for fault in faults:
            problem = f"{fault.problem} ({fault.value}) at character {fault.column}"
            self.document.fault(path, problem, fault.expected, written)
