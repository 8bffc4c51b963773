"""Payments and what is left of a year, in words."""

from __future__ import annotations

from datetime import date

import pytest

from merata.cli.eligible_payments import Remaining, joining, payments_idr, payments_text, remaining_text
from merata.errors import UsageError


def test_what_is_left_in_words() -> None:
    day = date(2025, 7, 1)
    last = remaining_text(Remaining(2, 2, 130_000, 10.0), "kg", day)
    assert last.endswith("Rp 130,000; 10 kg; pembayaran 2 dari 2 / payments 2 of 2")
    once = remaining_text(Remaining(1, 1, 20_000_000, None), None, day)
    assert once.endswith("Rp 20,000,000; sekali setahun, tidak dipotong / once a year, not cut")


def test_payments_that_differ_by_a_rupiah_are_both_shown() -> None:
    assert payments_text(payments_idr(1_000_000, 3)) == "1 × Rp 333,334, 2 × Rp 333,333"
    assert payments_idr(0, 3) == []


def test_a_day_is_one_of_the_year_of_the_rules() -> None:
    on = date(2025, 7, 1)
    assert joining(date(2025, 12, 31), on) == date(2025, 12, 31)
    assert joining(None, on) is None
    with pytest.raises(UsageError, match="--from 2024-12-31 is not in 2025"):
        joining(date(2024, 12, 31), on)
