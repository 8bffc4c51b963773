"""What a table may hold: columns with kind, unit, range and meaning, and how they map to Arrow types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pyarrow as pa


class Kind(Enum):
    """The kinds of value a column can hold, each with one Arrow type."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    HASH = "hash"
    """A keyed hash of a personal number: 32 lower-case hexadecimal digits, never the number itself."""

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type that holds this kind."""
        return _ARROW[self]


_ARROW: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.HASH: pa.string(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name (with the unit in it), kind, meaning, and the values it may take.

    `minimum` and `maximum` may be reached, `above` may not. `required` means that the column must be there and
    every row has a value; a column that is not required may be absent altogether or hold nulls. `references`
    names a table whose key this column must be found in.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    references: str | None = None

    @property
    def expected(self) -> str:
        """What a value must look like, in words for an error message."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        words = {
            Kind.TEXT: "text",
            Kind.INTEGER: "a whole number",
            Kind.NUMBER: "a number",
            Kind.FLAG: "true or false",
            Kind.DATE: "a date as YYYY-MM-DD",
            Kind.HASH: "a keyed hash (32 hexadecimal digits), never the number itself",
        }[self.kind]
        if self.pattern:
            words += f" matching {self.pattern}"
        if self.above is not None:
            return f"{words} above {self.above:g}"
        if self.minimum is not None and self.maximum is not None:
            return f"{words} from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"{words} of at least {self.minimum:g}"
        if self.maximum is not None:
            return f"{words} of at most {self.maximum:g}"
        return words


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a dataset folder: its file's stem, its columns, and the columns whose values name a row."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def arrow(self) -> pa.Schema:
        """The table's Arrow schema, all columns included."""
        return pa.schema(
            [pa.field(c.name, c.kind.arrow, nullable=not c.required) for c in self.columns],
        )
