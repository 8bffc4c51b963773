from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_payments import BANK, POST

from merata.errors import InputError
from merata.programmes.payments.cells import CellError
from merata.programmes.payments.lines import Line, apart, joined, lines_of, standing

FORM = BANK.sent
BARE = replace(FORM, quote="")


def test_a_cell_with_delimiter_or_quote_is_quoted() -> None:
    assert standing(FORM, "a;b") == '"a;b"'
    assert standing(FORM, 'a"b') == '"a""b"'
    assert standing(FORM, "a b") == "a b"
    assert standing(BARE, 'a"b') == 'a"b'
    assert standing(POST.sent, 'a;"b') == 'a;"b'


def test_what_cannot_stand_in_a_line_is_refused() -> None:
    with pytest.raises(CellError, match="holds ';'"):
        standing(BARE, "a;b")
    with pytest.raises(CellError, match="'Ö' does not exist in ascii"):
        standing(FORM, "JÖKO")


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=6), min_size=2, max_size=6))
def test_a_line_comes_apart_as_it_was_joined(cells: list[str]) -> None:
    line = joined(FORM, [standing(FORM, cell) for cell in cells])
    assert apart(FORM, line, [0] * len(cells)) == cells


def test_a_fixed_line_is_parted_by_widths() -> None:
    assert apart(POST.sent, "1ab  c", [1, 4, 1]) == ["1", "ab  ", "c"]


@pytest.mark.parametrize(
    ("form", "text", "widths"),
    [(FORM, "a;b", [0]), (FORM, "a", [0, 0]), (FORM, 'a;"b', [0, 0]), (FORM, "a\rb;c", [0, 0]),
     (POST.sent, "abc", [2]), (POST.sent, "a", [2])],
)  # fmt: skip
def test_a_line_of_another_length_is_refused(form, text: str, widths: list[int]) -> None:
    with pytest.raises(CellError, match="a line"):
        apart(form, text, widths)


def test_lines_may_end_either_way_and_empty_ones_are_counted() -> None:
    assert lines_of(b"a\r\n\r\nb\nc", FORM, "f") == ([Line(1, "a"), Line(3, "b"), Line(4, "c")], 1)
    assert lines_of(b"\xef\xbb\xbfa\n", replace(FORM, encoding="utf-8"), "f") == ([Line(1, "a")], 0)
    assert lines_of(b"", FORM, "f") == ([], 0)


def test_bytes_of_another_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(InputError, match="text in ascii") as refused:
        lines_of("a\nÖ\n".encode(), FORM, "f.txt")
    assert refused.value.faults[0].row == 2
