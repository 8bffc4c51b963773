"""A whole plan on an invented region: what it may buy, what it must beat, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from invented_region import DatasetInMemory

from merata.cli.plan import plan as plan_command
from merata.cli.plan import run_plan
from merata.errors import InputError, UsageError
from merata.planning.limits.constraints import read_constraints
from merata.planning.plan import Plan, plan

BUDGET = 1_000_000_000


@pytest.fixture(scope="module")
def found(choices: DatasetInMemory) -> Plan:
    return plan(choices, budget_idr=BUDGET, draws=8)


def test_it_beats_what_it_is_compared_with_and_stays_under_its_bound(found: Plan) -> None:
    assert set(found.comparisons) == {"equal_split", "decile_order"}
    assert max(found.comparisons.values()) < found.gain <= found.bound
    assert min(found.comparisons.values()) > 0
    assert found.gap == pytest.approx((found.bound - found.gain) / found.gain)
    assert found.gini_after < found.gini_before
    assert found.p0_after is not None
    assert found.p0_before is not None
    assert found.p0_after < found.p0_before


def test_money_is_whole_within_the_budget_and_of_this_regency(found: Plan, choices: DatasetInMemory) -> None:
    assert found.spent_idr == sum(line.cost_idr for line in found.items) <= BUDGET
    assert {line.source_id for line in found.items} <= {"bantuan_pangan", "barista", "road-1", "road-2"}
    assert all(line.village_code is None or line.village_code.startswith("35.05") for line in found.items)
    assistance = sum(line.cost_idr for line in found.items if line.kind == "programme")
    assert pc.sum(found.recipients["annual_idr"]).as_py() == assistance
    assert set(found.recipients["annual_idr"].to_pylist()) == {1_560_000}


def test_recipients_are_eligible_once_each_and_the_neediest_of_their_village(
    found: Plan, choices: DatasetInMemory
) -> None:
    households = choices.tables["households"]
    paid = set(found.recipients["household_id"].to_pylist())
    assert len(paid) == found.recipients.num_rows
    with_sembako = set(choices.tables["benefits"]["household_id"].to_pylist()[:150])
    assert not paid & with_sembako
    worst_paid: dict[str, int] = {}
    rows = households.select(["household_id", "village_code", "desil"]).to_pylist()
    for row in rows:
        if row["household_id"] in paid:
            assert row["desil"] <= 4
            worst_paid[row["village_code"]] = max(worst_paid.get(row["village_code"], 0), row["desil"])
    for row in rows:
        if row["village_code"] in worst_paid and row["household_id"] not in paid | with_sembako:
            assert row["desil"] is None or row["desil"] >= worst_paid[row["village_code"]]


def test_areas_and_deciles_add_up(found: Plan) -> None:
    in_villages = sum(line.cost_idr for line in found.items if line.village_code)
    assert sum(row["spending_idr"] for row in found.by_village) == in_villages
    assert sum(row["spending_idr"] for row in found.by_kecamatan) == in_villages
    persons = np.array([row["persons"] for row in found.by_village])
    gains = np.array([row["gain_pc_idr"] for row in found.by_village])
    by_decile = np.mean([row["gain_pc_idr"] for row in found.by_decile])
    assert np.average(gains, weights=persons) == pytest.approx(by_decile, rel=0.02)
    assert found.by_decile[0]["gain_pc_idr"] > found.by_decile[9]["gain_pc_idr"]


def test_proposals_answered_are_open_ones_of_this_regency(found: Plan) -> None:
    roads = {line.source_id for line in found.items if line.kind == "project"}
    assert found.proposals == tuple(
        proposal for proposal, road in (("U1", "road-1"), ("U2", "road-2")) if road in roads
    )


def test_a_class_without_evidence_is_no_candidate_and_named(found: Plan) -> None:
    assert found.notes[0] == "batik: tanpa bukti dampak, bukan calon / no evidence on its effect, not a candidate"
    assert [note.split(",")[0] for note in found.notes[1:]] == ["tanpa tabel roads"]


def test_items_without_evidence_share_a_note(choices: DatasetInMemory) -> None:
    courses = choices.tables["courses"]
    at = courses.column_names.index("evidence_id")
    none = choices.with_tables(courses=courses.set_column(at, "evidence_id", [pa.nulls(2, pa.string())]))
    noted = plan(none, budget_idr=BUDGET, draws=2).notes[0]
    assert noted == "barista, batik: tanpa bukti dampak, bukan calon / no evidence on its effect, not a candidate"


def test_tables_that_are_not_there_are_named(choices: DatasetInMemory) -> None:
    less = {name: table for name, table in choices.tables.items() if name not in ("courses", "project_villages")}
    notes = plan(DatasetInMemory(less), budget_idr=BUDGET, draws=2).notes
    assert [note.split(" / ")[1] for note in notes] == [
        "without the table courses, no classes",
        "without the table project_villages, no works",
    ]


def test_a_coarse_gap_is_heard_of_without_a_slip(choices: DatasetInMemory) -> None:
    heard: list[float] = []
    found = plan(choices, budget_idr=BUDGET, draws=2, gap=0.1, step=lambda share, _: heard.append(share))
    assert found.asked_gap == 0.1
    assert all(0 <= share <= 1 for share in heard)


def test_json_holds_the_promised_keys_and_nobody_s_name(found: Plan) -> None:
    shown = found.as_json()
    assert {"gini_before", "gini_after", "gain", "bound", "gap", "spent_idr", "items"} <= set(shown)
    assert "H0" not in json.dumps(shown, allow_nan=False)
    names = ("gini", "atkinson", "p0", "p1", "p2")
    assert set(found.intervals) == {"gain", *(f"{name}_{when}" for name in names for when in ("before", "after"))}


def test_same_seed_same_plan(found: Plan, choices: DatasetInMemory) -> None:
    assert plan(choices, budget_idr=BUDGET, draws=8) == found


def test_more_money_is_never_worse(found: Plan, choices: DatasetInMemory) -> None:
    assert plan(choices, budget_idr=2 * BUDGET, draws=8).gain > found.gain


def test_too_little_money_buys_nothing_and_has_no_gap(choices: DatasetInMemory) -> None:
    none = plan(choices, budget_idr=1000, draws=2)
    assert (none.gain, none.gap, none.spent_idr, none.items) == (0.0, None, 0, ())


def test_kota_pays_for_its_own(choices: DatasetInMemory) -> None:
    kota = plan(choices, budget_idr=BUDGET, regency="35.72", draws=2)
    assert {line.source_id for line in kota.items} == {"bantuan_pangan", "kota-1"}
    assert kota.regency_name == "Kota"


@pytest.mark.parametrize("budget", [0, -5])
def test_a_budget_that_is_none_is_refused(choices: DatasetInMemory, budget: int) -> None:
    with pytest.raises(UsageError, match="more than 0"):
        plan(choices, budget_idr=budget)


def test_an_unknown_regency_names_the_known(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match=r"35\.05 \(Kabupaten\), 35\.72 \(Kota\)"):
        plan(choices, budget_idr=BUDGET, regency="35.06")


def constrained(choices: DatasetInMemory, tmp_path: Path, text: str) -> Plan:
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return plan(choices, budget_idr=BUDGET, draws=4, constraints=read_constraints(file))


def test_constraints_hold(choices: DatasetInMemory, tmp_path: Path) -> None:
    rules = """
