"""What evaluation reads: chance and selection of the draw, completion of the course."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_course import documents, person

from merata.errors import InputError
from merata.evaluation.lottery import lottery_effect
from merata.programmes.training.attendance import CompletionRule, completion
from merata.programmes.training.commitment import COMMITMENT_FILE
from merata.programmes.training.frozen_list import LIST_FILE, read_list
from merata.programmes.training.recording import with_completion, with_draw
from merata.programmes.training.result import RESULT_FILE, read_result

FILES = documents([*[person(at) for at in range(12)], person(12, schooling_years=2)])
LISTED = read_list(FILES[LIST_FILE], FILES[COMMITMENT_FILE])
RESULT = read_result(FILES[RESULT_FILE])


def applications(**columns: object) -> pa.Table:
    names = ["A900", *(f"A{at:03d}" for at in reversed(range(13)))]
    given = {"application_id": names, "course_id": ["other", *["course_2026_barista"] * 13]}
    return pa.table({**given, **columns})


def test_the_draw_is_written_beside_what_was_there() -> None:
    before = applications(chance=[0.5, *[None] * 13], selected=pa.array([True, *[None] * 13]))
    found = {row["application_id"]: row for row in with_draw(before, LISTED, RESULT).to_pylist()}
    assert (found["A900"]["chance"], found["A900"]["selected"], found["A900"]["need_weight"]) == (0.5, True, None)
    assert (found["A012"]["chance"], found["A012"]["selected"]) == (0.0, False)
    assert {name for name, row in found.items() if row["selected"]} == {"A900", *RESULT.selected}
    assert sum(row["chance"] for name, row in found.items() if name != "A900") == pytest.approx(4)
    assert found["A000"]["need_weight"] == 3
    assert with_draw(before, LISTED, RESULT).column_names == [*before.column_names, "need_weight"]


def test_a_table_of_another_dataset_is_refused() -> None:
    with pytest.raises(InputError, match="A000"):
        with_draw(applications().slice(0, 13), LISTED, RESULT)


def test_completion_is_written_too() -> None:
    records = pa.table({"application_id": ["A001"], "session": [1], "status": ["present"]})
    done = completion(["A001", "A002"], records, sessions=1, rule=CompletionRule())
    found = {row["application_id"]: row for row in with_completion(applications(), done).to_pylist()}
    assert (found["A001"]["completed"], found["A001"]["sessions_attended"]) == (True, 1)
    assert (found["A002"]["completed"], found["A002"]["sessions_attended"]) == (False, 0)
    assert found["A003"]["completed"] is None


def test_who_moved_up_is_marked_and_a_corrected_list_leaves_nothing_behind() -> None:
    drawn = [f"A{at:03d}" for at in range(13)]
    marks = [("A001", 1, "present"), ("A001", 2, "excused"), ("A002", 1, "present")]
    records = pa.Table.from_pylist(
        [dict(zip(("application_id", "session", "status"), mark, strict=True)) for mark in marks]
    )
    rule = CompletionRule(excused_at_most=1)
    wrong = completion(["A001", "A002"], records, sessions=2, rule=rule)
    table = with_completion(applications(), wrong, drawn=drawn, promoted=["A002"])
    found = {row["application_id"]: row for row in table.to_pylist()}
    assert (found["A001"]["completed"], found["A001"]["sessions_excused"], found["A001"]["promoted"]) == (
        True, 1, False,
    )  # fmt: skip
    assert (found["A002"]["completed"], found["A002"]["sessions_excused"], found["A002"]["promoted"]) == (
        False, 0, True,
    )  # fmt: skip
    assert (found["A012"]["completed"], found["A012"]["promoted"]) == (None, False)
    assert (found["A900"]["completed"], found["A900"]["promoted"]) == (None, None)
    corrected = completion(["A001"], records.slice(0, 2), sessions=2, rule=rule)
    again = {row["application_id"]: row for row in with_completion(table, corrected, drawn=drawn).to_pylist()}
    assert (again["A001"]["completed"], again["A002"]["completed"], again["A002"]["sessions_attended"]) == (
        True, None, None,
    )  # fmt: skip
    assert again["A002"]["promoted"] is False


def test_evaluation_reads_what_is_written() -> None:
    table = with_draw(applications(), LISTED, RESULT)
    names = [f"A{at:03d}" for at in range(13)]
    won = np.isin(names, RESULT.selected)
    outcomes = pa.table(
        {
            "unit": ["application"] * 13,
            "unit_id": names,
            "year": [2027] * 13,
            "measure": ["income_idr"] * 13,
            "value": np.where(won, 1.2e6, 1e6),
        }
    )
    courses = pa.table({"course_id": ["course_2026_barista", "other"], "year": [2026, 2026]})
    found = lottery_effect(table, courses, outcomes)
    assert found.effect == pytest.approx(0.2)
    assert (found.winners, found.losers, found.certain) == (4, 8, 1)
