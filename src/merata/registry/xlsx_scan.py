"""What a sheet's own text tells before a reader makes a table of it: its size, its formulas, its computed errors."""

from __future__ import annotations

import re
from array import array

_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"')
_FIRST_IS_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})\d')
_FORMULA = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_LONGEST_TAIL = 1 << 16


class SheetScan:
    """Fed with the pieces of a sheet's part; `formulas` and `errors` lead from column to rows, both counted from 1."""

    def __init__(self) -> None:
        self.formulas: dict[int, array[int]] = {}
        self.errors: dict[int, array[int]] = {}
        self.columns = 0
        self.last_row = 0
        self._letters: set[bytes] = set()
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the part."""
        text = self._tail + piece
        # The last cell may be cut, or its formula may stand in the next piece; and so may the last tag.
        cell = max(text.rfind(b"<c "), text.rfind(b":c "))
        cut = text.rfind(b"<", 0, cell + 1) if cell >= 0 else len(text)
        tag = text.rfind(b"<")
        if tag >= 0 and text.find(b">", tag) < 0:
            cut = min(cut, tag)
        if cut < 0 or len(text) - cut > _LONGEST_TAIL:
            cut = len(text)
        self._tail = text[cut:]
        self._take(text[:cut])

    def end(self) -> None:
        """The part is at its end."""
        self._take(self._tail)
        self._tail = b""

    def _take(self, text: bytes) -> None:
        letters = _FIRST_IS_REFERENCE.findall(text)
        cells = text.count(b"<c ") + text.count(b":c ")
        found = set(letters)
        if len(letters) != cells:
            found = {match[1] for match in _CELL.finditer(text)}
        for name in found - self._letters:
            self._letters.add(name)
            self.columns = max(self.columns, column_number(name))
        if cells:
            last = None
            for last in _CELL.finditer(text, max(0, text.rfind(b"<row"))):  # noqa: B007 (the last one is wanted)
                pass
            self.last_row = max(self.last_row, int(last[2]) if last else 0)
        if b"<f" in text or b":f" in text:
            for match in _FORMULA.finditer(text):
                _note(self.formulas, match[1], match[2])
        if b't="e"' in text:
            for attributes in _ERROR.findall(text):
                if place := _REFERENCE.search(attributes):
                    _note(self.errors, place[1], place[2])


def column_number(letters: bytes) -> int:
    """The number of a column, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _note(places: dict[int, array[int]], letters: bytes, row: bytes) -> None:
    places.setdefault(column_number(letters), array("q")).append(int(row))
