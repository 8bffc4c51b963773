from __future__ import annotations

import pytest
from invented_payments import BATCH, PAYMENTS

from merata.errors import InputError
from merata.programmes.payments.payment import MOST_IDR, Payment, distinct, masked_account


@pytest.mark.parametrize(
    ("number", "shown"), [("0012345678", "•••••••678"), ("1234", "••34"), ("123", "••3"), ("1", "•"), ("", "")]
)
def test_an_account_shows_its_last_three_signs_and_never_more_than_half(number: str, shown: str) -> None:
    assert masked_account(number) == shown


def test_a_batch_adds_up() -> None:
    assert BATCH.total_idr == 600_000 + 600_000 + 900_000 + 1_250_000


def test_all_that_cannot_be_paid_is_told_at_once() -> None:
    wrong = (
        *PAYMENTS,
        Payment("B-1", 1),
        Payment("", 1),
        Payment("Z", 0),
        Payment("Y", -5),
        Payment("X", MOST_IDR + 1),
    )
    with pytest.raises(InputError) as refused:
        distinct(wrong, "list")
    assert [(fault.row, fault.column, fault.value) for fault in refused.value.faults] == [
        (5, "payment_id", "B-1"),
        (6, "payment_id", None),
        (7, "amount_idr", "0"),
        (8, "amount_idr", "-5"),
        (9, "amount_idr", str(MOST_IDR + 1)),
    ]


def test_the_greatest_exact_amount_can_be_paid() -> None:
    assert list(distinct((Payment("X", MOST_IDR),), "list")) == ["X"]
