"""A payment to one recipient, a batch of them, and how an account number is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from merata.errors import Fault, InputError

MOST_IDR = 2**53 - 1
"""Beyond it rupiah are not exact in every program that may open a file."""
_SHOWN_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: its own identifier (unique for ever), who gets it, whole rupiah, and where and when.

    `account_number` is empty where the post office pays in cash; `due` None where the batch's day holds. A NIK is no
    part of a payment: it stays encrypted in the registry.
    """

    payment_id: str
    amount_idr: int
    recipient: str = ""
    account_number: str = ""
    due: date | None = None
    address: str = ""
    village_code: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Payments that are sent together, in order; `day` is the day of the order to pay."""

    batch_id: str
    day: date
    payments: tuple[Payment, ...]

    @property
    def total_idr(self) -> int:
        """The sum of all payments in rupiah."""
        return sum(payment.amount_idr for payment in self.payments)


def masked_account(number: str) -> str:
    """An account number as it may be shown: its last three signs at most, never more than half of it."""
    shown = min(_SHOWN_DIGITS, len(number) // 2)
    return "•" * (len(number) - shown) + number[len(number) - shown :]


def distinct(payments: tuple[Payment, ...], called: str) -> dict[str, Payment]:
    """The payments by identifier; `InputError` (rows count from 1) for one without, twice the same, or no amount."""
    found: dict[str, Payment] = {}
    faults = []
    for row, payment in enumerate(payments, start=1):
        if not payment.payment_id:
            faults.append(Fault(called, row, "payment_id", None, "an identifier of its own", "empty"))
        elif payment.payment_id in found:
            expected = "each payment once, else it is paid twice"
            faults.append(Fault(called, row, "payment_id", payment.payment_id, expected, "stands there already"))
        if not 0 < payment.amount_idr <= MOST_IDR:
            expected = f"whole rupiah from 1 to {MOST_IDR}"
            problem = f"payment {payment.payment_id}: not an amount that can be paid"
            faults.append(Fault(called, row, "amount_idr", str(payment.amount_idr), expected, problem))
        found[payment.payment_id] = payment
    if faults:
        raise InputError(f"{called} cannot be paid as it is", faults)
    return found
