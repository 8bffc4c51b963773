"""What a bank or post office sends back on a batch: each line with what it says of one payment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from merata.errors import UsageError
from merata.programmes.payments.layout import Layout
from merata.programmes.payments.reading import Record, read_records
from merata.programmes.payments.status import Status
from merata.programmes.rules.sentence import Sentence


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line: what could be read of it (None where the layout has no such field).

    `status` and `reason` are what the code means, None for a code that the layout does not know. `problem` says why
    the line cannot be read; then all else but the line's number is None.
    """

    line: int
    payment_id: str | None = None
    amount_idr: int | None = None
    code: str | None = None
    account_number: str | None = None
    day: date | None = None
    status: Status | None = None
    reason: Sentence | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A return file: its name, the SHA-256 of its bytes, the batch it says it answers (None: it does not say), the day
    it bears, its rows in order and its number of empty lines."""

    name: str
    digest: str
    batch_id: str | None
    day: date | None
    rows: tuple[ReturnRow, ...]
    empty_lines: int = 0


def read_return(content: bytes, layout: Layout, name: str) -> ReturnFile:
    """Read a return file, called `name` in messages; every line of it is in the answer.

    Raises `InputError` where it is not a whole file of the layout (see `reading.read_records`), `UsageError` where the
    layout says nothing of return files.
    """
    if layout.returned is None:
        raise UsageError(f"the layout {layout.layout_id} ({layout.file}) has no `returned`: it cannot read {name}")
    records = read_records(content, layout.returned, name)
    batch_id, day = records.batch.get("batch_id"), records.batch.get("day")
    return ReturnFile(
        name,
        hashlib.sha256(content).hexdigest(),
        str(batch_id) if batch_id is not None else None,
        day if isinstance(day, date) else None,
        tuple(_row(record, layout) for record in records.rows),
        records.empty_lines,
    )


def _row(record: Record, layout: Layout) -> ReturnRow:
    if record.faults:
        problems = (f"{fault.column or 'line'}: {fault.problem}, expected {fault.expected}" for fault in record.faults)
        return ReturnRow(record.line, problem="; ".join(problems))
    values = record.values
    amount, account, day = values["amount_idr"], values.get("account_number"), values.get("day")
    code = str(values["code"])
    meaning = layout.codes.get(code)
    return ReturnRow(
        record.line,
        str(values["payment_id"]),
        amount if isinstance(amount, int) else None,
        code,
        None if account is None else str(account),
        day if isinstance(day, date) else None,
        meaning.status if meaning else None,
        meaning.reason if meaning else None,
    )
