"""A workbook looked through before it is read: is it what it says, does it fit memory, and where are its formulas?

A workbook is a zip archive. A small one can unfold into more than any memory (a zip bomb), or place one cell so far out
that a reader makes room for a billion empty ones. So every part is unfolded once here, in pieces that are thrown away,
against the limits below, whatever the archive says of its own sizes.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import BinaryIO

from merata.errors import Fault, InputError
from merata.registry.xlsx_scan import SheetScan
from merata.tables.xlsx_errors import part_of

MOST_BYTES = 4 << 30
"""Of all parts together, unfolded. A million rows of twenty columns have about one thousand million."""
MOST_RATIO = 200
"""Unfolded to folded bytes of a part larger than `RATIO_FROM`; sheets of people come to 5 to 30, bombs to 1,000."""
RATIO_FROM = 16 << 20
MOST_CELLS = 25_000_000
"""Rows × columns of a sheet: a million rows of 24 columns. The reader holds one sheet in memory, some 85 bytes a cell
of short text: 2.1 GB at the most. What is larger is refused; as CSV it is read whatever its size."""
MOST_PART_BYTES = 3 << 29
"""Of one part, unfolded: the reader holds the text of a sheet, or of all cells (xl/sharedStrings.xml), in memory."""
SAVE_AS_CSV = "a smaller sheet: save it as CSV, which may be of any size (simpan sebagai CSV, ukurannya tidak dibatasi)"

_PIECE = 1 << 20
_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"')


def guard(path: Path) -> dict[str, SheetScan]:
    """Look through every part of the workbook; what was seen of each sheet, by name, in their order.

    Raises `InputError` where the file is no workbook, its parts are larger than the limits or than it says, or a sheet
    is larger than `MOST_CELLS`.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            _refuse_stated(path, archive.infolist())
            scans = {name: SheetScan() for name in _sheet_names(archive)}
            of_part = {part_of(archive, name): scan for name, scan in scans.items()}
            _look_through(path, file, archive.infolist(), of_part)
    except (
        OSError,
        zipfile.BadZipFile,
        KeyError,
        StopIteration,
        struct.error,
        zlib.error,
        UnicodeDecodeError,
    ) as error:
        problem = (
            f"it is damaged, protected by a password, or an old XLS file under a new name ({type(error).__name__})"
        )
        raise _refused(path, problem) from error
    for name, scan in scans.items():
        if scan.columns * scan.last_row > MOST_CELLS:
            size = f"{scan.last_row:,} rows × {scan.columns:,} columns"
            problem = f"the sheet {name} spans {size}, more than the {MOST_CELLS:,} cells that fit into memory"
            raise _refused(path, problem, SAVE_AS_CSV)
    return scans


def _sheet_names(archive: zipfile.ZipFile) -> list[str]:
    return [unescape(name) for name in _SHEET.findall(archive.read("xl/workbook.xml").decode())]


def _refuse_stated(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the archive says of itself, which costs nothing."""
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise _refused(path, f"it unfolds into more than {MOST_BYTES:,} bytes", SAVE_AS_CSV)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * part.compress_size:
            raise _refused(path, f"a part unfolds to more than {MOST_RATIO} times its size, as zip bombs do")
        # What lies about its size is refused when it is looked through.
        if part.file_size > MOST_PART_BYTES:
            problem = (
                f"its part {part.filename} unfolds into {part.file_size:,} bytes; {MOST_PART_BYTES:,} fit into memory"
            )
            raise _refused(path, problem, SAVE_AS_CSV)
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(path, "a part is encrypted or packed in an unusual way")


def _look_through(path: Path, file: BinaryIO, parts: list[zipfile.ZipInfo], scans: dict[str, SheetScan]) -> None:
    total = 0
    for part in parts:
        scan = scans.get(part.filename)
        for piece in _unfolded(path, file, part):
            total += len(piece)
            if total > MOST_BYTES:
                raise _refused(path, f"it unfolds into more than {MOST_BYTES:,} bytes", SAVE_AS_CSV)
            if scan:
                scan.feed(piece)
        if scan:
            scan.end()


def _unfolded(path: Path, file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, in pieces; refused as soon as there are more than the archive says."""
    # The local header, 30 bytes and two names, stands before the bytes (APPNOTE.TXT 4.3.7).
    file.seek(part.header_offset)
    name, extra = struct.unpack("<HH", file.read(30)[26:30])
    file.seek(part.header_offset + 30 + name + extra)
    unfold = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left, seen = part.compress_size, 0
    while left:
        folded = file.read(min(_PIECE, left))
        if not folded:
            raise _refused(path, "it is cut off")
        left -= len(folded)
        while folded:
            piece = unfold.decompress(folded, _PIECE) if unfold else folded
            folded = unfold.unconsumed_tail if unfold else b""
            seen += len(piece)
            if seen > part.file_size:
                raise _refused(path, "a part is larger than the archive says, as in zip bombs")
            if piece:
                yield piece


WORKBOOK = "an XLSX workbook with a header row and one row for each person or family"


def _refused(path: Path, problem: str, expected: str = WORKBOOK) -> InputError:
    return InputError(f"{path.name} is not read", [Fault(path.name, None, None, None, expected, problem)])
