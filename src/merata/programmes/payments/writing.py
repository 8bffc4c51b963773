"""The file of a batch in a payer's layout: every sign as the layout says, or no file and every reason why not."""

from __future__ import annotations

from dataclasses import dataclass

from merata.errors import Fault, InputError
from merata.programmes.payments.cells import CellError, Value, written
from merata.programmes.payments.layout import Field, Form, Kind, Layout
from merata.programmes.payments.lines import joined, standing
from merata.programmes.payments.payment import Batch, Payment, distinct, masked_account

_SHOWN = ("payment_id", "amount_idr", "due", "day", "batch_id", "village_code", "count", "total_idr", "number")
"""Fields whose value a fault may show in full."""


@dataclass(slots=True)
class _Writer:
    form: Form
    called: str
    faults: list[Fault]

    def line(self, fields: tuple[Field, ...], values: dict[str, Value], row: int | None, whose: str) -> str:
        """One line; a fault for each value that does not fit."""
        cells = []
        for field in fields:
            value = values.get(field.value, "")
            try:
                cells.append(standing(self.form, written(field, value)))
            except CellError as error:
                shown = _shown(field, value)
                self.faults.append(
                    Fault(self.called, row, field.value, shown, error.expected, f"{whose}: {error.problem}")
                )
        return joined(self.form, cells)


def write_batch(batch: Batch, layout: Layout) -> bytes:
    """The file that sends `batch`, byte for byte as `layout` says; `reading.read_batch` gives the batch back.

    Nothing is cut but what the layout says may be cut, and no sign replaced. Raises `InputError` with a fault for every
    value that does not fit (naming payment and field), every payment that stands twice, and every amount below Rp 1.
    """
    called = f"batch {batch.batch_id}"
    if not batch.payments:
        raise InputError(f"{called} holds no payment; expected one at least")
    distinct(batch.payments, called)
    writer = _Writer(layout.sent, called, [])
    form = layout.sent
    whole = batch_values(batch, form)
    lines = [writer.line(form.header, whole, None, "the header")] if form.header else []
    for number, payment in enumerate(batch.payments, start=1):
        lines.append(writer.line(form.payment, values_of(payment, number), number, f"payment {payment.payment_id}"))
    if form.trailer:
        lines.append(writer.line(form.trailer, whole, None, "the trailer"))
    if writer.faults:
        raise InputError(f"{called} does not fit the layout {layout.layout_id}; nothing is written", writer.faults)
    return "".join(line + form.line_end for line in lines).encode(form.encoding)


def values_of(payment: Payment, number: int) -> dict[str, Value]:
    """What the fields of a payment's line may hold."""
    return {
        "payment_id": payment.payment_id,
        "account_number": payment.account_number,
        "recipient": payment.recipient,
        "amount_idr": payment.amount_idr,
        "due": payment.due or "",
        "address": payment.address,
        "village_code": payment.village_code,
        "remark": payment.remark,
        "number": number,
    }


def batch_values(batch: Batch, form: Form) -> dict[str, Value]:
    """What the fields of a header or trailer may hold."""
    return {
        "batch_id": batch.batch_id,
        "day": batch.day,
        "count": len(batch.payments),
        "total_idr": batch.total_idr,
        "account_total": account_total([payment.account_number for payment in batch.payments], form),
    }


def account_total(accounts: list[str], form: Form) -> int:
    """The sum of the account numbers, of which as many last digits count as its field in header or trailer has."""
    widths = [f.width for f in (*form.header, *form.trailer) if f.value == "account_total" and f.width is not None]
    total = sum(int(account) for account in accounts if account.isascii() and account.isdigit())
    return int(total % 10 ** min(widths)) if widths else total


def _shown(field: Field, value: Value) -> str | None:
    if field.kind is Kind.DIGITS:
        return masked_account(str(value))
    return str(value) if field.value in _SHOWN else None
