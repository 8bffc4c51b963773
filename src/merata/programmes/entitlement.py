"""What an eligible household is entitled to: whole rupiah a year, in how many payments, and what fits a ceiling.

Amounts are integers from the rulebook on; a product with a number of times that does not come out even is cut to the
rupiah below, once, and every sharing out afterwards adds up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.programmes.cel.syntax import MAX_INT
from merata.programmes.rules.rulebook import Amount, Component, Rulebook, Value

Rupiah = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AnnualBenefit:
    """A benefit in the values of one day.

    `household_idr` is what a household is paid a year, or the value of what it is given; `quantity` in `unit` is how
    much that is. `components`, the highest annual amount first (of equal ones that written first), are those by member
    or by level; of the members at most `members_max` count. `instalments` are the payments a year.
    """

    household_idr: int
    quantity: Fraction | None
    unit: str | None
    components: tuple[tuple[Component, int], ...]
    members_max: int | None
    instalments: int


def annual_benefit(book: Rulebook, values: Mapping[str, Value]) -> AnnualBenefit:
    """The benefit of `book` where its parameters have `values`.

    Raises `InputError` where a household could be given more than 2^53 − 1 rupiah a year, which is not exact in every
    engine (with members that no cap limits: where one member could).
    """
    benefit = book.benefit
    paid = benefit.household
    priced = [(component, _product(values, component.amount, component.times)) for component in benefit.components]
    household_idr = _worth(paid, values) if paid is not None else 0
    capped = _whole(values, benefit.members_max) if benefit.members_max else 1
    most = max([household_idr, *(amount * capped for _, amount in priced)])
    if most > MAX_INT:
        raise InputError(
            f"{book.file}: programme {book.programme_id} gives a household up to {most:,} rupiah a year; expected at "
            f"most {MAX_INT:,} (2^53 − 1), beyond which amounts are not exact: correct its amounts or times"
        )
    return AnnualBenefit(
        household_idr=household_idr,
        quantity=_exact(values, paid.quantity, paid.times) if paid is not None and paid.quantity else None,
        unit=None if paid is None else paid.unit,
        components=tuple(sorted(priced, key=lambda one: -one[1])),
        members_max=capped if benefit.members_max else None,
        instalments=benefit.instalments or _payments(book, values),
    )


def _payments(book: Rulebook, values: Mapping[str, Value]) -> int:
    """As many payments a year as the benefit is given times; components that differ are paid once."""
    amounts = [book.benefit.household] if book.benefit.household else list(book.benefit.components)
    times = {one.times for one in amounts}
    name = times.pop() if len(times) == 1 else None
    return max(_whole(values, name), 1) if name else 1


def _worth(paid: Amount, values: Mapping[str, Value]) -> int:
    if paid.amount is not None:
        return _product(values, paid.amount, paid.times)
    return int(_exact(values, paid.quantity, paid.price, paid.times))


def _product(values: Mapping[str, Value], *names: str | None) -> int:
    return int(_exact(values, *names))


def _exact(values: Mapping[str, Value], *names: str | None) -> Fraction:
    product = Fraction(1)
    for name in names:
        if name is not None:
            product *= Fraction(str(values[name]))
    return product


def _whole(values: Mapping[str, Value], name: str) -> int:
    return int(_exact(values, name))


def instalments(annual_idr: Rupiah, payments: int) -> Rupiah:
    """Each of n annual amounts as `payments` whole ones (n × payments) that add up to it.

    They differ by at most one rupiah, the larger ones first. Raises `UsageError` for less than one payment.
    """
    if payments < 1:
        raise UsageError(f"{payments} payments a year: expected 1 or more")
    each, left = np.divmod(annual_idr, payments)
    return np.asarray(each[:, None] + (np.arange(payments) < left[:, None]), dtype=np.int64)


def payment_of(day: date, payments: int) -> int:
    """The first payment (from 1) of who joins on `day`, where the year's `payments` are spread evenly over its months.

    It is that of the period in which the first of the month falls: who joins within a period gets its payment whole, as
    stages and premiums are paid, and what is given once a year is not cut. Raises `UsageError` for less than one
    payment.
    """
    if payments < 1:
        raise UsageError(f"{payments} payments a year: expected 1 or more")
    return (day.month - 1) * payments // 12 + 1


def prorated(annual_idr: Rupiah, payments: int, first: int) -> Rupiah:
    """What is left of n annual amounts for who joins at payment `first` (1: the whole year) of `payments`.

    Raises `UsageError` where `first` is not one of the payments.
    """
    if not 1 <= first <= payments:
        raise UsageError(f"payment {first} of {payments}: expected one from 1 to {payments}")
    return np.asarray(instalments(annual_idr, payments)[:, first - 1 :].sum(axis=1), dtype=np.int64)


def scaled_to(ceiling_idr: int, amount_idr: Rupiah) -> Rupiah:
    """`amount_idr` (n) cut in proportion so that it sums to exactly `ceiling_idr`; as it is where that suffices.

    By the largest remainder, of equal remainders the first; exact in integers, so no amount is cut below zero or
    grows. Raises `UsageError` for a negative ceiling or amount.
    """
    if ceiling_idr < 0 or (amount_idr < 0).any():
        raise UsageError("a ceiling and amounts are 0 rupiah or more")
    # Python's integers: neither a large sum of rupiah nor a product of two fits 64 bits.
    distinct, place, count = np.unique(amount_idr, return_inverse=True, return_counts=True)
    total = sum(int(amount) * int(times) for amount, times in zip(distinct, count, strict=True))
    if total <= ceiling_idr:
        return amount_idr.copy()
    quotas = [divmod(int(amount) * ceiling_idr, total) for amount in distinct]
    parts = np.array([whole for whole, _ in quotas], dtype=np.int64)[place]
    left_over = ceiling_idr - sum(whole * int(times) for (whole, _), times in zip(quotas, count, strict=True))
    by_remainder = {left: rank for rank, left in enumerate(sorted({left for _, left in quotas}, reverse=True))}
    rank = np.array([by_remainder[left] for _, left in quotas], dtype=np.int64)[place]
    served = np.lexsort((np.arange(place.size), rank))[:left_over]
    parts[served] += 1
    return np.asarray(parts, dtype=np.int64)
