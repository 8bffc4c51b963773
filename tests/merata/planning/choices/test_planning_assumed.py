"""What may be chosen where assumptions are not to count, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.access.projects.rupiah_records import RECORDS_FILE, read_records
from merata.errors import UsageError
from merata.planning.answers.asked import answers
from merata.planning.plan import Plan, plan
from merata.planning.problem import Request

BUDGET = 1_000_000_000


def with_assumed(region: DatasetInMemory, *assumed: str) -> DatasetInMemory:
    evidence = region.tables["evidence"]
    flags = [name in assumed for name in evidence["evidence_id"].to_pylist()]
    at = evidence.column_names.index("assumption")
    return region.with_tables(evidence=evidence.set_column(at, "assumption", [pa.array(flags)]))


def planned(region: DatasetInMemory) -> Plan:
    return plan(region, budget_idr=BUDGET, draws=4, assumptions=False)


def test_nothing_assumed_is_chosen_and_the_notes_say_what_was_left_out(choices: DatasetInMemory) -> None:
    found = planned(choices)
    assert {line.source_id for line in found.items} <= {"road-1", "road-2"}
    assert found.items
    assert not any(line.assumption for line in found.items)
    assert not any(effect.assumption for effect in found.effects)
    assert [effect.evidence_id for effect in found.known_effects] == ["road_access"]
    assert not found.as_json()["assumptions"]
    told = [note for note in found.notes if "assumed" in note]
    assert told[-1].endswith(
        "training_vocational: its effect is assumed, 1 candidates of Rp 20,000,000 not chosen from"
    )
    assert told[0].startswith("cash_pass_through: dampaknya asumsi, 1 program bantuan seharga Rp ")


def test_assistance_counts_where_its_pass_through_was_read(choices: DatasetInMemory) -> None:
    found = planned(with_assumed(choices, "training_vocational", "road_access"))
    assert {line.kind for line in found.items} == {"programme"}
    assert found.gain > 0


def test_a_class_whose_completion_is_assumed_is_left_out(choices: DatasetInMemory) -> None:
    found = planned(with_assumed(choices))
    assert "barista" not in {line.source_id for line in found.items}
    assert any(note.startswith("completion/training_vocational: dampaknya asumsi") for note in found.notes)


def test_with_nothing_assumed_at_all_it_is_the_same_plan(choices: DatasetInMemory) -> None:
    known = with_assumed(choices)
    courses = known.tables["courses"]
    none = known.with_tables(courses=courses.slice(1))
    strict, usual = (plan(none, budget_idr=BUDGET, draws=4, assumptions=each) for each in (False, True))
    assert strict.as_json() | {"assumptions": True} == usual.as_json()


def test_nothing_left_is_refused_in_both_languages(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError) as refused:
        planned(with_assumed(choices, "training_vocational", "road_access", "cash_pass_through"))
    said = str(refused.value)
    assert said.startswith("tanpa asumsi tidak ada yang dapat dipilih (cash_pass_through: dampaknya asumsi, 1 program")
    assert "road_access: its effect is assumed, 2 candidates of Rp 1,200,000,000 not chosen from" in said


def test_effects_per_minute_are_refused_where_they_are_assumed() -> None:
    records = tuple(read_records(RECORDS_FILE))
    with pytest.raises(UsageError, match="are assumptions: plan without minutes"):
        Request("35.05", BUDGET, date(2026, 1, 1), minute_records=records, assumptions=False)


def test_everything_else_is_answered_too(choices: DatasetInMemory) -> None:
    request = Request("35.05", BUDGET, date(2026, 1, 1), draws=4, assumptions=False)
    found = answers(choices, request).as_json()
    assert {row["name"] for row in found["regret"]} >= {"plan", "equal_split", "greedy"}
    assert found["times_equal_split"] == {"gain": None, "gini_fall": None}
    assert replace(request, assumptions=True) != request
