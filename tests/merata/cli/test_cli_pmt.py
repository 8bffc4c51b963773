"""`merata pmt` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from invented_region import DatasetInMemory

from merata.cli.pmt import parsed_coverages, parsed_target, pmt
from merata.cli.progress import stdout
from merata.errors import UsageError


@pytest.fixture(scope="module")
def folder(small_region: DatasetInMemory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_region.written(tmp_path_factory.mktemp("region"))


def called(*arguments: object, width: int = 120) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stdout, "_width", width)
        return CliRunner().invoke(pmt, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_tables_say_who_is_missed_in_both_languages(folder: Path) -> None:
    shown = called(folder, "--draws", 3).stdout
    assert "sintetis · the people in these data are synthetic" in shown
    assert "Galat eksklusi, % sasaran yang terlewat" in shown
    assert "inclusion error, % of the reached not meant" in shown
    assert "PMT boosting" in shown
    assert "desil ~" in shown
    assert "dipilih / chosen" in shown
    assert "persons below their poverty line" in shown
    assert "6,000 rumah tangga tanpa desil berada paling akhir" in shown


def test_json_csv_and_scores(folder: Path, tmp_path: Path) -> None:
    errors, scores = tmp_path / "errors.csv", tmp_path / "scores.parquet"
    result = called(folder, "--truth", "--by", "size", "--coverages", "25", "--target", "25", "--json", "--csv", errors,
                    "--scores", scores)  # fmt: skip
    told = json.loads(result.stdout)
    assert list(told) == [
        "synthetic",
        "year",
        "target",
        "seed",
        "sampled_households",
        "clusters",
        "covariates",
        "chosen",
        "learners",
        "errors",
        "without_desil",
        "notes",
    ]
    assert [one["learner"] for one in told["learners"]] == ["linear", "boosting"]
    assert len(told["errors"]) == 4 * 6 * (1 + 4)
    with errors.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(told["errors"])
    assert float(rows[0]["value"]) == told["errors"][0]["value"]
    table = pq.read_table(scores)
    assert table.num_rows == 6000
    assert table.schema.metadata == {
        b"learner": b"linear",
        b"year": b"2025",
        b"seed": b"1",
        b"lot": b"2025",
        b"synthetic": b"true",
    }


def test_options_are_percentages() -> None:
    assert parsed_coverages("10, 20,20") == (0.1, 0.2)
    assert parsed_target("40") == 0.4
    assert parsed_target("same") == "same"
    for wrong in ("0", "101", "few", "10,,20"):
        with pytest.raises(UsageError, match="expected percentages"):
            parsed_coverages(wrong)
    with pytest.raises(UsageError, match="--target has 'rich'"):
        parsed_target("rich")
