"""`merata plan`: what it prints for each option, and what it refuses."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from merata.cli.plan import plan
from merata.cli.plan_options import expiring
from merata.cli.plan_table import print_answers
from merata.errors import UsageError
from merata.planning.answers.asked import Answers
from merata.planning.limits.budget_lines import Charge
from merata.planning.limits.conflicts import Infeasible
from merata.planning.plan import plan as plan_of
from merata.tables.folder import Dataset

WIDTH = 80
BUDGET = "120_000_000"


def run(*arguments: object) -> str:
    given = [str(argument) for argument in arguments]
    result = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(plan, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def flat(shown: str) -> str:
    return " ".join(shown.split())


def test_what_is_printed_fits_and_says_everything(plan_folder: Path) -> None:
    shown = run(plan_folder, "--budget", BUDGET, "--draws", "3", "--robustness", "--truth")
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    for part in (
        "DATA SINTETIS",
        "Paket Kabupaten (35.05)",
        "of Rp 120,000,000",
        "Gini",
        "Atkinson",
        "P2, keparahan / severity",
        "Bagi rata / equal split",
        "Urut desil / by decile",
        "Pola / as last year",
        "Serakah / pure greedy",
        "Tidak ada paket lain".lower(),
        "no other package of the same candidates",
        "One more million rupiah of the budget would add",
        "Per rupiah, the Gini index falls",
        "robust (in the best package of at least 80%)",
        "Menurut kebenaran tersembunyi / on the hidden truth",
        "cash_pass_through: 1 ± 0.15 (* asumsi / assumption)",
    ):
        assert part in flat(shown), part
    assert "…" not in shown


def test_json_is_complete(plan_folder: Path) -> None:
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "3", "--json", "--robustness", "--truth"))
    assert [row["name"] for row in found["regret"]] == ["plan", "equal_split", "decile_order", "last_year", "greedy"]
    assert all(row["regret"] >= 0 for row in found["regret"] if row["keeps_limits"])
    assert found["objective"] == "sen"
    assert found["times_equal_split"]["gain"] > 1
    assert {line["standing"] for line in found["robustness"]} <= {"robust", "contested", "never"}
    assert set(found["truth"]) == {row["name"] for row in found["regret"]}
    assert found["gain"] <= found["bound"] <= found["single_bound"]


def test_without_being_asked_the_truth_is_not_read(plan_folder: Path) -> None:
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "2", "--json"))
    assert found["truth"] is None
    assert found["robustness"] is None


def test_poverty_is_raised_in_points_and_the_headcount_is_not(plan_folder: Path) -> None:
    shown = flat(
        run(plan_folder, "--budget", BUDGET, "--draws", "2", "--objective", "squared_poverty_gap", "--tail", "0.5")
    )
    assert "The headcount is reported, not optimised" in shown
    assert "points of P2" in shown
    assert "the mean of the worst 50% of draws; of all of them it is" in shown


def test_the_interval_is_that_of_the_mean_of_all_draws(plan_folder: Path) -> None:
    asked = (plan_folder, "--budget", BUDGET, "--draws", "4", "--tail", "0.25")
    found = json.loads(run(*asked, "--json"))
    low, high = found["intervals"]["gain"]
    assert low < found["mean_gain"] < high
    assert found["gain"] < found["mean_gain"]
    mean, low, high = (f"{value:,.1f}".replace("-", "−") for value in (found["mean_gain"], low, high))
    assert f"of all of them it is {mean} ({low} to {high})." in flat(run(*asked))
    whole = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "4", "--json"))
    assert whole["mean_gain"] is None


def test_ceilings_hold_and_every_rupiah_is_charged(plan_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "charges.csv"
    shown = run(plan_folder, "--budget", BUDGET, "--draws", "2", "--ceilings", "--charges-out", out)
    assert "Beban rekening 35.05 / charges by account" in flat(shown)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"owner", "account_code", "fund_source", "pillar", "item_id", "amount_idr"}
    by_pillar = {row["pillar"]: 0 for row in rows}
    for row in rows:
        by_pillar[row["pillar"]] += int(row["amount_idr"])
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "2", "--ceilings", "--json"))
    assert sum(by_pillar.values()) == found["spent_idr"]
    assert by_pillar["assistance"] <= 200_000_000
    assert by_pillar.get("infrastructure", 0) in (0, 50_000_000)


def test_no_time_still_gives_a_plan_with_a_bound(plan_folder: Path) -> None:
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "2", "--seconds", "0", "--json"))
    assert 0 < found["gain"] <= found["bound"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--charges-out", "x.csv"), "give --ceilings too"),
        (("--objective", "gini"), "no objective 'gini'"),
        (("--tail", "2"), "no share of the draws"),
        (("--gap", "-1"), "no share of the gain"),
        (("--constraints", "none.yaml"), "no constraint file"),
    ],
)
def test_wrong_usage(plan_folder: Path, options: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(plan_folder, "--budget", BUDGET, *options)


def test_a_clock_that_ran_out() -> None:
    assert expiring(None) is None
    at_once, later = expiring(0.0), expiring(1000.0)
    assert at_once is not None
    assert later is not None
    assert (at_once(), later()) == (True, False)


def test_what_desa_pay_from_their_own_funds_is_no_part_of_the_budget(plan_folder: Path) -> None:
    found = plan_of(Dataset(plan_folder), budget_idr=int(BUDGET), draws=2)
    desa, regency = ("35.05.01.2001", 30_000_000), ("35.05", found.spent_idr - 30_000_000)
    charges = tuple(Charge(owner, "5.1", "Dana Desa", "assistance", "x", paid) for owner, paid in (regency, desa))
    console = Console(width=WIDTH)
    with console.capture() as captured:
        print_answers(console, Answers(replace(found, charges=charges), (), None, None))
    shown = flat(captured.get())
    assert f"Rp {regency[1]:,} dari / of Rp 120,000,000" in shown
    assert "+ Rp 30,000,000 dari dana desa / from the desa's own funds" in shown
    assert "Beban rekening 35.05 dan desa / charges by account, desa too" in shown


def test_every_decile_has_its_gain_with_an_interval(plan_folder: Path) -> None:
    shown = run(plan_folder, "--budget", BUDGET, "--draws", "3")
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "3", "--json"))
    first = found["by_decile"][0]
    row = f"1 {first['gain_pc_idr']:,.0f} {first['low']:z,.0f} – {first['high']:z,.0f}".replace("-", "−")
    assert "Menurut desil kesejahteraan / by decile of welfare" in shown
    assert row in flat(shown)


def test_a_gap_that_was_not_reached_is_told(plan_folder: Path) -> None:
    far = flat(run(plan_folder, "--budget", BUDGET, "--draws", "2", "--seconds", "0", "--gap", "0"))
    assert "The search ended before the gap asked for (0.00%) was reached." in far
    near = flat(run(plan_folder, "--budget", BUDGET, "--draws", "2", "--gap", "0.5"))
    assert "was reached" not in near


def test_without_assumptions_says_what_is_left_out(plan_folder: Path) -> None:
    shown = flat(run(plan_folder, "--budget", BUDGET, "--draws", "3", "--without-assumptions"))
    assert "Jalan [1]" in shown
    assert "cash_pass_through: its effect is assumed, 1 programmes of assistance of Rp" in shown
    found = json.loads(run(plan_folder, "--budget", BUDGET, "--draws", "3", "--without-assumptions", "--json"))
    assert {row["source_id"] for row in found["items"]} == {"road-1"}
    assert not found["assumptions"]


def test_limits_that_conflict_are_told_in_both_languages(plan_folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("pillars: {infrastructure: {max_idr: 10}}\nrequire: [road-1]\n", encoding="utf-8")
    with pytest.raises(Infeasible) as refused:
        run(plan_folder, "--budget", BUDGET, "--draws", "2", "--constraints", rules)
    said = str(refused.value)
    assert "batas pilar infrastruktur (paling banyak Rp 10); kewajiban road-1 (paling sedikit 1)" in said
    assert "the bound of pillar works (at most Rp 10); requiring road-1 (at least 1)" in said
