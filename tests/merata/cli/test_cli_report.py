import pyarrow as pa
import pytest
from click.testing import CliRunner

from merata.cli.report import default_budget_idr, report
from merata.demo.build import build
from merata.errors import UsageError
from merata.tables.folder import Dataset, Description


@pytest.fixture
def survey(tmp_path):
    dataset = Dataset(tmp_path / "survey")
    rows = [
        {"survey_id": f"S{i}", "year": 2025, "regency_code": "35.05", "weight": 1.0, "size": 2,
         "stratum": "one", "psu": f"P{i // 2}", "consumption_pc_idr": 500_000.0 + 100_000 * i}
        for i in range(8)
    ]  # fmt: skip
    dataset.write("survey_households", pa.Table.from_pylist(rows))
    return dataset


def run(*arguments):
    return CliRunner().invoke(report, [str(argument) for argument in arguments])


def test_a_survey_gives_a_report_and_the_command_says_where_and_how_big(survey, tmp_path):
    out = tmp_path / "laporan.html"
    result = run(survey.root, "--out", out)
    assert result.exit_code == 0, result.output
    assert str(out) in result.output
    assert "kB" in result.output
    assert '<html lang="id">' in out.read_text(encoding="utf-8")


def test_a_report_names_its_folder_and_file_but_not_where_they_lie(survey, tmp_path):
    out = tmp_path / "laporan.html"
    run(survey.root, "--out", out)
    page = out.read_text(encoding="utf-8")
    assert "merata report survey --out laporan.html --lang id" in page
    assert str(tmp_path) not in page


def test_a_registry_gives_a_plan_with_the_budget_asked_for(tmp_path):
    build(tmp_path / "demo", scale=0.01, seed=1)
    out = tmp_path / "report.html"
    result = run(tmp_path / "demo", "--out", out, "--lang", "en", "--budget", "300_000_000")
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    assert "Rp\u00a0300\u00a0million" in page
    assert "--regency 35.05 --budget 300000000 --seed 1" in page


def test_an_unknown_language_is_wrong_usage(survey, tmp_path):
    assert run(survey.root, "--out", tmp_path / "x.html", "--lang", "jv").exit_code == 2


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path):
    assert run(tmp_path / "nowhere", "--out", tmp_path / "x.html").exit_code == 2


def test_a_budget_without_a_registry_is_wrong_usage(survey, tmp_path):
    result = run(survey.root, "--out", tmp_path / "x.html", "--budget", "1000")
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "x.html").exists()


def test_the_default_budget_follows_the_scale(survey):
    assert default_budget_idr(survey) == 50_000_000_000
    survey.describe(Description(name="demo", year=2025, synthetic=True, scale=0.02))
    assert default_budget_idr(survey) == 1_000_000_000
