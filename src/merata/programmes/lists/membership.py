"""Memberships (health premiums of PBI, school aid of PIP) sent to their office each month as what changed.

The file names its programme and month, the hash of the list before and after, and how many rows it has; so whoever
takes it over knows that it fits on the list at hand, that it is whole, and that it was not taken over already.
"""

from __future__ import annotations

import csv
import io
import re

import pyarrow as pa

from merata.errors import Fault, InputError, UsageError
from merata.programmes.lists.differences import CHANGES, ListDifference
from merata.registry.rejected_file import safe_text

SCHEME = "merata-membership/1"
HEADINGS = ("perubahan", "anggota", "iuran_lama_rp", "iuran_baru_rp", "alasan_lama", "alasan_baru")
WORDS = {"entered": "masuk", "left": "keluar", "changed": "berubah"}
"""The changes as the receiving office reads them."""
_CHANGE_OF = {word: change for change, word in WORDS.items()}
_TEXTS = (1, 4, 5)
_AMOUNTS = (2, 3)
_HASH = re.compile(r"[0-9a-f]{64}")


def membership_file(difference: ListDifference, *, programme: str, month: str) -> bytes:
    """The file of a month's changes, CSV in UTF-8; the same difference always gives the same bytes.

    No spreadsheet takes a cell of it for a formula: such cells begin with an apostrophe, which `read_membership` passes
    over. `month` is written YYYY-MM. Raises `UsageError` for another month, `InputError` where a text begins with an
    apostrophe itself, so that it would be read as another.
    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise UsageError(f"{month!r} is no month; expected YYYY-MM")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    head = (SCHEME, programme, month, difference.key, difference.old_hash, difference.new_hash)
    totals = (difference.stayed, difference.old_total_idr, difference.new_total_idr, difference.rows.num_rows)
    writer.writerow([*head, *totals])
    writer.writerow(HEADINGS)
    columns = [difference.rows[name].to_pylist() for name in difference.rows.column_names]
    columns[0] = [WORDS[change] for change in columns[0]]
    for at in _TEXTS:
        _refuse_apostrophes(columns[at], HEADINGS[at])
        columns[at] = safe_text(pa.array(columns[at], pa.string())).to_pylist()
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode()


def read_membership(content: bytes, file: str) -> tuple[str, str, ListDifference]:
    """Programme, month and difference that a file of `membership_file` holds.

    Raises `InputError` with every fault where it is not whole or not such a file. An empty cell is nothing known.
    """
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        fault = Fault(file, None, None, None, "CSV in UTF-8", str(error))
        raise InputError(f"{file} cannot be read", [fault]) from error
    head = lines[0] if lines else []
    numbers = head[6:]
    sound = len(head) == 10 and head[0] == SCHEME and all(re.fullmatch(r"[0-9]{1,18}", each) for each in numbers)
    if not sound or not _HASH.fullmatch(head[4]) or not _HASH.fullmatch(head[5]) or lines[1:2] != [list(HEADINGS)]:
        fault = Fault(file, 1, None, None, f"the two first lines of a file of {SCHEME}", "not such a file")
        raise InputError(f"{file} holds no changes of memberships", [fault])
    rows, faults = _parsed(lines[2:], file)
    stayed, old_total, new_total, count = map(int, numbers)
    if len(lines) - 2 != count:
        faults.append(Fault(file, None, None, str(len(lines) - 2), f"{count} rows", "the file is cut off or added to"))
    if faults:
        raise InputError(f"{file} is not as it was written; ask for it again", faults)
    names = ("change", "key", "old_amount_idr", "new_amount_idr", "old_reason", "new_reason")
    kinds = (pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string(), pa.string())
    columns = list(zip(*rows, strict=True)) or [()] * 6
    table = pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})
    return head[1], head[2], ListDifference(head[3], table, head[4], head[5], stayed, old_total, new_total)


def _parsed(lines: list[list[str]], file: str) -> tuple[list[list[object]], list[Fault]]:
    rows: list[list[object]] = []
    faults = []
    for number, line in enumerate(lines, start=3):
        if len(line) != len(HEADINGS) or line[0] not in _CHANGE_OF or not line[1]:
            expected = f"{', '.join(WORDS[change] for change in CHANGES)}; a member; amounts; reasons"
            faults.append(Fault(file, number, None, None, expected, "not a change of a membership"))
            continue
        if not all(re.fullmatch(r"-?[0-9]{1,18}|", line[at]) for at in _AMOUNTS):
            faults.append(Fault(file, number, None, None, "whole rupiah or nothing", "not an amount"))
            continue
        row: list[object] = [_CHANGE_OF[line[0]]]
        row += [(int(cell) if at in _AMOUNTS else cell.removeprefix("'")) if cell else None
                for at, cell in enumerate(line) if at]  # fmt: skip
        rows.append(row)
    return rows, faults


def _refuse_apostrophes(texts: list[str | None], column: str) -> None:
    faults = [
        Fault("the difference", at, column, None, "text that begins otherwise, or nothing at all", "cannot be sent")
        for at, text in enumerate(texts, start=1)
        if text is not None and (text == "" or text.startswith("'") or not text.isprintable())
    ]
    if faults:
        raise InputError("the changes cannot be written so that they are read back as they are", faults)
