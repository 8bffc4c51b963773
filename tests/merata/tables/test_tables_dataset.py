"""The dataset folder: reading, writing and describing it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from small_folder import LINES, csv_file, faults, parquet_file, workbook

from merata.errors import InputError, UsageError
from merata.tables.folder import Dataset, Description

ROWS = {"regency_code": ["35.72", "35.05"], "year": [2024, 2024], "line_idr": [2.0, 1.0]}


def test_what_is_written_reads_back_in_the_same_order(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path / "new" / "folder")
    path = dataset.write("poverty_lines", pa.table(ROWS))
    assert path == tmp_path / "new" / "folder" / "poverty_lines.parquet"
    assert dataset.has("poverty_lines")
    assert not dataset.has("villages")
    assert dataset.read("poverty_lines", list(ROWS)).to_pydict() == ROWS
    assert dataset.read("poverty_lines").column_names == [*ROWS, "source", "certainty"]


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    Dataset(tmp_path).write("poverty_lines", pa.table(ROWS))
    assert Dataset(tmp_path).read("poverty_lines", ["year", "regency_code"]).column_names == ["year", "regency_code"]


def test_a_missing_table_says_what_was_looked_for_and_what_is_there(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    expected = r"persons\.parquet or persons\.csv or persons\.xlsx\. Tables found there: poverty_lines"
    with pytest.raises(InputError, match=expected):
        Dataset(tmp_path).read("persons")


def test_two_files_for_one_table_are_refused(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    parquet_file(tmp_path, "poverty_lines", ROWS)
    workbook(tmp_path, "poverty_lines", [list(ROWS)])
    with pytest.raises(InputError, match="several files"):
        Dataset(tmp_path).read("poverty_lines")
    [fault] = faults(tmp_path)
    assert fault.problem == "the table also stands in poverty_lines.csv, poverty_lines.xlsx; remove one"


def test_names_the_catalogue_lacks_are_wrong_usage(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    with pytest.raises(UsageError, match="there is no table people"):
        Dataset(tmp_path).read("people")
    with pytest.raises(UsageError, match="has no column shoe_size"):
        Dataset(tmp_path).read("poverty_lines", ["shoe_size"])


def test_a_table_with_faults_names_the_first_twenty_and_carries_all(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", "regency_code,year,line_idr\n" + "".join(f"{n},x,1\n" for n in range(25)))
    with pytest.raises(InputError) as caught:
        Dataset(tmp_path).read("poverty_lines")
    assert len(caught.value.faults) == 25
    assert str(caught.value).endswith("… and 5 more")
    assert "poverty_lines.csv:2 year: not integer as plain digits" in str(caught.value)


def test_the_description_reads_back(tmp_path: Path) -> None:
    description = Description("Blitar", 2025, synthetic=True, seed=1, scale=0.05)
    Dataset(tmp_path).describe(description)
    assert Dataset(tmp_path).description == description


def test_without_a_description_the_latest_survey_tells_the_year(tmp_path: Path) -> None:
    header = "survey_id,year,regency_code,weight,size,consumption_pc_idr\n"
    csv_file(tmp_path, "survey_households", header + "1,2024,35.05,1,1,1\n1,2025,35.05,1,1,1\n2,2023,35.05,1,1,1\n")
    assert Dataset(tmp_path).description == Description(tmp_path.name, 2025, synthetic=False)
    with pytest.raises(InputError, match="neither"):
        _ = Dataset(tmp_path / "nowhere").description


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("year: 2025\n", ["name"]),
        ("name: x\nyear: next\nsynthetic: perhaps\n", ["year", "synthetic"]),
        ("name: x\nyear: 2025\ncolour: blue\nseed: true\nscale: big\n", ["colour", "seed", "scale"]),
        ("name: 7\nyear: 2025.5\n", ["name", "year"]),
        ("", ["name", "year"]),
        ("- name\n- year\n", ["name", "year"]),
    ],
)
def test_all_faults_of_a_description_are_told_by_read_and_by_check(
    tmp_path: Path, text: str, columns: list[str]
) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    (tmp_path / "dataset.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        _ = Dataset(tmp_path).description
    assert [fault.column for fault in caught.value.faults] == columns
    assert [(fault.file, fault.column) for fault in faults(tmp_path)] == [("dataset.yaml", name) for name in columns]


@pytest.mark.parametrize("content", [b"name: [", b"name: \xff\xfe", b"a: b: c\n"])
def test_a_description_that_is_no_yaml_is_one_fault(tmp_path: Path, content: bytes) -> None:
    csv_file(tmp_path, "poverty_lines", LINES)
    (tmp_path / "dataset.yaml").write_bytes(content)
    with pytest.raises(InputError):
        _ = Dataset(tmp_path).description
    [fault] = faults(tmp_path)
    assert fault.file == "dataset.yaml"
