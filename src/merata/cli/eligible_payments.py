"""A year's entitlement as payments, and what is left of it for who joins within the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np

from merata.cli.amounts import rupiah
from merata.errors import UsageError
from merata.programmes.assessment.assessment import Assessment
from merata.programmes.entitlement import instalments, payment_of, prorated


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a year's payments from payment `first` on: rupiah, and what is given in kind (None: nothing)."""

    first: int
    payments: int
    entitled_idr: int
    quantity: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def joining(day: date | None, on: date) -> date | None:
    """`day`, on which somebody joins; `UsageError` where the rules that are applied are those of another year."""
    if day is not None and day.year != on.year:
        raise UsageError(f"--from {day} is not in {on.year}, the year of the rules; name a day of it, or another --on")
    return day


def payments_idr(annual_idr: int, payments: int) -> list[int]:
    """A year's rupiah as its payments; none where nothing is paid."""
    paid: list[int] = instalments(np.array([annual_idr]), payments)[0].tolist() if annual_idr else []
    return paid


def remaining_idr(assessment: Assessment, joins: date) -> int:
    """Rupiah that all eligible households together would get in the rest of the year if they joined on that day."""
    payments = assessment.benefit.instalments
    return int(prorated(assessment.entitled_idr, payments, payment_of(joins, payments)).sum())


def remaining(assessment: Assessment, row: int, joins: date) -> Remaining:
    """What the household in that row would get in the rest of the year if it joined on that day."""
    benefit = assessment.benefit
    first = payment_of(joins, benefit.instalments)
    entitled = assessment.entitled_idr[row : row + 1]
    left_idr = int(prorated(entitled, benefit.instalments, first)[0])
    share = Fraction(benefit.instalments - first + 1, benefit.instalments)
    quantity = None if benefit.quantity is None or not entitled[0] else float(benefit.quantity * share)
    return Remaining(first, benefit.instalments, left_idr, quantity)


def payments_text(paid: Sequence[int]) -> str:
    """Payments in words, equal ones together: `4 × Rp 225,000`."""
    return ", ".join(f"{len(list(same))} × {rupiah(amount)}" for amount, same in groupby(paid))


def remaining_text(left: Remaining, unit: str | None, joins: date) -> str:
    """What is left of the year in words, Indonesian first and English beside it."""
    in_kind = "" if left.quantity is None else f"; {left.quantity:g} {unit}"
    opening = f"Bila bergabung {joins} / who joins then: {rupiah(left.entitled_idr)}{in_kind}"
    if left.payments == 1:
        return f"{opening}; sekali setahun, tidak dipotong / once a year, not cut"
    which = str(left.first) if left.first == left.payments else f"{left.first}–{left.payments}"
    return f"{opening}; pembayaran {which} dari {left.payments} / payments {which} of {left.payments}"
