from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from two_lists import NEW, OLD, few_keys, lists

from merata.errors import InputError, UsageError
from merata.programmes.lists.differences import applied, compare
from merata.programmes.lists.membership import membership_file, read_membership

FOUND = compare(OLD, NEW)
CONTENT = membership_file(FOUND, programme="pbi_jk", month="2025-08")


def test_the_file_that_is_sent() -> None:
    head, headings, *rows = CONTENT.decode().splitlines()
    assert head == (
        f"merata-membership/1,pbi_jk,2025-08,household_id,{FOUND.old_hash},{FOUND.new_hash},1,2700000,2550000,4"
    )
    assert headings == "perubahan,anggota,iuran_lama_rp,iuran_baru_rp,alasan_lama,alasan_baru"
    assert rows == [
        "masuk,K-5,,300000,,desil 3",
        "keluar,K-4,600000,,lansia,",
        "berubah,K-2,600000,750000,desil 2,desil 2",
        "berubah,K-3,900000,900000,desil 1,lansia",
    ]


@given(lists(few_keys), lists(few_keys))
def test_a_file_is_read_as_it_was_written_and_gives_the_new_list(old: pa.Table, new: pa.Table) -> None:
    found = compare(old, new)
    content = membership_file(found, programme="pip", month="2025-12")
    programme, month, back = read_membership(content, "f.csv")
    assert (programme, month, back) == ("pip", "2025-12", found)
    assert applied(old, back) == new.sort_by("household_id")
    assert membership_file(back, programme="pip", month="2025-12") == content


def test_no_cell_is_a_formula_or_a_number_to_round() -> None:
    new = pa.table({"household_id": ["=1+1", "12345678901234"], "reason": ["@SUM(A1)", "-x"]})
    content = membership_file(compare(new.slice(0, 0), new), programme="pip", month="2025-12").decode()
    assert content.splitlines()[2:] == ["masuk,'12345678901234,,,,'-x", "masuk,'=1+1,,,,'@SUM(A1)"]


def test_text_that_would_come_back_otherwise_is_refused() -> None:
    for reason in ("'x", "", "a\nb"):
        new = pa.table({"household_id": ["A"], "reason": [reason]})
        with pytest.raises(InputError, match="cannot be written"):
            membership_file(compare(new.slice(0, 0), new), programme="pip", month="2025-12")


@pytest.mark.parametrize("month", ["2025-13", "2025-1", "Agustus"])
def test_a_month_is_a_month(month: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM"):
        membership_file(FOUND, programme="pip", month=month)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"merata-membership/1", b"merata-membership/2", "not such a file"),
        (b"anggota", b"nama", "not such a file"),
        (b"keluar,K-4,600000,,lansia,\r\n", b"", "cut off or added to"),
        (b"keluar,K-4", b"pergi,K-4", "not a change of a membership"),
        (b"masuk,K-5,,300000", b"masuk,K-5,,300rb", "not an amount"),
        (b"desil 3", b"desil \xff", "CSV in UTF-8"),
        (b"desil 3", b'"desil 3', "CSV in UTF-8"),
    ],
)
def test_a_file_that_was_altered_is_refused(old: bytes, new: bytes, problem: str) -> None:
    assert old in CONTENT
    with pytest.raises(InputError) as refused:
        read_membership(CONTENT.replace(old, new, 1), "f.csv")
    assert problem in str(refused.value)


def test_an_amount_altered_on_the_way_is_noticed_when_it_is_taken_over() -> None:
    _, _, altered = read_membership(CONTENT.replace(b"300000", b"900000"), "f.csv")
    with pytest.raises(InputError, match="was altered"):
        applied(OLD, altered)
