"""A payment file taken apart by its layout: every line is header, payment, trailer, empty, or at fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from merata.errors import Fault, InputError
from merata.programmes.payments.cells import CellError, Value, read
from merata.programmes.payments.layout import Field, Form, Layout
from merata.programmes.payments.lines import Line, apart, lines_of
from merata.programmes.payments.payment import Batch, Payment, distinct, masked_account
from merata.programmes.payments.writing import account_total
from merata.registry.noting import printable

_LONG_DIGITS = re.compile(r"[0-9]{7,}")
PERSONAL = ("recipient", "address", "account_number", "remark")


@dataclass(frozen=True, slots=True)
class Record:
    """A payment's line: its number in the file, the values that could be read, and a fault for each that could not."""

    line: int
    values: dict[str, Value]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """A whole file: what header and trailer say, its records in order, and how many lines are empty."""

    batch: dict[str, Value]
    rows: tuple[Record, ...]
    empty_lines: int


def read_records(content: bytes, form: Form, file: str) -> Records:
    """Take a file apart.

    Raises `InputError` where it is not text, its header or trailer is missing or unreadable, or what they say of
    number, sum and accounts does not agree with the lines: such a file was cut off or altered, and nothing of it is
    used. A line of a payment that cannot be read is a record with faults.
    """
    lines, empty = lines_of(content, form, file)
    faults: list[Fault] = []
    batch: dict[str, Value] = {}
    ends = (("header", form.header, 0), ("trailer", form.trailer, -1))
    needed = sum(1 for _, fields, _ in ends if fields)
    if len(lines) < needed:
        fault = Fault(file, None, None, None, f"{needed} lines at least", f"{len(lines)} lines: the file is cut off")
        raise InputError(f"{file} is not a whole file of this layout", [fault])
    for name, fields, at in ends:
        if fields:
            record = _record(lines.pop(at), fields, form, file)
            faults += [_of_end(fault, name) for fault in record.faults]
            faults += _disagreeing(batch, record, file)
            batch |= record.values
    rows = tuple(_record(line, form.payment, form, file) for line in lines)
    faults += _wrong_controls(batch, rows, form, file) if not faults else []
    if faults:
        raise InputError(f"{file} is not a whole file of this layout; ask the payer for it again", faults)
    return Records(batch, rows, empty)


def read_batch(content: bytes, layout: Layout, file: str) -> Batch:
    """The batch that a sent file holds; what its layout leaves out is empty (the day: the first of the year 1).

    Raises `InputError` for any fault, in any line.
    """
    records = read_records(content, layout.sent, file)
    faults = [fault for row in records.rows for fault in row.faults]
    if faults:
        raise InputError(f"{file} has lines that cannot be read", faults)
    payments = tuple(_payment(row.values) for row in records.rows)
    distinct(payments, file)
    day = records.batch.get("day")
    return Batch(str(records.batch.get("batch_id", "")), day if isinstance(day, date) else date.min, payments)


def _record(line: Line, fields: tuple[Field, ...], form: Form, file: str) -> Record:
    try:
        cells = apart(form, line.text, [field.width or 0 for field in fields])
    except CellError as error:
        return Record(line.number, {}, (Fault(file, line.number, None, None, error.expected, error.problem),))
    values: dict[str, Value] = {}
    faults = []
    for field, cell in zip(fields, cells, strict=True):
        try:
            values[field.value] = read(field, cell)
        except CellError as error:
            shown = None if field.value in PERSONAL else _shown(cell)
            faults.append(Fault(file, line.number, field.value, shown, error.expected, error.problem))
    return Record(line.number, values, tuple(faults))


def _shown(cell: str) -> str:
    """A cell for a message: in a shifted line it may hold an account number, whatever field it should be."""
    return printable(_LONG_DIGITS.sub(lambda found: masked_account(found[0]), cell.strip()))


def _payment(values: dict[str, Value]) -> Payment:
    due, amount = values.get("due"), values.get("amount_idr")
    names = ("payment_id", "recipient", "account_number", "address", "village_code", "remark")
    texts = {name: str(values.get(name, "")) for name in names}
    return Payment(amount_idr=amount if isinstance(amount, int) else 0, due=due if isinstance(due, date) else None,
                   **texts)  # fmt: skip


def _of_end(fault: Fault, name: str) -> Fault:
    return Fault(fault.file, fault.row, fault.column, fault.value, fault.expected, f"the {name}: {fault.problem}")


def _disagreeing(batch: dict[str, Value], record: Record, file: str) -> list[Fault]:
    """What the trailer says otherwise than the header."""
    both = {name for name in batch if name in record.values and name not in ("constant", "ignored")}
    return [
        Fault(
            file,
            record.line,
            name,
            str(record.values[name]),
            f"{printable(str(batch[name]))} as in the header",
            "disagrees",
        )
        for name in sorted(both)
        if batch[name] != record.values[name]
    ]


def _wrong_controls(batch: dict[str, Value], rows: tuple[Record, ...], form: Form, file: str) -> list[Fault]:
    found: dict[str, int] = {"count": len(rows)}
    # Where an amount cannot be read, nobody can say what the lines come to; their number still has to agree.
    amounts = [row.values.get("amount_idr") for row in rows]
    if all(isinstance(amount, int) for amount in amounts):
        found["total_idr"] = sum(amount for amount in amounts if isinstance(amount, int))
    accounts = [row.values.get("account_number") for row in rows]
    if all(isinstance(account, str) for account in accounts):
        found["account_total"] = account_total([str(account) for account in accounts], form)
    return [
        Fault(file, None, name, str(batch[name]), f"{value} as the lines come to", "does not agree with the lines")
        for name, value in found.items()
        if name in batch and batch[name] != value
    ]
