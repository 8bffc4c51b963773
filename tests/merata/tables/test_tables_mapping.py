"""Foreign files mapped to tables: what is made, what is refused, and that nothing is written on faults."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_folder import NIK, csv_file, parquet_file, workbook

from merata.errors import Fault, InputError
from merata.tables.folder import Dataset, Description
from merata.tables.mapping import import_mapped
from merata.tables.mapping_file import load_mapping

ROOT = Path(__file__).parents[3]
SOURCE = "kode;tahun;garis;sumber\n35.05;2024;417,5;1\n35.72;2024;600;2\n"
COLUMNS = """\
table: poverty_lines
source: lines.csv
columns:
  regency_code: kode
  year: tahun
"""


def mapping(folder: Path, text: str, *, source: str = SOURCE) -> Path:
    (folder / "lines.csv").write_text(source, encoding="utf-8")
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def made(folder: Path, text: str, *, source: str = SOURCE) -> dict[str, list[object]]:
    table = import_mapped(load_mapping(mapping(folder, text, source=source)), folder / "data")
    assert Dataset(folder / "data").read("poverty_lines").to_pydict() == table.to_pydict()
    found: dict[str, list[object]] = table.to_pydict()
    return found


def refused(folder: Path, text: str, *, source: str = SOURCE) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        import_mapped(load_mapping(mapping(folder, text, source=source)), folder / "data")
    assert not (folder / "data").exists()
    return list(caught.value.faults)


def test_columns_values_constants_and_multiples(tmp_path: Path) -> None:
    text = COLUMNS + (
        "  line_idr: {from: garis, multiply: 1000}\n"
        "  source: {from: sumber, values: {1: BPS, 2: ''}}\n"
        "  certainty: {constant: high}\n"
    )
    assert made(tmp_path, text) == {
        "regency_code": ["35.05", "35.72"],
        "year": [2024, 2024],
        "line_idr": [417_500.0, 600_000.0],
        "source": ["BPS", None],
        "certainty": ["high", "high"],
    }


def test_multiples_with_fractions_stand_beside_other_columns_with_decimal_commas(tmp_path: Path) -> None:
    header = "project_id;village_code;share_of_households;minutes_saved\n"
    text = (
        "table: project_villages\nsource: lines.csv\ncolumns:\n  project_id: project_id\n  village_code: village_code\n"
        "  share_of_households: {from: share_of_households, multiply: 0.01}\n  minutes_saved: minutes_saved\n"
    )
    path = mapping(tmp_path, text, source=header + "P;35.05.01.2001;12,5;7,5\nP;35.05.01.2002;100;\n")
    table = import_mapped(load_mapping(path), tmp_path / "data")
    assert table["share_of_households"].to_pylist() == [0.125, 1.0]
    assert table["minutes_saved"].to_pylist() == [7.5, None]


def test_large_multiples_stay_whole_numbers(tmp_path: Path) -> None:
    text = (
        "table: budget\nsource: lines.csv\ncolumns:\n  owner: a\n  year: b\n  account_code: {constant: 01}\n"
        "  fund_source: {constant: no}\n  ceiling_idr: {from: c, multiply: 1000000}\n"
    )
    path = mapping(tmp_path, text, source="a,b,c\n35.05,2024,2500000.5\n")
    assert import_mapped(load_mapping(path), tmp_path / "data").to_pylist()[0] == {
        "owner": "35.05", "year": 2024, "account_code": "01", "fund_source": "no", "pillar": None,
        "ceiling_idr": 2_500_000_500_000, "source": None, "certainty": None,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["35.10", "01", "yes", "1_000", "0x10", "2024-01-01"])
def test_codes_are_taken_as_they_are_written_not_as_yaml_reads_them(tmp_path: Path, code: str) -> None:
    text = COLUMNS.replace("  regency_code: kode\n", f"  regency_code: {{constant: {code}}}\n")
    text += f"  line_idr: garis\n  source: {{from: sumber, values: {{{code}: {code}, 2: b}}}}\n"
    source = f"kode;tahun;garis;sumber\n35.05;2024;417,5;{code}\n"
    assert made(tmp_path, text, source=source) | {"line_idr": []} == {
        "regency_code": [code], "year": [2024], "line_idr": [], "source": [code], "certainty": [None],
    }  # fmt: skip


def test_what_the_source_writes_for_an_empty_cell(tmp_path: Path) -> None:
    source = "kode;tahun;garis;sumber\n35.05;2024;1,5;NA\n35.72;2024;2;no\n35.79;2024;3;BPS\n"
    text = "missing: [NA, no]\n" + COLUMNS + "  line_idr: garis\n  source: sumber\n"
    assert made(tmp_path, text, source=source)["source"] == [None, None, "BPS"]


def test_codes_with_spaces_around_them_are_the_codes(tmp_path: Path) -> None:
    source = "kode;tahun;garis;sumber\n35.05;2024;1,5; 1 \n"
    assert made(tmp_path, COLUMNS + "  line_idr: garis\n  source: {from: sumber, values: {1: BPS}}\n", source=source)[
        "source"
    ] == ["BPS"]


def test_unmapped_codes_are_named_by_the_sources_rows_and_columns(tmp_path: Path) -> None:
    [fault] = refused(tmp_path, COLUMNS + "  line_idr: garis\n  source: {from: sumber, values: {1: BPS}}\n")
    assert (fault.file, fault.row, fault.column, fault.value) == ("lines.csv", 3, "sumber", "2")
    assert fault.problem == "the mapping of source lacks this value"


def test_all_missing_source_columns_come_at_once(tmp_path: Path) -> None:
    found = refused(tmp_path, COLUMNS.replace("kode", "code") + "  line_idr: {from: line, multiply: 2}\n")
    assert [(f.file, f.column, f.problem) for f in found] == [
        ("lines.csv", "code", "the column is missing"),
        ("lines.csv", "line", "the column is missing"),
    ]


def test_faults_of_the_source_come_under_its_own_names_and_nothing_is_written(tmp_path: Path) -> None:
    source = SOURCE + "35.79;next;417.158;1\nragged;1\n"
    found = refused(tmp_path, COLUMNS + "  line_idr: garis\n", source=source)
    assert {(f.file, f.row, f.column) for f in found} == {
        ("lines.csv", 5, None), ("lines.csv", 4, "tahun"), ("lines.csv", 4, "garis"),
    }  # fmt: skip


def test_a_cell_that_cannot_be_multiplied_is_told(tmp_path: Path) -> None:
    found = refused(tmp_path, COLUMNS + "  line_idr: {from: garis, multiply: 2}\n", source=SOURCE.replace("600", "six"))
    assert [(f.row, f.column, f.value) for f in found] == [(3, "garis", "six")]


def test_a_grouped_number_is_not_multiplied_but_told(tmp_path: Path) -> None:
    source = "kode;tahun;garis\n35.05;2024;417.158\n"
    [fault] = refused(tmp_path, COLUMNS + "  line_idr: {from: garis, multiply: 2}\n", source=source)
    assert (fault.row, fault.column, fault.value) == (2, "garis", "417.158")


def test_unknown_targets_and_entries_come_with_their_lines(tmp_path: Path) -> None:
    text = (
        "table: poverty_lines\n"
        "source: lines.csv\n"
        "colour: blue\n"
        "description: {name: x, year: 2024}\n"
        "columns:\n"
        "  regency_code: kode\n"
        "  name: kode\n"
        "  year: {from: tahun, constant: 2024}\n"
        "  source: [kode]\n"
        "  certainty: {constant: x, multiply: 2}\n"
        "  line: garis\n"
    )
    assert [(f.file, f.row, f.column, f.problem) for f in refused(tmp_path, text)] == [
        ("mapping.yaml", 3, "colour", "unknown entry"),
        ("mapping.yaml", 7, "name", "the table poverty_lines has no such column"),
        ("mapping.yaml", 8, "year", "not a way to make a column"),
        ("mapping.yaml", 9, "source", "not a way to make a column"),
        ("mapping.yaml", 10, "certainty", "not a way to make a column"),
        ("mapping.yaml", 11, "line", "the table poverty_lines has no such column"),
        ("mapping.yaml", 5, "columns", "a required column is not mapped"),
    ]


@pytest.mark.parametrize(
    ("text", "column", "row"),
    [
        ("table: people\ncolumns: {}\n", "table", 1),
        ("table: [poverty_lines]\ncolumns: {}\n", "table", 1),
        ("columns: {}\n", "table", None),
        ("- a\n- list\n", "table", None),
        (COLUMNS.replace("lines.csv", "nowhere.csv") + "  line_idr: garis\n", "source", 2),
        (COLUMNS.replace("source: lines.csv\n", "") + "  line_idr: garis\n", "source", None),
        ("delimiter: ', '\n" + COLUMNS + "  line_idr: garis\n", "delimiter", 1),
        ("encoding: klingon\n" + COLUMNS + "  line_idr: garis\n", "encoding", 1),
        ("missing: NA\n" + COLUMNS + "  line_idr: garis\n", "missing", 1),
        ("description: {name: x}\n" + COLUMNS + "  line_idr: garis\n", "year", 1),
        (COLUMNS + "  year: garis\n  line_idr: garis\n", "year", 6),
        (COLUMNS + "  line_idr: {from: garis, multiply: much}\n", "line_idr", 6),
        (COLUMNS + "  line_idr: {from: garis, values: 2}\n", "line_idr", 6),
        (COLUMNS + "  line_idr: {from: [garis]}\n", "line_idr", 6),
        (COLUMNS + "  line_idr: {constant: [1]}\n", "line_idr", 6),
    ],
)
def test_a_mapping_that_cannot_be_used_names_its_entry(tmp_path: Path, text: str, column: str, row: int | None) -> None:
    assert [(f.column, f.row) for f in refused(tmp_path, text)] == [(column, row)]


@pytest.mark.parametrize("content", [b"table: [", b"table: \xff"])
def test_a_mapping_that_is_no_yaml_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mapping.yaml").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read as YAML"):
        load_mapping(tmp_path / "mapping.yaml")


def test_another_source_may_be_named_in_the_call(tmp_path: Path) -> None:
    path = mapping(tmp_path, COLUMNS + "  line_idr: garis\n")
    other = csv_file(tmp_path, "other", "kode;tahun;garis\n35.79;2025;9\n")
    import_mapped(load_mapping(path, source=other), tmp_path / "data")
    assert Dataset(tmp_path / "data").read("poverty_lines", ["regency_code"])["regency_code"].to_pylist() == ["35.79"]


def test_the_description_is_written_and_without_one_the_old_stays(tmp_path: Path) -> None:
    text = COLUMNS + "  line_idr: garis\n"
    made(tmp_path, text + "description: {name: Uji, year: 2024, synthetic: true}\n")
    assert Dataset(tmp_path / "data").description == Description("Uji", 2024, synthetic=True)
    made(tmp_path, text)
    assert Dataset(tmp_path / "data").description == Description("Uji", 2024, synthetic=True)


def test_a_table_in_another_format_is_not_doubled(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    csv_file(tmp_path / "data", "poverty_lines", "regency_code,year,line_idr\n")
    with pytest.raises(InputError, match=r"already holds poverty_lines\.csv"):
        import_mapped(load_mapping(mapping(tmp_path, COLUMNS + "  line_idr: garis\n")), tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["poverty_lines.csv"]


@pytest.mark.parametrize("suffix", [".xlsx", ".XLSX"])
def test_a_sheet_of_a_workbook(tmp_path: Path, suffix: str) -> None:
    rows = [["kode", "tahun", "garis"], ["35.05", 2024, 417.125]]
    source = workbook(tmp_path, "book", rows, sheet="Garis").rename(tmp_path / f"book{suffix}")
    path = mapping(tmp_path, "sheet: Garis\n" + COLUMNS + "  line_idr: garis\n")
    table = import_mapped(load_mapping(path, source=source), tmp_path / "data")
    assert table["line_idr"].to_pylist() == [417.125]
    path.write_text(path.read_text().replace("Garis", "Lain"))
    with pytest.raises(InputError, match="there is no such sheet"):
        import_mapped(load_mapping(path, source=source), tmp_path / "data")


def test_typed_columns_of_a_parquet_file(tmp_path: Path) -> None:
    columns: dict[str, object] = {"kode": ["35.05", "35.72"], "tahun": [2024, 2024], "garis": [1, 2], "s": [1, None]}
    source = parquet_file(tmp_path, "foreign", columns)
    text = COLUMNS + "  line_idr: {from: garis, multiply: 0.5}\n  source: {from: s, values: {1: BPS}}\n"
    table = import_mapped(load_mapping(mapping(tmp_path, text), source=source), tmp_path / "data")
    assert table["line_idr"].to_pylist() == [0.5, 1.0]
    assert table["source"].to_pylist() == ["BPS", None]


def test_what_is_no_number_cannot_be_multiplied_whatever_its_type(tmp_path: Path) -> None:
    source = parquet_file(tmp_path, "foreign", {"kode": ["35.05"], "tahun": [2024], "garis": [b"1"]})
    path = mapping(tmp_path, COLUMNS + "  line_idr: {from: garis, multiply: 2}\n")
    with pytest.raises(InputError) as caught:
        import_mapped(load_mapping(path, source=source), tmp_path / "data")
    assert [(f.row, f.column) for f in caught.value.faults] == [(1, "garis")]


def test_no_fault_shows_a_personal_number(tmp_path: Path) -> None:
    source = f"kode;tahun;garis;sumber;{NIK}\n{NIK};{NIK};{NIK};{NIK};x\n"
    text = COLUMNS + "  line_idr: garis\n  source: {from: sumber, values: {1: BPS}}\n"
    with pytest.raises(InputError) as caught:
        import_mapped(load_mapping(mapping(tmp_path, text, source=source)), tmp_path / "data")
    assert NIK not in str(caught.value)
    with pytest.raises(InputError) as caught:
        load_mapping(mapping(tmp_path, COLUMNS + f"  line_idr: ['{NIK}']\n"))
    assert NIK not in str(caught.value)


EUSILC = Path(os.environ.get("MERATA_TEACHING_DATA", ROOT.parent / "shared" / "data")) / "survey" / "laeken_eusilc.csv"


@pytest.mark.skipif(not EUSILC.exists(), reason="the EU-SILC teaching data are not here (MERATA_TEACHING_DATA)")
def test_the_example_brings_in_the_whole_teaching_survey(tmp_path: Path) -> None:
    example = load_mapping(ROOT / "docs" / "examples" / "eusilc.yaml", source=EUSILC)
    table = import_mapped(example, tmp_path)
    with EUSILC.open(encoding="utf-8") as file:
        assert table.num_rows == sum(1 for _ in file) - 1 == 14_827
    assert set(table["kecamatan_code"].to_pylist()) >= {"Tyrol", "Vienna"}
    assert set(table["size"].to_pylist()) == {1}
    assert Dataset(tmp_path).description.currency == "EUR"
