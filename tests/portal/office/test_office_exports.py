from __future__ import annotations

import csv
import io

import pytest

from merata_portal.office.exports import PART_ROWS, csv_response, download


def content(name: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    return b"".join(csv_response(name, header, rows))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_no_cell_of_text_begins_a_formula(text: str) -> None:
    shown = content("x", ("a",), [(text,)]).decode("utf-8-sig")
    assert [row["a"] for row in csv.DictReader(io.StringIO(shown, newline=""))] == [f"'{text}"]


def test_no_column_is_called_a_formula() -> None:
    assert content("x", ("=1+1", "b"), [("a", "c")]).decode("utf-8-sig").splitlines() == ['"\'=1+1","b"', '"a","c"']


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    shown = content("x", ("n", "t", "none"), [(-5, "a", None), (149_856_000_000, 'say "so", yes', None)])
    assert shown.decode("utf-8-sig").splitlines()[1:] == ['-5,"a",', '149856000000,"say ""so"", yes",']


def test_a_number_of_sixteen_digits_in_text_is_not_rounded() -> None:
    assert content("x", ("t",), [("9905010101800001",)]).decode("utf-8-sig").splitlines()[1] == '"\'9905010101800001"'


def test_many_rows_come_in_pieces_all_of_them() -> None:
    response = csv_response("x", ("n",), ((number,) for number in range(2 * PART_ROWS + 1)))
    pieces = list(response)
    assert len(pieces) == 4
    assert b"".join(pieces).decode("utf-8-sig").split() == ['"n"', *map(str, range(2 * PART_ROWS + 1))]


def test_a_download_has_a_name_and_no_cache_keeps_it() -> None:
    response = download("penduduk-35.05", [b"x"])
    assert response["Content-Disposition"] == 'attachment; filename="penduduk-35.05.csv"'
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
