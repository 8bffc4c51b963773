"""Tables against their schemas and against each other; personal numbers never shown."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import Fault, InputError
from merata.tables.folder import Dataset
from merata.tables.folder_check import check_folder
from merata.tables.personal_numbers import masked

NIK = "35" + "05010101010001"
HASH = "0123456789abcdef0123456789abcdef"
PERSONS = "person_id,household_id,nik_hash,sex,birth_date,relation\n"
HOUSEHOLDS = "household_id,village_code,size\n"
VILLAGE = "35.05.01.2001"
VILLAGES = (
    "village_code,name,type,kecamatan_code,kecamatan,regency_code,regency,latitude,longitude,population\n"
    f"{VILLAGE},Tumpakkepuh,desa,35.05.01,Bakung,35.05,Blitar,-8.28,112.05,3400\n"
)


def faults_of(folder: Path, **files: str) -> list[Fault]:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return check_folder(folder).faults


def places(faults: list[Fault]) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(fault.file, fault.row, fault.column, fault.value) for fault in faults]


def test_all_faults_of_all_tables_come_in_one_run(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        households=HOUSEHOLDS + f"H1,{VILLAGE},0\nH2,35.05,2\n,{VILLAGE},x\n",
        poverty_lines="regency_code,year,line\n35.05,1066,1\n",
        persons=PERSONS + "P1,H1,,woman,2000-01-01,head\n",
    )
    assert set(places(found)) == {
        ("poverty_lines.csv", None, "line", None),
        ("poverty_lines.csv", None, "line_idr", None),
        ("poverty_lines.csv", 2, "year", "1066"),
        ("households.csv", 2, "size", "0"),
        ("households.csv", 3, "village_code", "35.05"),
        ("households.csv", 4, "household_id", None),
        ("households.csv", 4, "size", "x"),
        ("persons.csv", 2, "sex", "woman"),
    } | {("households.csv", row, "size", size) for row, size in ((2, "0"), (3, "2"))}
    assert all(fault.expected and fault.problem for fault in found)


def test_reading_a_table_with_faults_raises_them_all_and_drops_no_row(tmp_path: Path) -> None:
    (tmp_path / "households.csv").write_text(HOUSEHOLDS + f"H1,{VILLAGE},0\nH2,{VILLAGE},2\nH3,x,2\n")
    with pytest.raises(InputError) as caught:
        Dataset(tmp_path).read("households")
    assert [fault.row for fault in caught.value.faults] == [3 + 1, 2] or {f.row for f in caught.value.faults} == {2, 4}
    assert Dataset(tmp_path).read("households", ["household_id"]).num_rows == 3


@pytest.mark.parametrize("column", ["NIK", "no_kk", "Nomor_Induk_Kependudukan"])
def test_a_column_of_personal_numbers_does_not_belong(tmp_path: Path, column: str) -> None:
    content = HOUSEHOLDS.replace("size", f"size,{column}") + f"H1,{VILLAGE},1,{NIK}\n"
    (fault,) = faults_of(tmp_path, households=content)
    assert fault.column == column
    assert "personal numbers do not belong" in fault.problem
    assert fault.value is None


def test_a_personal_number_in_place_of_its_hash_is_masked(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, persons=PERSONS + f"P1,H1,{NIK},male,2000-01-01,head\n")
    assert fault.value == "35••••••••••••01"
    assert "personal number" in fault.problem


@pytest.mark.parametrize("value", ["3.50501E+15", '"3,50501E+15"', NIK + ".0", "3.505010101010001e15"])
@pytest.mark.parametrize("column", [0, 2])
def test_numbers_that_a_spreadsheet_made_floats_are_damaged_not_mended(tmp_path: Path, value: str, column: int) -> None:
    cells = ["P1", "H1", HASH, "male", "2000-01-01", "head"]
    cells[column] = value
    (fault,) = faults_of(tmp_path, persons=PERSONS + ",".join(cells) + "\n")
    assert (fault.row, fault.column) == (2, PERSONS.strip().split(",")[column])
    assert "damaged" in fault.problem
    assert "export it again as text" in fault.problem
    assert "50501" not in (fault.value or "")


@pytest.mark.parametrize("value", [int(NIK), float(NIK), 35050101])
def test_a_hash_that_is_a_number_cell_of_a_sheet_is_damaged(tmp_path: Path, value: float) -> None:
    book = openpyxl.Workbook()
    for row in (PERSONS.strip().split(","), ["P1", "H1", value, "male", "2000-01-01", "head"]):
        book.active.append(row)
    book.save(tmp_path / "persons.xlsx")
    (fault,) = check_folder(tmp_path).faults
    assert (fault.row, fault.column) == (2, "nik_hash")
    assert "damaged" in fault.problem
    assert NIK not in str(fault)


@pytest.mark.parametrize("value", [HASH.upper(), HASH[:-1], HASH + "0", "x" * 32])
def test_a_hash_is_32_lower_case_hexadecimal_digits(tmp_path: Path, value: str) -> None:
    (fault,) = faults_of(tmp_path, persons=PERSONS + f"P1,H1,{value},male,2000-01-01,head\n")
    assert fault.problem == "not a keyed hash"


def test_no_fault_of_a_file_without_header_shows_a_personal_number(tmp_path: Path) -> None:
    found = faults_of(tmp_path, persons=f"{NIK},H1,3505 0101 0101 0001\n{NIK},a\n3.50501010101E+15,b,c\n")
    assert found
    assert not any(part in str(fault) for fault in found for part in (NIK, "0101 0101", "50501"))


@given(st.from_regex(r"\d{16}", fullmatch=True), st.sampled_from(["", " ", "-", "."]), st.text("abc:,", max_size=4))
def test_masking_hides_all_but_the_first_and_last_two_digits(number: str, mark: str, around: str) -> None:
    written = mark.join(number[i : i + 4] for i in range(0, 16, 4))
    shown = masked(around + written + around)
    assert [sign for sign in shown if sign.isdigit()] == list(number[:2] + number[-2:])
    assert shown.count("•") == 12


def test_masking_leaves_ordinary_values_alone() -> None:
    for value in (VILLAGE, "2025-12-31", "417158.25", "H0000001", "1.5E+06", "5.1.02.01.0024"):
        assert masked(value) == value


def test_repeated_keys_name_the_row_that_came_first(tmp_path: Path) -> None:
    lines = "regency_code,year,line_idr\n35.05,2025,1\n35.05,2024,1\n35.72,2025,1\n35.05,2025,2\n35.05,2025,3\n"
    found = faults_of(tmp_path, poverty_lines=lines)
    assert [(f.row, f.column, f.value, f.problem) for f in found] == [
        (5, "regency_code + year", "35.05 + 2025", "stands already in row 2"),
        (6, "regency_code + year", "35.05 + 2025", "stands already in row 2"),
    ]


def test_references_are_held_against_the_other_table(tmp_path: Path) -> None:
    households = HOUSEHOLDS + f"H1,{VILLAGE},1\nH2,35.05.01.2099,1\n"
    persons = PERSONS + "P1,H1,,male,2000-01-01,head\nP2,H2,,male,2000-01-01,head\nP3,H9,,male,2000-01-01,head\n"
    found = faults_of(tmp_path, villages=VILLAGES, households=households, persons=persons)
    assert places(found) == [
        ("households.csv", 3, "village_code", "35.05.01.2099"),
        ("persons.csv", 4, "household_id", "H9"),
    ]


def test_references_are_not_held_against_a_table_that_is_not_there(tmp_path: Path) -> None:
    assert faults_of(tmp_path, households=HOUSEHOLDS + f"H1,{VILLAGE},1\n") == []


@pytest.mark.parametrize("villages", ["", VILLAGES.replace("village_code", "code")])
def test_a_broken_table_makes_no_fault_of_every_row_that_refers_to_it(tmp_path: Path, villages: str) -> None:
    households = HOUSEHOLDS + "".join(f"H{i},{VILLAGE},1\n" for i in range(5))
    found = faults_of(tmp_path, villages=villages, households=households)
    assert {fault.file for fault in found} == {"villages.csv"}


def test_the_size_of_a_household_is_the_number_of_its_persons(tmp_path: Path) -> None:
    households = HOUSEHOLDS + f"H1,{VILLAGE},2\nH2,{VILLAGE},2\nH3,{VILLAGE},1\n"
    persons = PERSONS + "".join(f"P{i},{h},,male,2000-01-01,head\n" for i, h in enumerate(["H1", "H1", "H2"]))
    found = faults_of(tmp_path, households=households, persons=persons)
    assert [(f.row, f.value, f.expected) for f in found] == [
        (3, "2", "1, as the table persons has"),
        (4, "1", "0, as the table persons has"),
    ]


def test_a_misspelt_table_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "household.csv").write_text(HOUSEHOLDS)
    assert check_folder(tmp_path).passed_over == ["household.csv"]


def test_the_share_done_rises_to_the_references(tmp_path: Path) -> None:
    faults_of(tmp_path, villages=VILLAGES, households=HOUSEHOLDS)
    told: list[tuple[float, str]] = []
    check_folder(tmp_path, lambda share, now: told.append((share, now)))
    assert [now for _, now in told] == ["villages", "households", "references"]
    assert [share for share, _ in told] == sorted(share for share, _ in told)


def test_a_hundred_thousand_persons_with_a_wrong_column_are_all_named(tmp_path: Path) -> None:
    n = 100_000
    table = pa.table({"household_id": [f"H{i}" for i in range(n)], "village_code": ["x"] * n, "size": [1] * n})
    Dataset(tmp_path).write("households", table)
    assert len(check_folder(tmp_path).faults) == n
