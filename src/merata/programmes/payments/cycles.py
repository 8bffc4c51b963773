"""When a programme pays: the instalments of its rulebook as a calendar of working days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from merata.errors import UsageError
from merata.programmes.entitlement import AnnualBenefit
from merata.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Cycle:
    """One instalment: its number from 1, the period it is for, and its days.

    `frozen` is the day on which the list is closed, `pays` the first working day of the period, `ends` its last day,
    and `answered` the last day for the payer's return files.
    """

    number: int
    begins: date
    ends: date
    frozen: date
    pays: date
    answered: date


def calendar(
    payments: int,
    year: int,
    working: Calendar,
    *,
    freeze_days: int = 10,
    answer_days: int = 14,
) -> tuple[Cycle, ...]:
    """The `payments` instalments of `year`, each for an equal part of its months, as `entitlement.payment_of` has it.

    Where the months cannot be parted evenly, a period begins within a month, after as large a part of its days. The
    list is frozen `freeze_days` working days before it is paid, the payer answers within `answer_days` working days
    after. Raises `UsageError` for less than one instalment, for so many that a period would have no day, and for
    negative days.
    """
    if payments < 1:
        raise UsageError(f"{payments} payments a year: expected 1 or more")
    if freeze_days < 0 or answer_days < 0:
        raise UsageError(f"{freeze_days} and {answer_days} working days: expected 0 or more")
    begins = [_begin(year, number, payments) for number in range(1, payments + 2)]
    if len(set(begins)) < len(begins):
        raise UsageError(f"{payments} payments a year: a period would have no day; expected fewer")
    cycles = []
    for number, (begin, after) in enumerate(pairwise(begins), start=1):
        pays = working.after(begin, 0)
        frozen = working.before(pays, freeze_days)
        answered = working.after(pays, answer_days)
        cycles.append(Cycle(number, begin, after - timedelta(days=1), frozen, pays, answered))
    return tuple(cycles)


def _begin(year: int, number: int, payments: int) -> date:
    """The first day of that period; of the one after the last, the first day of the next year."""
    months, rest = divmod((number - 1) * 12, payments)
    years, month = divmod(months, 12)
    first = date(year + years, month + 1, 1)
    # Rounded up: a period that begins after the first of a month is not that of who joins on it.
    return first + timedelta(days=-(-rest * monthrange(first.year, first.month)[1] // payments))


def calendar_of(benefit: AnnualBenefit, year: int, working: Calendar) -> tuple[Cycle, ...]:
    """The calendar of a rulebook's benefit, by its instalments."""
    return calendar(benefit.instalments, year, working)


def due(cycles: Collection[Cycle], on: date) -> tuple[Cycle, ...]:
    """The cycles whose list is frozen by `on` and that the payer has still time to answer."""
    return tuple(cycle for cycle in cycles if cycle.frozen <= on <= cycle.answered)
