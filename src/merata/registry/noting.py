"""Findings gathered as columns, a kind at a time, while a chunk is checked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry.findings import FINDINGS, KINDS, Severity
from merata.tables.personal_numbers import masked

SHOWN_LENGTH = 60
"""Of a cell that is shown in a finding, at most so many signs."""


class Notes:
    """The findings of the `rows` (numbers in the file) of one chunk; `faulty` says which rows stay out."""

    def __init__(self, rows: NDArray[np.int64], sheet: str | None) -> None:
        self.numbers = rows
        self.sheet = sheet
        self.faulty = np.zeros(len(rows), dtype=np.bool_)
        self._parts: list[pa.Table] = []
        self._positions: list[NDArray[np.int64]] = []

    def note(self, code: str, where: NDArray[np.bool_], column: str | None, cells: pa.Array | None = None) -> None:
        """A finding of the kind `code` for each row `where`; `cells` are shown masked (never given for names)."""
        positions = np.flatnonzero(where)
        if not len(positions):
            return
        severity = KINDS[code].severity
        if severity is Severity.FAULT:
            self.faulty |= where
        shown = pa.nulls(len(positions), pa.string())
        if cells is not None:
            found = cells.take(pa.array(positions)).dictionary_encode()
            texts = [
                None if text is None else printable(masked(text))[:SHOWN_LENGTH]
                for text in found.dictionary.to_pylist()
            ]
            shown = pa.array(texts, pa.string()).take(found.indices)
        self._add(positions, self.numbers[positions], column, code, shown)

    def note_unreadable(self, numbers: list[int]) -> None:
        """A finding for each row that could not be taken apart; it is none of the chunk's rows."""
        if numbers:
            rows = np.array(numbers, dtype=np.int64)
            self._add(np.full(len(rows), -1), rows, None, "row_unreadable", pa.nulls(len(rows), pa.string()))

    def _add(
        self, positions: NDArray[np.int64], rows: NDArray[np.int64], column: str | None, code: str, shown: pa.Array
    ) -> None:
        count = len(rows)
        self._positions.append(positions)
        self._parts.append(
            pa.table(
                [
                    pa.array(rows),
                    _repeated(self.sheet, count),
                    _repeated(column, count),
                    _repeated(code, count),
                    _repeated(KINDS[code].severity.value, count),
                    shown,
                ],
                schema=FINDINGS,
            )
        )

    def table(self) -> pa.Table:
        """All findings, in the order of the rows."""
        if not self._parts:
            return FINDINGS.empty_table()
        joined = pa.concat_tables(self._parts)
        return joined.take(pc.sort_indices(joined["row"])).combine_chunks()

    def reasons(self) -> tuple[dict[int, str], dict[int, str]]:
        """For each faulty row (its number in the file), its faults in Indonesian and in English."""
        indonesian: dict[int, list[str]] = {}
        english: dict[int, list[str]] = {}
        for part in self._parts:
            kind = KINDS[part["code"][0].as_py()]
            if kind.severity is not Severity.FAULT:
                continue
            column = part["column"][0].as_py()
            before = "" if column is None else f"{column}: "
            for row in part["row"].to_pylist():
                indonesian.setdefault(row, []).append(before + kind.id)
                english.setdefault(row, []).append(before + kind.en)
        return _joined(indonesian), _joined(english)


def printable(text: str) -> str:
    """`text` with a dot for every sign that no terminal should be sent: a file may hold anything."""
    return "".join(sign if sign.isprintable() else "·" for sign in text)


def _joined(reasons: dict[int, list[str]]) -> dict[int, str]:
    return {row: "; ".join(found) for row, found in reasons.items()}


def _repeated(value: str | None, count: int) -> pa.Array:
    return pa.nulls(count, pa.string()) if value is None else pa.repeat(pa.scalar(value), count)
