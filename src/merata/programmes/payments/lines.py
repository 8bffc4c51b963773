"""Lines of payment files: cells joined and taken apart, text as bytes and back."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from merata.errors import Fault, InputError
from merata.programmes.payments.cells import CellError
from merata.programmes.payments.layout import Form


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number from 1, and its text without the line's end."""

    number: int
    text: str


def standing(form: Form, cell: str) -> str:
    """`cell` as it stands in a line of `form`; `CellError` where it cannot stand there at all."""
    try:
        cell.encode(form.encoding)
    except UnicodeEncodeError as error:
        problem = f"the sign {cell[error.start]!r} does not exist in {form.encoding}"
        raise CellError(problem, "signs of the layout's encoding: write the name as in the account") from error
    if form.fixed or not (form.delimiter in cell or (form.quote and form.quote in cell)):
        return cell
    if not form.quote:
        raise CellError(f"holds {form.delimiter!r}, which parts the fields", "text without it, or a layout with quote")
    return form.quote + cell.replace(form.quote, form.quote * 2) + form.quote


def joined(form: Form, cells: list[str]) -> str:
    """A line of cells that `standing` gave."""
    return ("" if form.fixed else form.delimiter).join(cells)


def apart(form: Form, text: str, widths: list[int]) -> list[str]:
    """The cells of a line with as many fields as `widths`; `CellError` where it has not, or is longer or shorter."""
    if form.fixed:
        if len(text) != sum(widths):
            raise CellError(f"a line of {len(text)} signs", f"{sum(widths)} signs")
        cells, start = [], 0
        for width in widths:
            cells.append(text[start : start + width])
            start += width
        return cells
    try:
        found = list(
            csv.reader(
                [text],
                delimiter=form.delimiter,
                quotechar=form.quote or None,
                quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
                strict=True,
            )
        )
    except csv.Error as error:
        raise CellError(f"a line that cannot be taken apart ({error})", f"{len(widths)} fields") from error
    cells = found[0] if found else []
    if len(cells) != len(widths):
        raise CellError(f"a line of {len(cells)} fields", f"{len(widths)} fields")
    return cells


def lines_of(content: bytes, form: Form, file: str) -> tuple[list[Line], int]:
    """The lines that hold something, and how many are empty; ends of lines may be LF or CRLF, whatever the layout says.

    `InputError` where the bytes are no text in the layout's encoding.
    """
    bom = b"\xef\xbb\xbf"
    body = content.removeprefix(bom) if form.encoding == "utf-8" else content
    try:
        text = body.decode(form.encoding)
    except UnicodeDecodeError as error:
        row = body[: error.start].count(b"\n") + 1
        fault = Fault(file, row, None, None, f"text in {form.encoding}", f"the byte {body[error.start]:#04x} is none")
        raise InputError(f"{file} cannot be read", [fault]) from error
    all_lines = text.split("\n")
    if not all_lines[-1]:
        all_lines.pop()
    found = [Line(at, each.removesuffix("\r")) for at, each in enumerate(all_lines, start=1)]
    kept = [line for line in found if line.text]
    return kept, len(found) - len(kept)
