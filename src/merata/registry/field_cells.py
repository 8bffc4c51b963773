"""The cells of a chunk by field, each read in its way, with what is wrong noted under the file's own column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry.cell_values import coded, deciles
from merata.registry.noting import Notes
from merata.registry.personal_digits import personal_digits
from merata.registry.recognition import Recognition
from merata.registry.record import Chunk

Flags = NDArray[np.bool_]
Reader = Callable[[pa.Array], tuple[pa.Array, Flags]]

NO_TEXT = ("", "-", ".", "null", "none", "n/a", "nan")
"""What files write where there is no text."""


class FieldCells:
    """The fields of one chunk; those that the file lacks are null throughout."""

    def __init__(self, chunk: Chunk, recognition: Recognition, notes: Notes) -> None:
        self.names = recognition.names
        self.count = len(chunk.rows)
        self._fields = recognition.layout.fields
        self._notes = notes
        self.wrong: dict[str, Flags] = {}
        """For each field, the rows of which its cell was found wrong: what else is said of them would be said twice."""
        self._cells = {name: _one_array(chunk.cells[name]) for name in chunk.cells.column_names}

    def has(self, field: str) -> bool:
        """Whether the file has a column for the field."""
        return field in self._cells

    def cells(self, field: str) -> pa.Array:
        """The field's cells as text."""
        return self._cells.get(field, pa.nulls(self.count, pa.string()))

    def note(self, code: str, where: Flags, field: str) -> None:
        """A finding where `where`, under the file's name of the field; names and addresses are not shown."""
        self.wrong[field] = self.wrong.get(field, np.zeros(self.count, dtype=np.bool_)) | where
        shown = None if field in ("name", "address") else self.cells(field)
        self._notes.note(code, where, self.names.get(field), shown)

    def read(self, field: str, code: str, reader: Reader) -> pa.Array:
        """The field's values; cells that `reader` finds wrong are noted as `code`."""
        values, wrong = reader(self.cells(field))
        self.note(code, wrong, field)
        return values

    def code(self, field: str, code: str) -> pa.Array:
        """The field's values by its code list."""
        if not self.has(field):
            return self.cells(field)
        return self.read(field, code, lambda cells: coded(cells, self._fields[field]))

    def numbers(self, field: str) -> pa.Array:
        """NIK or KK numbers."""
        found = personal_digits(self.cells(field))
        self.note("number_damaged", found.damaged, field)
        self.note(f"{field}_form", found.malformed, field)
        return found.digits

    def text(self, field: str) -> pa.Array:
        """Text with single spaces; null where nothing is said."""
        text = pc.utf8_trim_whitespace(pc.replace_substring_regex(self.cells(field), r"\s+", " "))
        return pc.if_else(pc.is_in(pc.utf8_lower(text), pa.array(NO_TEXT)), pa.scalar(None, pa.string()), text)

    def decile(self) -> tuple[pa.Array, pa.Array]:
        """The decile, and whether only a group of deciles is given."""
        if not self.has("desil"):
            return pa.nulls(self.count, pa.int64()), pa.array(np.zeros(self.count, dtype=np.bool_))
        values, wrong, grouped = deciles(self.cells("desil"), self._fields["desil"])
        self.note("desil_unknown", wrong, "desil")
        self.note("desil_grouped", grouped, "desil")
        return values, pa.array(grouped)

    def whereabouts(self) -> dict[str, pa.Array]:
        """`died`, `moved_out` and `inactive`, from whichever notes the file has; null where it says nothing."""
        died, alive, presence = (self.code(field, "flag_unknown") for field in ("died", "alive", "presence"))
        moved, inactive = (self.code(field, "flag_unknown") for field in ("moved_out", "inactive"))
        return {
            "died": _any_says(pc.equal(died, "true"), pc.equal(alive, "false"), pc.equal(presence, "died")),
            "moved_out": _any_says(pc.equal(moved, "true"), pc.equal(presence, "moved_out")),
            "inactive": pc.equal(inactive, "true"),
        }


def _any_says(*notes: pa.Array) -> pa.Array:
    """True where any note is true, false where one is false and none true, else null."""
    said = notes[0]
    for note in notes[1:]:
        said = pc.coalesce(pc.or_kleene(said, note), said, note)
    return said


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return pa.chunked_array(column.chunks, pa.string()).combine_chunks()
