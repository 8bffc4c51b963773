"""`merata attribute` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from two_snapshots import evidence, two_snapshots

from merata.cli.attribute import attribute_command
from merata.cli.commands import cli
from merata.cli.progress import stdout
from merata.errors import InputError, UsageError
from merata.evaluation import attribution_game


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = two_snapshots().written(tmp_path_factory.mktemp("snapshots"))
    # Nothing here may need the truth.
    (root / "truth.parquet").unlink()
    return root


def called(*arguments: object, width: int = 120) -> Result:
    words = [str(argument) for argument in (*arguments, "--replicates", 20)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stdout, "_width", width)
        return CliRunner().invoke(attribute_command, words, catch_exceptions=False)


def test_json_has_every_figure_with_its_interval(folder: Path) -> None:
    result = called(folder, "--regency", "35.05", "--from", 2023, "--to", 2025, "--measure", "gini,p1", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "SINTETIS" in result.stderr
    assert (told["regencies"], told["years"], told["n"], told["replicates"]) == (
        ["35.05"],
        [2023, 2025],
        [200, 200],
        20,
    )
    for measure in ("gini", "p1"):
        parts = [one for one in told["parts"] if one["measure"] == measure]
        assert [one["kind"] for one in parts] == [
            "growth",
            "assistance",
            "training",
            "empowerment",
            "infrastructure",
            "rest",
        ]
        change = next(one["change"]["value"] for one in told["changes"] if one["measure"] == measure)
        assert sum(one["change"]["value"] for one in parts) == pytest.approx(change)
        for one in parts:
            assert set(one["change"]) == {"value", "se", "low", "high"}
            assert one["change"]["low"] <= one["change"]["value"] <= one["change"]["high"]


def test_the_table_is_indonesian_first_and_says_what_is_assumed(folder: Path) -> None:
    shown = called(folder).stdout
    for words in (
        "Apa yang mengubah ketimpangan · What changed inequality",
        "sintetis · the people in these data are synthetic",
        "survei/survey n 240 → 240",
        "pertumbuhan · growth",
        "pasti · exact",
        "Program Keluarga Harapan (asumsi)",
        "Desa wisata",
        "jalan · roads",
        "sisa tak terjelaskan · unexplained rest",
        "seluruhnya · total",
        "Bukti yang dipakai · evidence used",
        "tidak dapat dibedakan dari nol",
        "masuk sisa · in the rest: Zakat: hanya tercatat di satu tahun",
        "masuk sisa · in the rest: PBI-JKN: bukan konsumsi tahun itu",
        "--lists-know 0.2",
    ):
        assert words in " ".join(shown.split()), words
    assert "Desa wisata (asumsi)" not in shown


def test_rupiah_for_what_is_in_rupiah(folder: Path) -> None:
    shown = called(folder, "--measure", "social_welfare", "--growth", 1.1).stdout
    assert "rata-rata × (1 − Gini) · mean × (1 − Gini) (Rp/orang/bulan)" in shown
    assert "asumsi: pertumbuhan 1.1, sebagaimana diminta" in shown


def test_what_began_and_what_lists_know_are_taken_from_whoever_asks(folder: Path) -> None:
    shown = " ".join(called(folder, "--started", "zakat", "--lists-know", 0.3).stdout.split())
    assert "in the rest: Zakat" not in shown
    assert "memakai bukti yang sama (cash_pass_through)" in shown
    assert "desil berkorelasi 0.3 dengan konsumsi tanpa program" in shown


def test_evidence_that_was_written_is_used(folder: Path, tmp_path: Path) -> None:
    pq.write_table(evidence().slice(0, 3), tmp_path / "evidence.parquet")
    told = json.loads(called(folder, "--evidence", tmp_path / "evidence.parquet", "--json").stdout)
    assert {"name": "desa_wisata", "title": "Desa wisata", "lever": "empowerment", "reason": "no_evidence"} in told[
        "left_out"
    ]


def test_drawn_orders_show_their_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_game, "MOST_ENUMERATED", 2)
    assert "urutan program diundi; galat simulasi paling besar" in called(folder).stdout
    told = json.loads(called(folder, "--json").stdout)
    assert max(one["simulation_error"] for one in told["parts"]) > 0
    change = told["changes"][0]["change"]["value"]
    assert sum(one["change"]["value"] for one in told["parts"]) == pytest.approx(change)


def test_all_measures(folder: Path) -> None:
    told = json.loads(called(folder, "--measure", "all", "--json").stdout)
    assert told["measures"] == ["gini", "atkinson(0.5)", "p0", "p1", "p2", "social_welfare"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--regency", "35.99"), UsageError),
        (("--from", "2024"), UsageError),
        (("--measure", "median"), UsageError),
        (("--measure", ","), UsageError),
        (("--started", "x"), UsageError),
    ],
)
def test_wrong_usage(folder: Path, words: tuple[str, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        called(folder, *words)


def test_a_folder_without_a_survey(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="survey_households"):
        called(tmp_path)


def test_it_is_a_sub_command_of_merata(folder: Path) -> None:
    shown = CliRunner().invoke(cli, ["attribute", "--help"]).stdout
    assert "Split the change of inequality between two yearly surveys" in " ".join(shown.split())
    refused = CliRunner().invoke(cli, ["attribute", str(folder), "--regency", "35.99"])
    assert isinstance(refused.exception, UsageError)
