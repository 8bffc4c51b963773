"""What the tables of a folder say of each other."""

from __future__ import annotations

from pathlib import Path

from small_folder import LINES, csv_file, faults, parquet_file

from merata.tables.folder_check import check_folder

VILLAGES = (
    "village_code,name,type,kecamatan_code,kecamatan,regency_code,regency,latitude,longitude,population\n"
    "35.05.01.2001,Satu,desa,35.05.01,Kec,35.05,Blitar,-8.1,112.1,100\n"
)
HOUSEHOLDS = "household_id,village_code,size\nA,35.05.01.2001,2\nB,35.05.01.2001,1\n"
PERSONS = "person_id,household_id,sex,birth_date,relation\n" + "".join(
    f"{person},{household},male,1980-01-01,head\n" for person, household in (("1", "A"), ("2", "A"), ("3", "B"))
)


def folder(root: Path, *, villages: str = VILLAGES, households: str = HOUSEHOLDS, persons: str = PERSONS) -> Path:
    csv_file(root, "villages", villages)
    csv_file(root, "households", households)
    csv_file(root, "persons", persons)
    return root


def test_a_sound_folder_has_no_faults(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    result = check_folder(folder(tmp_path), lambda share, now: told.append((share, now)))
    assert result.faults == []
    assert result.rows == {"villages": 1, "households": 2, "persons": 3}
    assert result.files["persons"] == "persons.csv"
    assert [now for _, now in told] == ["villages", "households", "persons", "references"]
    assert [share for share, _ in told] == [0, 0.25, 0.5, 0.75]


def test_a_row_that_refers_to_nothing_is_a_fault(tmp_path: Path) -> None:
    folder(
        tmp_path,
        households=HOUSEHOLDS + "C,35.05.01.2002,1\n",
        persons=PERSONS + "4,C,male,1980-01-01,head\n5,D,male,1980-01-01,head\n",
    )
    assert [(f.file, f.row, f.column, f.value, f.problem) for f in faults(tmp_path)] == [
        ("households.csv", 4, "village_code", "35.05.01.2002", "stands nowhere in villages"),
        ("persons.csv", 6, "household_id", "D", "stands nowhere in households"),
    ]


def test_the_size_of_a_household_is_the_number_of_its_persons(tmp_path: Path) -> None:
    folder(tmp_path, households=HOUSEHOLDS.replace("A,35.05.01.2001,2", "A,35.05.01.2001,3") + "C,35.05.01.2001,1\n")
    assert [(f.row, f.column, f.value, f.expected) for f in faults(tmp_path)] == [
        (2, "size", "3", "2, as the table persons has"),
        (4, "size", "1", "0, as the table persons has"),
    ]


def test_references_are_left_alone_where_the_other_table_is_not_there(tmp_path: Path) -> None:
    csv_file(tmp_path, "households", HOUSEHOLDS)
    assert faults(tmp_path) == []


def test_an_empty_reference_that_may_be_empty_is_no_fault(tmp_path: Path) -> None:
    evidence = {"evidence_id": ["E"], "lever": ["training"], "intervention": ["x"], "outcome": ["y"], "effect": [0.1]}
    unit = {"unit": ["share_of_income"], "standard_error": [0.1], "assumption": [False]}
    parquet_file(tmp_path, "evidence", evidence | unit)
    header = "course_id,name,sector,year,owner,seats,cost_idr,status,evidence_id\n"
    csv_file(tmp_path, "courses", header + "1,x,crafts,2024,35.05,9,1,held,\n2,x,crafts,2024,35.05,9,1,held,F\n")
    assert [(f.row, f.column, f.value) for f in faults(tmp_path)] == [(3, "evidence_id", "F")]


def test_a_table_that_cannot_be_read_is_one_fault_and_not_one_for_every_row_that_refers_to_it(tmp_path: Path) -> None:
    folder(tmp_path, households="")
    assert [(f.file, f.row) for f in faults(tmp_path)] == [("households.csv", None)]


def test_a_table_without_its_key_column_is_one_fault(tmp_path: Path) -> None:
    folder(tmp_path, households="village_code,size\n35.05.01.2001,2\n")
    assert [(f.file, f.column) for f in faults(tmp_path)] == [("households.csv", "household_id")]
    folder(tmp_path, persons="person_id,sex,birth_date,relation\n1,male,1980-01-01,head\n")
    assert [(f.file, f.column) for f in faults(tmp_path)] == [("persons.csv", "household_id")]


def test_faults_of_all_tables_come_in_one_run(tmp_path: Path) -> None:
    folder(tmp_path, villages=VILLAGES.replace("desa", "town"), households=HOUSEHOLDS.replace("B,", ","))
    csv_file(tmp_path, "poverty_lines", LINES.replace("2024", "1066"))
    assert {f.file for f in faults(tmp_path)} == {"villages.csv", "households.csv", "persons.csv", "poverty_lines.csv"}


def test_files_that_bear_no_tables_name_are_shown(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    for name in (
        "person.csv",
        "Households.xlsx",
        "villages.CSV",
        "roads.xls",
        "budget.ods",
        "notes.txt",
        "villages.geojson",
    ):
        (tmp_path / name).write_text("")
    (tmp_path / "old.csv").mkdir()
    result = check_folder(tmp_path)
    assert result.passed_over == ["Households.xlsx", "budget.ods", "person.csv", "roads.xls", "villages.CSV"]
    assert list(result.rows) == ["poverty_lines"]


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    folder(tmp_path, persons=PERSONS + "broken\n")
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    check_folder(tmp_path)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before
