"""What is wrong with an expression: each fault with its column, and all of them in one error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merata.errors import MerataError


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """One fault of an expression: where (column from 1 in its text), what, what was expected, what was found."""

    column: int
    problem: str
    expected: str
    value: str

    def __str__(self) -> str:
        return f"column {self.column}: {self.problem} ({self.value}); expected {self.expected}"


class ExpressionError(MerataError):
    """An expression that is not of the language; every fault found is in `faults`, by column."""

    def __init__(self, text: str, faults: Sequence[ExpressionFault]) -> None:
        self.text = text
        self.faults = sorted(faults, key=lambda fault: fault.column)
        super().__init__(text)

    def __str__(self) -> str:
        return "\n".join([f"expression {self.text!r}:", *(f"  {fault}" for fault in self.faults)])
