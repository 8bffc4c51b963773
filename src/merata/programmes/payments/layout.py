"""How the files of a bank or post office look: what is sent, what comes back, and what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from merata.programmes.payments.status import Status
from merata.programmes.rules.sentence import Sentence


class Kind(Enum):
    """How a value is written and read."""

    TEXT = "text"
    DIGITS = "digits"
    AMOUNT = "amount"
    INTEGER = "integer"
    DATE = "date"
    CONSTANT = "constant"
    IGNORED = "ignored"


OF_PAYMENT = {
    "payment_id": Kind.TEXT,
    "account_number": Kind.DIGITS,
    "recipient": Kind.TEXT,
    "amount_idr": Kind.AMOUNT,
    "due": Kind.DATE,
    "address": Kind.TEXT,
    "village_code": Kind.TEXT,
    "remark": Kind.TEXT,
    "number": Kind.INTEGER,
    "constant": Kind.CONSTANT,
}
"""What a field of a payment's line may hold; `number` is the line's number among the payments, from 1."""
OF_BATCH = {
    "batch_id": Kind.TEXT,
    "day": Kind.DATE,
    "count": Kind.INTEGER,
    "total_idr": Kind.AMOUNT,
    "account_total": Kind.INTEGER,
    "constant": Kind.CONSTANT,
}
"""What a field of a header or trailer may hold; `account_total` is the sum of the account numbers, of which the last
`width` digits are written: it tells when an account was altered on the way."""
OF_RETURNED = {
    "payment_id": Kind.TEXT,
    "amount_idr": Kind.AMOUNT,
    "code": Kind.TEXT,
    "account_number": Kind.DIGITS,
    "day": Kind.DATE,
    "number": Kind.INTEGER,
    "constant": Kind.CONSTANT,
    "ignored": Kind.IGNORED,
}
"""What a field of a returned line may hold; `day` is when it was paid, failed or came back."""
OF_RETURNED_BATCH = OF_BATCH | {"ignored": Kind.IGNORED}
MAY_BE_CUT = ("recipient", "address", "remark")
"""The fields of which a layout may let the end be cut off: nobody is found or paid by them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a line.

    `width`: signs, exactly where `pad` is given, else at most (None: any). `align` left or right; `pad` one sign or
    empty. `too_long`: refuse or cut. `decimals` 0 or 2 (always zeros), after `decimal_sign`; `thousands` is the sign
    between groups. `date_format` is made of YYYY or YY (of this century), MM and DD.
    """

    value: str
    kind: Kind
    constant: str = ""
    width: int | None = None
    align: str = "left"
    pad: str = ""
    too_long: str = "refuse"
    may_be_empty: bool = False
    decimals: int = 0
    decimal_sign: str = ""
    thousands: str = ""
    date_format: str = "YYYYMMDD"


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: an optional header, a line for each payment, an optional trailer."""

    fixed: bool
    encoding: str
    delimiter: str
    quote: str
    line_end: str
    header: tuple[Field, ...]
    payment: tuple[Field, ...]
    trailer: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """What a code of a return file means."""

    status: Status
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one payer: `sent` to it, `returned` by it (None: it returns none), and its `codes`."""

    layout_id: str
    title: Sentence
    sent: Form
    returned: Form | None
    codes: Mapping[str, Code]
    file: str