pillars: {infrastructure: {max_idr: 400_000_000}, training: {min_idr: 1}}
kecamatan: {35.05.02: {min_idr: 200_000_000}}
exclude: [road-1]
require: [road-2]
"""
    with pytest.raises(
        InputError, match=r"bound of pillar works \(at most Rp 400,000,000\); requiring road-2 \(at least 1\)"
    ):
        constrained(choices, tmp_path, rules)
    found = constrained(choices, tmp_path, rules.replace("400_000_000", "950_000_000").replace("200_000_000", "1"))
    sources = {line.source_id for line in found.items}
    assert {"barista", "road-2"} <= sources
    assert "road-1" not in sources
    excluded = constrained(choices, tmp_path, "exclude: [bantuan_pangan]\n")
    assert {line.kind for line in excluded.items} <= {"project", "course"}


def test_every_fault_of_the_constraints_comes_in_one_run(choices: DatasetInMemory, tmp_path: Path) -> None:
    rules = """\
pillar: {training: {min_idr: 5}}
pillars: {roads: {min_idr: 5}}
programmes: {bantuan_pangan: {min_idr: 5_000_000_000}}
kecamatan: {35.05.99: {max_idr: 5}}
villages: {35.05.01.1000: {min_idr: -5}}
exclude: [road-9, road-1]
require: [road-1]
"""
    with pytest.raises(InputError) as caught:
        constrained(choices, tmp_path, rules)
    found = {(fault.row, fault.problem) for fault in caught.value.faults}
    assert found >= {
        (1, "unknown key"),
        (2, "unknown key"),
        (3, "more than the budget"),
        (4, "unknown key"),
        (5, "not an amount"),
        (6, "unknown id"),
        (7, "both required and excluded"),
    }


def test_command_line(choices_folder: Path) -> None:
    arguments = [str(choices_folder), "--budget", "1_000_000_000", "--draws", "4"]
    result = CliRunner().invoke(plan_command, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown["gain"] <= shown["bound"]
    assert 0 < shown["spent_idr"] <= BUDGET
    told = CliRunner().invoke(plan_command, arguments, catch_exceptions=False)
    assert told.exit_code == 0


def test_plan_for_the_demo_prints_what_it_returns(choices_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run_plan(choices_folder, budget_idr=BUDGET, regency="35.72")
    assert found.regency == "35.72"


def test_no_constraint_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no constraint file"):
        read_constraints(tmp_path / "none.yaml")


def test_a_programme_that_nobody_may_have_is_named_with_the_reason(choices: DatasetInMemory) -> None:
    households = choices.tables["households"]
    unknown = pa.nulls(households.num_rows, pa.int64())
    at = households.column_names.index("desil")
    found = plan(choices.with_tables(households=households.set_column(at, "desil", unknown)), budget_idr=10**9, draws=2)
    assert {note.split(":")[0] for note in found.notes[:2]} == {"batik", "bantuan_pangan"}
    assert any("data belum lengkap: desil" in note for note in found.notes)


def test_a_pillar_without_candidates_may_be_bounded(choices: DatasetInMemory, tmp_path: Path) -> None:
    file = tmp_path / "wishes.yaml"
    file.write_text("pillars: {participation: {max_idr: 0}}\n")
    assert plan(choices, budget_idr=10**8, draws=2, constraints=read_constraints(file)).spent_idr > 0


def test_a_budget_beyond_all_money_is_wrong_usage(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match="more than there is money"):
        plan(choices, budget_idr=10**20)
