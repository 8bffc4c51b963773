"""`merata frontier`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli_plan import WIDTH, flat

from merata.cli.frontier import frontier_command
from merata.errors import UsageError


def run(*arguments: object) -> str:
    given = [str(argument) for argument in arguments]
    result = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(frontier_command, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_is_printed_fits(plan_folder: Path) -> None:
    shown = run(plan_folder, "--from", "100_000_000", "--to", "300_000_000", "--steps", "3", "--draws", "2")
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    for part in (
        "gain by budget: Kabupaten (35.05)",
        "0.10",
        "0.20",
        "0.30",
        "█" * 14,
        "3 budgets in",
        "assistance",
        "works",
    ):
        assert part in flat(shown), part
    assert "…" not in shown


def test_json_of_listed_budgets(plan_folder: Path) -> None:
    found = json.loads(run(plan_folder, "--budgets", "200_000_000,100_000_000", "--draws", "2", "--json"))
    assert [point["budget_idr"] for point in found["points"]] == [100_000_000, 200_000_000]
    assert found["points"][0]["gain"] <= found["points"][1]["gain"]
    assert found["seconds"] >= 0


def test_poverty_says_that_the_headcount_is_not_raised(plan_folder: Path) -> None:
    shown = flat(
        run(plan_folder, "--budgets", "100_000_000", "--draws", "2", "--objective", "poverty_gap", "--seconds", "9")
    )
    assert "P0 is reported, not optimised" in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "either --from and --to, or --budgets"),
        (("--from", "1", "--budgets", "2"), "either --from and --to, or --budgets"),
        (("--from", "1"), "both --from and --to"),
        (("--budgets", "1,much"), "no list of whole rupiah"),
        (("--from", "2", "--to", "1"), "do not rise"),
        (("--budgets", "0"), "buys nothing"),
    ],
)
def test_wrong_usage(plan_folder: Path, options: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(plan_folder, *options)
