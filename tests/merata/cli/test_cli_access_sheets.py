"""Which sheets `merata access appraise` writes: names out of a dataset folder, synthetic data called so, faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_roads import write_rows

from merata.cli.access_appraise import access_appraise
from merata.cli.access_sheets import village_names
from merata.errors import UsageError

VILLAGES = [("Kali", "Doko"), ("Sumber", "Doko"), ("Sumber", "Selopuro")]
CODES = [f"35.05.01.200{place}" for place in (1, 2, 3)]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three villages a kilometre apart on an earth road, a puskesmas in the first."""
    folder = tmp_path / "data"
    folder.mkdir()
    places = [{"latitude": -8.0, "longitude": round(112 + place / 100, 2)} for place in range(3)]
    write_rows(
        folder / "villages.csv",
        [
            {"village_code": code, "name": name, "type": "desa", "kecamatan_code": "35.05.01", "kecamatan": kecamatan,
             "regency_code": "35.05", "regency": "Kabupaten Blitar", "population": 100, **place}
            for code, (name, kecamatan), place in zip(CODES, VILLAGES, places, strict=True)
        ],
    )  # fmt: skip
    write_rows(
        folder / "roads.csv",
        [
            {"road_id": f"R{place}", "from_node": CODES[place], "to_node": CODES[place + 1],
             **{f"from_{axis}": value for axis, value in places[place].items()},
             **{f"to_{axis}": value for axis, value in places[place + 1].items()},
             "road_class": "desa", "surface": "earth", "condition": "fair", "length_km": 1.1, "bridge": "false"}
            for place in range(2)
        ],
    )  # fmt: skip
    write_rows(
        folder / "facilities.csv",
        [{"facility_id": "P", "kind": "puskesmas", "name": "P", "village_code": CODES[0], **places[0]}],
    )
    (folder / "dataset.yaml").write_text("name: kecil\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    write_rows(
        tmp_path / "projects.csv",
        [
            {"project_id": name, "kind": "new_facility", **place, "facility_kind": "puskesmas", "cost_idr": cost}
            for name, place, cost in (("near", places[1], 2), ("far", places[2], 1))
        ],
    )
    return folder


def run(dataset: Path, *more: object, people: Path | None = None) -> Result:
    arguments: Sequence[object] = [
        *("--roads", dataset), *("--people", people or dataset), *("--facilities", dataset),
        *("--projects", dataset.parent / "projects.csv"), *more,
    ]  # fmt: skip
    return CliRunner().invoke(access_appraise, [str(one) for one in arguments], env={"COLUMNS": "250"})


def test_a_synthetic_dataset_is_called_so_and_its_villages_by_name(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    result = run(dataset, "--sheets", out, "--sheets-most", "1")
    assert result.exit_code == 0, result.output
    assert f"Lembar proyek / project sheets: 1 / 2: {out}" in result.stdout
    assert [path.name for path in out.iterdir()] == ["far.html"]
    page = (out / "far.html").read_text(encoding="utf-8")
    assert "Data sintetis" in page
    assert "Sumber (Selopuro)</th>" in page
    assert CODES[2] not in page


def test_people_of_a_file_beside_a_real_dataset_are_not_called_synthetic(dataset: Path, tmp_path: Path) -> None:
    people = write_rows(
        tmp_path / "people.csv",
        [{"cluster_id": "a", "village": "Kali", "latitude": -8.0, "longitude": 112.01, "population": 5}],
    )
    (dataset / "dataset.yaml").write_text("name: kecil\nyear: 2025\n", encoding="utf-8")
    assert run(dataset, "--sheets", tmp_path / "sheets", people=people).exit_code == 0
    assert "sintetis" not in (tmp_path / "sheets" / "near.html").read_text(encoding="utf-8")


def test_sheets_of_the_projects_that_are_named(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    result = run(dataset, "--sheets", out, "--sheets-of", "near", "--sheets-most", "1", "--json")
    assert json.loads(result.stdout)["format"] == "merata-appraisal-1"
    assert [path.name for path in out.iterdir()] == ["near.html"]


def test_faults_are_told_and_nothing_is_written(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    unknown = run(dataset, "--sheets", out, "--sheets-of", "nowhere")
    assert isinstance(unknown.exception, UsageError)
    assert "projects.csv has no project nowhere" in str(unknown.exception)
    assert not out.exists()
    homeless = run(dataset, "--sheets-of", "near")
    assert isinstance(homeless.exception, UsageError)
    assert "--sheets-of needs --sheets" in str(homeless.exception)


def test_villages_of_one_name_are_told_apart_by_their_kecamatan(dataset: Path) -> None:
    assert list(village_names(dataset).values()) == ["Kali", "Sumber (Doko)", "Sumber (Selopuro)"]
