"""`merata import` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata.cli.import_file import import_file
from merata.errors import InputError
from merata.tables.folder import Dataset

MAPPING = """\
table: poverty_lines
source: lines.csv
columns:
  regency_code: kode
  year: {constant: 2024}
  line_idr: garis
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    (tmp_path / "lines.csv").write_text("kode;garis\n35.05;417158,5\n")
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING)
    return path


def called(*arguments: object) -> Result:
    return CliRunner().invoke(import_file, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_table_is_made_and_said(mapping: Path, tmp_path: Path) -> None:
    result = called(mapping, "--into", tmp_path / "data")
    assert result.exit_code == 0
    assert "poverty_lines: 1 rows from lines.csv" in result.stdout
    assert Dataset(tmp_path / "data").read("poverty_lines", ["line_idr"])["line_idr"].to_pylist() == [417158.5]


def test_another_source(mapping: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("kode,garis\n35.72,1\n35.79,2\n")
    result = called(mapping, "--into", tmp_path / "data", "--source", tmp_path / "other.csv")
    assert "2 rows from other.csv" in result.stdout


def test_faults_of_the_source_are_told_and_nothing_is_written(mapping: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("kode;garis\n35.05;dear\n")
    with pytest.raises(InputError, match=r"lines\.csv:2 garis"):
        called(mapping, "--into", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_faults_of_the_mapping_are_told_with_their_line(mapping: Path, tmp_path: Path) -> None:
    mapping.write_text(MAPPING + "  colour: kode\n")
    with pytest.raises(InputError, match=r"mapping\.yaml:7 colour"):
        called(mapping, "--into", tmp_path / "data")


def test_wrong_usage_ends_with_2(mapping: Path, tmp_path: Path) -> None:
    assert called(mapping).exit_code == 2
    assert called(tmp_path / "nowhere.yaml", "--into", tmp_path).exit_code == 2
    assert called(mapping, "--into", mapping).exit_code == 2
    assert called(mapping, "--into", tmp_path, "--source", tmp_path / "nowhere.csv").exit_code == 2
