from __future__ import annotations

from pathlib import Path

import pytest
from invented_payments import BANK, BATCH, written_layout

from merata.errors import InputError, UsageError
from merata.programmes.payments.layout import Kind
from merata.programmes.payments.loading import available, layout, loads, text_of
from merata.programmes.payments.status import Status
from merata.programmes.payments.writing import write_batch

OWN = """\
layout: bank_x
title: {id: Bank X, en: Bank X}
sent:
  form: delimited
  encoding: cp1252
  delimiter: "|"
  line_end: lf
  payment:
    - {value: payment_id, width: 10}
    - {value: amount_idr, decimals: 2, decimal_sign: ",", thousands: "."}
    - {value: recipient, width: 4, too_long: cut}
returned:
  form: delimited
  encoding: cp1252
  delimiter: "|"
  payment:
    - {value: payment_id}
    - {value: amount_idr}
    - {value: code}
codes:
  "00": {status: paid, id: dibayarkan, en: paid}
"""


def faults_of(folder: Path, *changes: tuple[str, str]) -> list[tuple[int | None, str | None, str]]:
    text = OWN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(InputError) as refused:
        written_layout(folder, text)
    return [(fault.row, fault.column, fault.problem) for fault in refused.value.faults]


def test_the_layouts_that_come_along() -> None:
    assert available() == ["bank_umum", "pos_umum"]
    post = layout("pos_umum")
    assert post.sent.fixed
    assert [field.width for field in post.sent.payment] == [1, 8, 20, 30, 40, 13, 15, 8]
    assert BANK.codes["90"].status is Status.RETURNED
    assert not [code for code in (*BANK.codes.values(), *post.codes.values()) if code.reason.id == code.reason.en]


def test_a_layout_of_ones_own(tmp_path: Path) -> None:
    own = written_layout(tmp_path, OWN)
    assert [field.kind for field in own.sent.payment] == [Kind.TEXT, Kind.AMOUNT, Kind.TEXT]
    assert write_batch(BATCH, own).decode() == (
        "B-1|600.000,00|SITI\nB-2|600.000,00|SUTR\nB-3|900.000,00|WATI\nB-4|1.250.000,00|JOKO\n"
    )
    assert layout(tmp_path / "own.yaml").layout_id == "bank_x"


def test_no_such_layout() -> None:
    with pytest.raises(UsageError, match="bank_umum"):
        layout("bank_umun")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        layout(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("layout: bank_x", "layout: Bank X"), (1, "layout", "missing or not a name")),
        (("en: Bank X", "fr: Bank X"), (2, "title.fr", "unknown key")),
        (("form: delimited", "form: free"), (4, "sent.form", "unknown or missing")),
        (("encoding: cp1252", "encoding: utf-16"), (5, "sent.encoding", "unknown or missing")),
        (('delimiter: "|"', 'delimiter: "||"'), (6, "sent.delimiter", "not one sign")),
        (('delimiter: "|"', "delimiter: a"), (6, "sent.delimiter", "not one sign")),
        (('delimiter: "|"', 'delimiter: "|"\n  quote: "|"'), (7, "sent.quote", "the same as the delimiter")),
        (("line_end: lf", "line_end: cr"), (7, "sent.line_end", "unknown or missing")),
        (("value: payment_id, width: 10", "value: remark, width: 10"), (8, "sent.payment", "no field payment_id")),
        (("width: 10", "width: 10, may_be_empty: true"), (8, "sent.payment", "payment_id may be empty")),
        (("value: recipient", "value: name"), (11, "sent.payment.2.value", "unknown or missing")),
        (("value: recipient", "value: payment_id"), (11, "sent.payment.2.value", "stands twice in the line")),
        (("{value: code}", "{value: count}"), (19, "returned.payment.2.value", "unknown or missing")),
        (("codes:", "codez:"), (20, "codez", "unknown key")),
        (('"00":', "00:"), (21, "codes.00", "a code that is not text")),
        (("status: paid", "status: sent"), (21, "codes.00.status", "unknown or missing")),
        (("status: paid", "status: failed"), (20, "codes", "no code says that a payment was paid")),
        (("id: dibayarkan, ", ""), (21, "codes.00.id", "missing or empty")),
        (("line_end: lf", "line_end: lf\n  header: []"), (8, "sent.header", "no fields")),
        (("line_end: lf", "line_end: lf\n  footer: []"), (8, "sent.footer", "unknown key")),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, change: tuple[str, str], fault: tuple[int, str, str]) -> None:
    assert fault in faults_of(tmp_path, change)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults_of(tmp_path, ("form: delimited", "form: free"), ("width: 10", "width: 0"), ("status: paid", "x: y"))
    assert {(4, "sent.form"), (9, "sent.payment.0.width"), (21, "codes.00.x"), (21, "codes.00.status")} <= {
        fault[:2] for fault in found
    }


def test_a_fixed_layout_has_bytes_for_widths_and_no_delimiter(tmp_path: Path) -> None:
    found = faults_of(tmp_path, ("form: delimited", "form: fixed"), ("encoding: cp1252", "encoding: utf-8"))
    assert (5, "sent.encoding", "widths in signs and in bytes would differ") in found
    assert (6, "sent.delimiter", "has no meaning in a fixed layout") in found
    assert (10, "sent.payment.1.width", "missing or not a width") in found


def test_codes_without_returned_files_have_no_meaning(tmp_path: Path) -> None:
    start, end = OWN.index("returned:"), OWN.index("codes:")
    with pytest.raises(InputError, match="without returned"):
        written_layout(tmp_path, OWN[:start] + OWN[end:])
    assert written_layout(tmp_path, OWN[:start]).returned is None


def test_the_layout_that_the_documents_show_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "payment-files.md").read_text(encoding="utf-8")
    shown = written_layout(tmp_path, page.split("```yaml\n")[1].split("```")[0])
    assert b"B-3|0012345680|WATI, Hj.|900.000,00\r\n" in write_batch(BATCH, shown)


@pytest.mark.parametrize("name", available())
def test_a_layout_is_the_same_from_its_own_text(name: str) -> None:
    assert loads(text_of(name), f"{name}.yaml") == layout(name)


def test_a_text_that_is_no_layout_is_told_by_its_name() -> None:
    with pytest.raises(InputError, match="the layout of the batch has faults"):
        loads("layout: x", "of the batch")
    with pytest.raises(UsageError, match="bank_umum"):
        text_of("bank_khusus")
