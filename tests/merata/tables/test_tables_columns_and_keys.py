"""One file against its schema: columns, kinds, ranges, choices, forms and keys, all faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_folder import KEYED_HASH, csv_file, faults, parquet_file, places

from merata.errors import InputError
from merata.tables.folder import Dataset
from merata.tables.folder_check import check_folder

HOUSEHOLDS = "household_id,village_code,size,head_sex,owns_car,land_ha,kk_hash\n"
SOUND = f"A,35.05.01.2001,4,female,ya,0.25,{KEYED_HASH}\n"


def problems(root: Path) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.problem) for fault in faults(root)]


def test_a_sound_table_has_no_faults_and_typed_columns(tmp_path: Path) -> None:
    csv_file(tmp_path, "households", HOUSEHOLDS + SOUND)
    assert faults(tmp_path) == []
    row = Dataset(tmp_path).read("households").to_pylist()[0]
    expected = {"household_id": "A", "size": 4, "head_sex": "female", "owns_car": True, "land_ha": 0.25, "desil": None}
    assert row | expected == row
    assert row["kk_hash"] == KEYED_HASH


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("size", "four", "not integer as plain digits (no thousands separators)"),
        ("size", "0", "too small"),
        ("size", "61", "too large"),
        ("size", "", "the cell is empty"),
        ("household_id", " ", "the cell is empty"),
        ("village_code", "3505012001", "not of the form"),
        ("village_code", "35.05.01.2001x", "not of the form"),
        ("head_sex", "Female", "not one of the values"),
        ("owns_car", "maybe", "not of the kind flag"),
        ("land_ha", "nan", "not number as plain digits (no thousands separators)"),
        ("land_ha", "-0.1", "too small"),
        ("land_ha", "1e999", "not number as plain digits (no thousands separators)"),
        ("kk_hash", "0a" * 15, "not a keyed hash"),
        ("kk_hash", "A" * 32, "not a keyed hash"),
    ],
)
def test_each_kind_of_wrong_cell_is_one_fault_with_its_place(
    tmp_path: Path, column: str, value: str, problem: str
) -> None:
    cells = dict(zip(HOUSEHOLDS.strip().split(","), SOUND.strip().split(","), strict=True)) | {
        "household_id": "B",
        column: value,
    }
    csv_file(tmp_path, "households", HOUSEHOLDS + SOUND + ",".join(cells.values()) + "\n")
    [fault] = faults(tmp_path)
    assert (fault.file, fault.row, fault.column, fault.problem) == ("households.csv", 3, column, problem)
    assert fault.value == (value or None)
    with pytest.raises(InputError, match=r"households\.csv has 1 faults"):
        Dataset(tmp_path).read("households")


@pytest.mark.parametrize(
    ("written", "read"), [("ya", True), ("TIDAK", False), ("1", True), ("0", False), ("Benar", True)]
)
def test_truth_values_in_both_languages(tmp_path: Path, written: str, read: bool) -> None:
    csv_file(tmp_path, "households", HOUSEHOLDS + SOUND.replace("ya", written))
    assert Dataset(tmp_path).read("households", ["owns_car"])["owns_car"].to_pylist() == [read]


@pytest.mark.parametrize("letter", ["t", "f", "T"])
def test_a_t_is_true_to_databases_and_tidak_to_offices_so_it_is_a_fault(tmp_path: Path, letter: str) -> None:
    csv_file(tmp_path, "households", HOUSEHOLDS + SOUND.replace("ya", letter))
    assert places(tmp_path) == [(2, "owns_car", letter)]


@pytest.mark.parametrize("day", ["2023-02-29", "2024-2-3", "03/02/2024", "2024-13-01", "20240203", "2024-02-03 00:00"])
def test_only_calendar_dates_in_the_international_form(tmp_path: Path, day: str) -> None:
    header = "person_id,household_id,sex,birth_date,relation\n"
    csv_file(tmp_path, "persons", f"{header}1,A,male,2024-02-29,head\n2,A,male,{day},child\n")
    assert places(tmp_path) == [(3, "birth_date", day)]


def test_the_facts_that_rules_ask_for_are_checked_too(tmp_path: Path) -> None:
    """School grade, insurance, damage and quotas: wrong codes would silently refuse people, so they are faults."""
    persons = "person_id,household_id,sex,birth_date,relation,school_grade,health_insurance,rights_violation_victim\n"
    csv_file(
        tmp_path,
        "persons",
        persons + "1,A,male,2015-02-01,child,5,pbi,tidak\n2,A,male,2015-02-01,child,13,bpjs,mungkin\n"
        "3,A,male,2015-02-01,child,0,,\n",
    )
    csv_file(tmp_path, "households", "household_id,village_code,size,house_damage\nA,35.05.01.2001,3,ringan\n")
    csv_file(
        tmp_path,
        "courses",
        "course_id,name,sector,year,owner,seats,cost_idr,status,women_seats,minimum_attendance\n"
        "a,A,crafts,2026,35.05,10,0,candidate,3,0.8\nb,B,crafts,2026,35.05,10,0,candidate,-1,80\n",
    )
    found = {(fault.file, fault.row, fault.column, fault.value) for fault in faults(tmp_path)}
    assert found == {
        ("persons.csv", 3, "school_grade", "13"),
        ("persons.csv", 3, "health_insurance", "bpjs"),
        ("persons.csv", 3, "rights_violation_victim", "mungkin"),
        ("persons.csv", 4, "school_grade", "0"),
        ("households.csv", 2, "house_damage", "ringan"),
        ("courses.csv", 3, "women_seats", "-1"),
        ("courses.csv", 3, "minimum_attendance", "80"),
    }


def test_all_faults_of_a_file_come_in_one_run(tmp_path: Path) -> None:
    csv_file(
        tmp_path, "households", "household_id,village_code,size,desil,shoe_size\nA,x,0,11,44\nA,35.05.01.2001,y,,\n"
    )
    assert problems(tmp_path) == [
        (None, "shoe_size", "the table households has no such column"),
        (2, "village_code", "not of the form"),
        (3, "size", "not integer as plain digits (no thousands separators)"),
        (2, "size", "too small"),
        (2, "desil", "too large"),
        (3, "household_id", "stands already in row 2"),
    ]


def test_a_missing_required_column_is_one_fault_a_missing_optional_one_is_empty(tmp_path: Path) -> None:
    csv_file(tmp_path, "households", "household_id,village_code\nA,35.05.01.2001\nB,35.05.01.2001\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column, fault.problem) == (None, "size", "the column is missing")
    assert fault.expected == "a whole number from 1 to 60"
    with pytest.raises(InputError, match="the column is missing"):
        Dataset(tmp_path).read("households", ["size"])
    assert Dataset(tmp_path).read("households", ["desil"])["desil"].to_pylist() == [None, None]


def test_only_the_columns_asked_for_are_checked(tmp_path: Path) -> None:
    csv_file(tmp_path, "households", "household_id,village_code,size\nA,35.05.01.2001,0\n")
    assert Dataset(tmp_path).read("households", ["household_id"]).to_pydict() == {"household_id": ["A"]}
    with pytest.raises(InputError, match="too small"):
        Dataset(tmp_path).read("households", ["size"])


def test_a_key_that_stands_twice_names_the_first_row(tmp_path: Path) -> None:
    rows = "".join(f"{name},35.05.01.2001,1\n" for name in "CABACA")
    csv_file(tmp_path, "households", "household_id,village_code,size\n" + rows)
    assert [(fault.row, fault.value, fault.problem) for fault in faults(tmp_path)] == [
        (5, "A", "stands already in row 3"),
        (6, "C", "stands already in row 2"),
        (7, "A", "stands already in row 3"),
    ]


def test_a_key_of_several_columns(tmp_path: Path) -> None:
    text = "regency_code,year,line_idr\n35.05,2024,1\n35.05,2025,1\n35.72,2024,1\n35.05,2024,2\n"
    csv_file(tmp_path, "poverty_lines", text)
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column, fault.value) == (5, "regency_code + year", "35.05 + 2024")


def test_keys_whose_parts_only_look_alike_when_joined_differ(tmp_path: Path) -> None:
    header = "owner,year,account_code,fund_source,ceiling_idr\n"
    csv_file(tmp_path, "budget", header + "35.05,2024,1,1 PAD,5\n35.05,2024,1 1,PAD,5\n35.05,2024,11,PAD,5\n")
    assert faults(tmp_path) == []


def test_an_empty_key_is_an_empty_cell_and_no_repetition(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", "regency_code,year,line_idr\n,2024,1\n,2024,1\n35.05,,1\n35.05,,1\n")
    assert problems(tmp_path) == [
        (2, "regency_code", "the cell is empty"),
        (3, "regency_code", "the cell is empty"),
        (4, "year", "the cell is empty"),
        (5, "year", "the cell is empty"),
    ]


def test_nulls_in_a_parquet_key_are_empty_cells(tmp_path: Path) -> None:
    columns = {"regency_code": [None, None, "35.05"], "year": [2024, 2024, None], "line_idr": [1.0, 1.0, 1.0]}
    parquet_file(tmp_path, "poverty_lines", columns)
    assert [problem for _, _, problem in problems(tmp_path)] == ["the cell is empty"] * 3


def test_a_weight_of_zero_and_negative_consumption_are_faults(tmp_path: Path) -> None:
    """What no measure could be computed from is told by the check, with its row."""
    (tmp_path / "survey_households.csv").write_text(
        "survey_id,year,regency_code,weight,size,consumption_pc_idr\n"
        "a,2025,35.05,0,3,500000\nb,2025,35.05,12.5,3,-100\nc,2025,35.05,12.5,3,0\n"
    )
    found = [(fault.row, fault.column, fault.value) for fault in check_folder(tmp_path).faults]
    assert found == [(2, "weight", "0"), (3, "consumption_pc_idr", "-100")]
