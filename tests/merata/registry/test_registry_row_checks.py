"""Rows checked one by one: what keeps a row out, what is only a warning, and what becomes of both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_export import HEAD, ON, VILLAGES, WIFE, opened, with_cell

from merata.registry.findings import KINDS, Severity
from merata.registry.household_cells import HOUSING
from merata.registry.record import RECORD
from merata.registry.row_checks import Checked, check_rows


def checked(folder: Path, *rows: str) -> Checked:
    export, chunk = opened(folder, *rows)
    return check_rows(chunk, export.recognition, on=ON, villages=VILLAGES)


def codes(found: Checked) -> list[str]:
    return found.findings["code"].to_pylist()


def test_sound_rows_come_typed(tmp_path: Path) -> None:
    found = checked(tmp_path, HEAD, WIFE)
    assert found.accepted.schema == RECORD
    assert (found.rows, found.faulty.num_rows, codes(found)) == (2, 0, ["desil_grouped"])
    head, wife = found.accepted.to_pylist()
    assert head | {"row": 2} == {
        "row": 2, "sheet": None, "nik": "3505990101800001", "kk": "3505990101100001", "name": "BUDI", "sex": "male",
        "birth_date": date(1980, 1, 1), "relation": "head", "village_code": "35.05.01.2001", "desil": 3,
        "desil_grouped": False, "died": None, "moved_out": None, "inactive": None, "size": None, "address": None,
        "source_household_id": None, "source_person_id": None, "event_date": None, "programme": None, "year": None,
        "annual_idr": None, **dict.fromkeys(HOUSING),
    }  # fmt: skip
    assert (wife["sex"], wife["relation"], wife["desil"], wife["desil_grouped"], wife["died"]) == (
        "female", "spouse", None, True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("NIK", "350599010180000", "nik_form"),
        ("NIK", "3.50599E+15", "number_damaged"),
        ("NOKK", "3505990101100001.0", "number_damaged"),
        ("NOKK", "35059901", "kk_form"),
        ("NOKK", "", "household_missing"),
        ("Nama", "", "name_missing"),
        ("Nama", "=HYPERLINK(1)", "formula"),
        ("Nama", "@SUM(A1)", "formula"),
        ("Nama", "+cmd|' /C calc'!A0", "formula"),
        ("Nama", "'=1+1", "formula"),
        ("tgl_lahir", "31-02-1980", "birth_date_impossible"),
        ("jenis_kelamin", "X", "sex_unknown"),
        ("hubungan_keluarga", "77", "relation_unknown"),
        ("id_desa", "", "village_missing"),
        ("id_desa", "3505010001", "village_form"),
        ("id_desa", "3505012002", "village_unknown"),
        ("desil", "12", "desil_unknown"),
        ("keterangan_meninggal", "mungkin", "flag_unknown"),
    ],
)
def test_a_fault_keeps_its_row_out_and_the_others_go_on(tmp_path: Path, column: str, value: str, code: str) -> None:
    found = checked(tmp_path, HEAD, with_cell(WIFE, column, value))
    assert found.accepted["row"].to_pylist() == [2]
    (fault,) = found.faults.to_pylist()
    assert (fault["row"], fault["column"], fault["code"], fault["severity"]) == (3, column, code, "fault")
    (row,) = found.faulty.to_pylist()
    assert row["alasan"] == f"{column}: {KINDS[code].id}"
    assert row["reason"] == f"{column}: {KINDS[code].en}"
    assert (row[column] or "") == value


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("NIK", "", "nik_missing"),
        ("NIK", "3572994202850002", "nik_issued_elsewhere"),
        ("NIK", "9905994202850002", "nik_region_unknown"),
        ("NIK", "3505997302850002", "nik_date_impossible"),
        ("tgl_lahir", "03-02-1985", "nik_date_mismatch"),
        ("tgl_lahir", "", "birth_date_missing"),
        ("jenis_kelamin", "L", "nik_sex_mismatch"),
    ],
)
def test_a_warning_keeps_no_row_out(tmp_path: Path, column: str, value: str, code: str) -> None:
    found = checked(tmp_path, with_cell(with_cell(WIFE, "desil", "4"), column, value))
    assert (found.accepted.num_rows, found.faulty.num_rows, codes(found)) == (1, 0, [code])
    assert KINDS[code].severity is Severity.WARNING


@pytest.mark.parametrize("year", ["1925", "2025"])
def test_a_nik_fits_either_century(tmp_path: Path, year: str) -> None:
    row = with_cell(with_cell(HEAD, "NIK", "3505990101250001"), "tgl_lahir", f"01-01-{year}")
    assert codes(checked(tmp_path, row)) == []


def test_all_faults_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    row = with_cell(with_cell(with_cell(HEAD, "NIK", "1"), "jenis_kelamin", "?x"), "desil", "99")
    found = checked(tmp_path, row)
    assert sorted(codes(found)) == ["desil_unknown", "nik_form", "sex_unknown"]
    assert found.faulty["alasan"][0].as_py().count("; ") >= 2


def test_rows_of_another_length_stand_among_the_faulty_in_their_place(tmp_path: Path) -> None:
    found = checked(tmp_path, "a,b", with_cell(HEAD, "Nama", ""), "c", HEAD)
    assert found.rows == 4
    assert found.accepted["row"].to_pylist() == [5]
    assert found.faulty["NOKK"].to_pylist() == ["a", "3505990101100001", "c"]
    assert [row["row"] for row in found.faults.to_pylist()] == [2, 3, 4]


def test_findings_never_show_a_number_or_a_name(tmp_path: Path) -> None:
    rows = [
        with_cell(HEAD, "NIK", "35059901018000011"),
        with_cell(WIFE, "Nama", "=RAHASIA"),
        with_cell(WIFE, "NIK", "9905994202850002"),
    ]
    shown = str(checked(tmp_path, *rows).findings.to_pylist())
    for secret in ("35059901018000011", "9905994202850002", "RAHASIA"):
        assert secret not in shown


def test_death_and_moving_are_read_from_whatever_says_so(tmp_path: Path) -> None:
    header = "nik,nama,masih_hidup_label,keterangan_meninggal,keterangan_pindah,is_nonaktif"
    rows = ["1,A,Meninggal,,,", ",B,Masih Hidup,,Pindah,0", ",C,,Meninggal,,1", ",D,,,,", ",E,Ya,Tidak,,"]
    export, chunk = opened(tmp_path, *rows, header=header)
    found = check_rows(chunk, export.recognition, on=ON)
    told = found.accepted.select(["name", "died", "moved_out", "inactive"]).to_pylist()
    assert [tuple(row.values()) for row in told] == [
        ("B", False, True, False), ("C", True, None, True), ("D", None, None, None), ("E", False, None, None),
    ]  # fmt: skip


def test_without_a_list_of_villages_only_the_form_counts(tmp_path: Path) -> None:
    export, chunk = opened(tmp_path, with_cell(HEAD, "id_desa", "3505012999"))
    assert check_rows(chunk, export.recognition, on=ON).accepted["village_code"].to_pylist() == ["35.05.01.2999"]


def test_every_kind_has_both_sentences_and_one_code() -> None:
    assert all(kind.id and kind.en and kind.code == code for code, kind in KINDS.items())
    assert len({kind.id for kind in KINDS.values()}) == len(KINDS)
