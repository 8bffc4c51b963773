"""The errors of Merata: every message says what, where, what was expected and what to do.

Exit codes of the command line follow from the class: `InputError` 1, `UsageError` 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MerataError(Exception):
    """Anything that Merata refuses to do, with a message for the person who asked."""

    exit_code = 1


class UsageError(MerataError):
    """The call itself is wrong: an unknown area, a negative budget, an option that does not apply."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input, with everything needed to find and mend it.

    `row` is the row as the file's reader sees it (the header of a CSV or sheet is row 1; rows of a Parquet
    file count from 1); None where the fault concerns the whole file. `value` is masked where it could be a
    personal number.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    problem: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        column = "" if self.column is None else f" {self.column}"
        value = "" if self.value is None else f" ({self.value!r})"
        return f"{place}{column}: {self.problem}{value}; expected {self.expected}"


class InputError(MerataError):
    """An input has faults; all that were found in one run are in `faults`."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        lines = [super().__str__(), *(f"  {fault}" for fault in self.faults[:20])]
        if len(self.faults) > 20:
            lines.append(f"  … and {len(self.faults) - 20} more")
        return "\n".join(lines)
