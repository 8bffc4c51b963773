from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from invented_payments import BANK, BATCH, DAY, POST, batches_of_any_kind, written_layout

from merata.errors import InputError
from merata.programmes.payments.layout import Layout
from merata.programmes.payments.payment import Batch, Payment
from merata.programmes.payments.reading import read_batch
from merata.programmes.payments.writing import write_batch


def test_the_file_of_a_bank_sign_by_sign() -> None:
    assert write_batch(BATCH, BANK).decode() == (
        "H;SP2D-7;20250701;4;3350000\r\n"
        "D;1;B-1;0012345678;SITI AMINAH;600000;\r\n"
        "D;2;B-2;0012345679;SUTRISNO;600000;\r\n"
        "D;3;B-3;0012345680;WATI, Hj.;900000;\r\n"
        "D;4;B-4;0012345681;JOKO;1250000;\r\n"
        "T;4;3350000;49382718\r\n"  # 12345678 + 12345679 + 12345680 + 12345681
    )


def test_the_file_of_a_post_office_sign_by_sign() -> None:
    name = "SITI AMINAH BINTI ABDULLAH AL-HADRAMI"
    payment = Payment("B-1", 600_000, name, address="Dusun Krajan", village_code="35.05.01.2001", due=date(2025, 9, 30))
    assert write_batch(Batch("SP2D-7", DAY, (payment,)), POST).decode() == (
        "0SP2D-7              01072025" + "00000001" + "00000000060000000" + "\r\n"
        "100000001B-1                 SITI AMINAH BINTI ABDULLAH AL-Dusun Krajan                            "
        "35.05.01.2001" + "000000060000000" + "30092025\r\n"
        "9" + "00000001" + "00000000060000000" + "\r\n"
    )


def test_every_value_that_does_not_fit_is_named_with_payment_and_field_and_nobody_is_shown() -> None:
    wrong = Batch("SP2D-7", DAY, (
        Payment("B-1", 600_000, "N" * 36, "0012345678"),
        Payment("B-2", 600_000, "JÖKO", "00-12-345678"),
        Payment("B-3", 600_000, "WATI", ""),
    ))  # fmt: skip
    with pytest.raises(InputError) as refused:
        write_batch(wrong, BANK)
    faults = [(fault.row, fault.column, fault.value, fault.problem) for fault in refused.value.faults]
    assert faults == [
        (1, "recipient", None, "payment B-1: 36 signs are too long"),
        (2, "account_number", "•••••••••678", "payment B-2: would be read back as another value"),
        (2, "recipient", None, "payment B-2: the sign 'Ö' does not exist in ascii"),
        (3, "account_number", "", "payment B-3: empty"),
    ]


def test_a_batch_of_nothing_or_with_a_payment_twice_is_refused() -> None:
    with pytest.raises(InputError, match="no payment"):
        write_batch(Batch("X", DAY, ()), BANK)
    with pytest.raises(InputError, match="stands there already"):
        write_batch(replace(BATCH, payments=(*BATCH.payments, BATCH.payments[0])), BANK)


def test_a_sum_too_long_for_the_trailer_is_refused(tmp_path: Path) -> None:
    narrow = written_layout(
        tmp_path,
        """
layout: narrow
title: {id: sempit, en: narrow}
sent:
  form: fixed
  encoding: ascii
  payment: [{value: payment_id, width: 3}, {value: amount_idr, width: 7}]
  trailer: [{value: total_idr, width: 6}]
""",
    )
    with pytest.raises(InputError, match="the trailer: 7 signs are too long"):
        write_batch(BATCH, narrow)


def carried(batch: Batch, layout: Layout) -> Batch:
    """What of a batch the fields of a layout hold, longer text cut as they say."""
    fields = {field.value: field for field in layout.sent.payment}

    def of(payment: Payment) -> Payment:
        def text(name: str) -> str:
            return getattr(payment, name)[: fields[name].width].rstrip() if name in fields else ""

        names = ("payment_id", "recipient", "account_number", "address", "village_code", "remark")
        due = payment.due if "due" in fields else None
        return Payment(amount_idr=payment.amount_idr, due=due, **{name: text(name) for name in names})

    return replace(batch, payments=tuple(map(of, batch.payments)))


@pytest.mark.parametrize("layout", [BANK, POST], ids=["bank", "post"])
@given(batch=batches_of_any_kind)
def test_a_file_gives_its_batch_back(layout: Layout, batch: Batch) -> None:
    content = write_batch(batch, layout)
    back = read_batch(content, layout, "f")
    assert back == carried(batch, layout)
    assert write_batch(back, layout) == content
