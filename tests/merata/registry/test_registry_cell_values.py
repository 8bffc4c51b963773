"""Cells as dates, codes, villages and deciles."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from merata.registry.cell_values import coded, dates, deciles, sizes, village_codes
from merata.registry.layouts import layouts

ON = date(2026, 1, 1)


@pytest.mark.parametrize(
    "cell",
    ["1990-08-17", "1990/8/17", "17-08-1990", "17/8/1990", "17.08.1990", "17 Agustus 1990", "17-Agu-1990",
     "1990-08-17 00:00:00", " 17-08-1990 "],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(cell: str) -> None:
    values, wrong = dates(pa.array([cell]), on=ON)
    assert (values.to_pylist(), wrong.tolist()) == ([date(1990, 8, 17)], [False])


@pytest.mark.parametrize(
    "cell",
    [
        "1990-02-30",
        "12/31/1990",
        "17-08-90",
        "2026-01-02",
        "1890-01-01",
        "33102",
        "1990",
        "17 Augustus 1990",
        "kemarin",
    ],
)
def test_an_impossible_date_is_wrong_and_not_guessed(cell: str) -> None:
    values, wrong = dates(pa.array([cell]), on=ON)
    assert (values.to_pylist(), wrong.tolist()) == ([None], [True])


def test_nobody_is_born_after_the_day_of_the_check_but_on_it() -> None:
    assert dates(pa.array(["2026-01-01"]), on=ON)[0].to_pylist() == [ON]


@pytest.mark.parametrize("cell", [None, "", "-", "0000-00-00", "NULL"])
def test_no_date_is_no_fault(cell: str | None) -> None:
    values, wrong = dates(pa.array([cell], pa.string()), on=ON)
    assert (values.to_pylist(), wrong.tolist()) == ([None], [False])


def test_codes_are_folded_and_those_that_no_list_has_are_wrong() -> None:
    sex = layouts()["siksng"].fields["sex"]
    cells = pa.array(["L", "laki - laki", "1", "2.0", "PEREMPUAN", "-", None, "X", "3"])
    values, wrong = coded(cells, sex)
    assert values.to_pylist() == ["male", "male", "male", "female", "female", None, None, None, None]
    assert wrong.tolist() == [False] * 7 + [True, True]


def test_a_village_code_is_kemendagris_and_a_bps_code_is_not_taken_for_one() -> None:
    cells = pa.array(["3505012001", "35.05.01.2001", "35.72.01.1003", "3505010001", "350501200", "abc", None])
    values, wrong = village_codes(cells)
    assert values.to_pylist() == ["35.05.01.2001", "35.05.01.2001", "35.72.01.1003", None, None, None, None]
    assert wrong.tolist() == [False, False, False, True, True, True, False]


def test_deciles_are_exact_grouped_or_undetermined() -> None:
    spec = layouts()["siksng"].fields["desil"]
    cells = pa.array(
        ["1", "10", "05", "Desil 4", "3.0", "6-10", "desil 6 - 10", ">5", "0", "Belum ditentukan", None, "11", "-1"]
    )
    values, wrong, grouped = deciles(cells, spec)
    assert values.to_pylist() == [1, 10, 5, 4, 3, None, None, None, None, None, None, None, None]
    assert grouped.tolist() == [False] * 5 + [True] * 3 + [False] * 5
    assert wrong.tolist() == [False] * 11 + [True, True]


def test_sizes_are_whole_and_possible() -> None:
    values, wrong = sizes(pa.array(["1", "4.0", "60", "0", "61", "empat", None]))
    assert values.to_pylist() == [1, 4, 60, None, None, None, None]
    assert wrong.tolist() == [False, False, False, True, True, True, False]
