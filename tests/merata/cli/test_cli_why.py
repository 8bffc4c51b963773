"""`merata why`: what it says of what is in the plan and of what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from test_cli_plan import BUDGET, WIDTH, flat

from merata.cli.why import why_command
from merata.cli.why_table import print_why
from merata.errors import UsageError
from merata.planning.answers.why import Forced, Why
from merata.planning.effects import ACCOUNTING, COMPLETED, Effect
from merata.planning.optimiser.objective import Objective
from merata.planning.proving.pricing import Obstacle

ROAD = Why(
    subject="road-9",
    asked_as="U1",
    name="Jalan 9",
    kind="project",
    in_plan=False,
    excluded=False,
    plan_idr=0,
    piece_idr=200,
    piece_households=7,
    piece_village="Desa 3",
    together=(),
    gain=2.0,
    price=3.0,
    entry_cost_idr=133.4,
    obstacles=(Obstacle("budget", 2.5), Obstacle("35.05 infrastructure", 0.5)),
    plan_gain=10.0,
    plan_bound=10.1,
    forced=Forced("in", 9.5, 9.6, -0.5),
    evidence=(ACCOUNTING,),
    objective=Objective(),
    budget_idr=1000,
    regency_name="Kabupaten",
    synthetic=False,
)


def run(*arguments: object) -> str:
    given = [str(argument) for argument in arguments]
    result = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(why_command, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(found: Why) -> str:
    console = Console(width=WIDTH, record=True, file=None, highlight=False)
    with console.capture() as captured:
        print_why(console, found)
    return flat(captured.get())


def test_a_road_outside_the_plan_in_sentences() -> None:
    shown = told(ROAD)
    for part in (
        "Jalan 9 (road-9)",
        "Tidak masuk paket terbaik dari Rp 1,000.",
        "This, in Desa 3 (7 households, Rp 200) adds 2.00 Rp per person a month",
        "are worth 3.00 elsewhere",
        "Akan masuk bila biayanya di bawah Rp 133.",
        "In its way: the budget (2.50), the ceiling of works (0.50).",
        "When it is forced in and the rest filled again, the package gains 0.50 less Rp per person a month; "
        "it is proved that no such package is better.",
        "cash_pass_through: 1 ± 0 (asumsi / assumption)",
    ):
        assert part in shown, part


def test_a_course_is_told_with_the_share_of_seats_completed() -> None:
    course = Effect("x", 0.05, 0.02, "share_of_income", assumption=True, source="s", certainty="low")
    rate = Effect("completion/x", 0.87654, 0.03216, COMPLETED, assumption=False, source="9 seats", certainty="high")
    shown = told(replace(ROAD, evidence=(replace(course, times="completion/x"), rate)))
    assert "x: 0.05 ± 0.02 (per kursi yang lulus, dikali completion/x / per seat completed, times" in shown
    assert "completion/x: 0.877 ± 0.0322 (sumber / source: 9 seats)" in shown
    offered = told(replace(ROAD, evidence=(replace(course, per="offer"),)))
    assert "x: 0.05 ± 0.02 (per kursi yang ditawarkan / per seat offered; asumsi / assumption)" in offered
    assumed = told(replace(ROAD, evidence=(replace(rate, assumption=True),)))
    assert "(asumsi / assumption: 9 seats)" in assumed


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"excluded": True}, "Excluded by the constraints."),
        ({"in_plan": True, "price": 1.0}, "It stays in as long as it costs less than Rp 133."),
        ({"in_plan": True, "plan_idr": 200}, "it is in as it fills what money is left"),
        ({"entry_cost_idr": None}, "No limit on money holds it back."),
        ({"entry_cost_idr": -5.0}, "It would not enter even free of charge."),
        ({"gain": 4.0}, "does not fit whole beside the rest"),
        ({"kind": "programme"}, "The nearest part, in Desa 3"),
        ({"together": ("road-9", "bridge-1")}, "together with road-9 + bridge-1"),
        (
            {"forced": Forced("in", None, None, None, "no plan keeps these limits together")},
            "It cannot be forced in: no",
        ),
        (
            {"forced": Forced("out", 10.05, 10.2, 0.05)},
            "0.05 more, within the proof Rp per person a month; at most that",
        ),
        ({"objective": Objective("poverty_gap")}, "adds 200.00000 points of P1"),
    ],
)
def test_every_case_has_its_sentence(changed: dict[str, object], part: str) -> None:
    assert part in told(replace(ROAD, **changed))  # type: ignore[arg-type]


def test_command_line(plan_folder: Path) -> None:
    shown = run(plan_folder, "road-1", "--budget", BUDGET, "--draws", "2")
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    assert "DATA SINTETIS" in shown
    assert "Jalan [1] (road-1)" in shown
    found = json.loads(run(plan_folder, "bantuan_pangan", "--budget", BUDGET, "--draws", "2", "--json"))
    assert found["in_plan"]
    assert found["forced"]["way"] == "out"
    with pytest.raises(UsageError, match="the nearest are bantuan_pangan"):
        run(plan_folder, "bantuan", "--budget", BUDGET)
