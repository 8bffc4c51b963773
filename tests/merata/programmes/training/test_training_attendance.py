"""Attendance and completion, by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from merata.errors import InputError, UsageError
from merata.programmes.training.attendance import CompletionRule, completion, sessions_by_application

RULE = CompletionRule(minimum_percent=80, excused_at_most=2)


def records(**marks: str) -> pa.Table:
    """One letter a session: p present, e excused, a absent, a point for no record."""
    words = {"p": "present", "e": "excused", "a": "absent"}
    rows = [
        {"application_id": name, "session": at, "status": words[mark]}
        for name, letters in marks.items()
        for at, mark in enumerate(letters, 1)
        if mark != "."
    ]
    schema = pa.schema([("application_id", pa.string()), ("session", pa.int64()), ("status", pa.string())])
    return pa.Table.from_pylist(rows, schema=schema)


def test_completion_by_hand() -> None:
    marks = records(A="pppppppppp", B="ppppppppaa", C="pppppppaaa", D="ppppppppee", E="ppppppeeea", F="pppppppp..")
    found = completion("ABCDEFG", marks, sessions=10, rule=RULE, certificate_prefix="BARISTA-2026-").to_pylist()
    assert [row["completed"] for row in found] == [True, True, False, True, False, True, False]
    assert [row["sessions_attended"] for row in found] == [10, 8, 7, 8, 6, 8, 0]
    assert [row["sessions_excused"] for row in found] == [0, 0, 0, 2, 3, 0, 0]
    assert [row["sessions_absent"] for row in found] == [0, 2, 3, 0, 1, 0, 0]
    assert [row["sessions_not_recorded"] for row in found] == [0, 0, 0, 0, 0, 2, 10]
    assert [row["certificate"] for row in found] == [
        "BARISTA-2026-001", "BARISTA-2026-002", None, "BARISTA-2026-003", None, "BARISTA-2026-004", None,
    ]  # fmt: skip
    assert found[2]["reason_id"] == "Hadir 7 dari 10 pertemuan, batasnya 80%"
    assert found[4]["reason_en"] == "Attended 6 of 8 sessions, the limit is 80%"
    assert found[0]["reason_id"] is None


def test_the_limit_is_reached_exactly() -> None:
    assert CompletionRule(70).enough(attended=7, excused=0, sessions=10)
    assert CompletionRule(67, 0).enough(attended=2, excused=0, sessions=3) is False  # 66.7 %
    assert CompletionRule(66, 0).enough(attended=2, excused=0, sessions=3)
    assert CompletionRule(80, 5).enough(attended=0, excused=5, sessions=5) is False  # never there is never complete


def test_a_final_test_must_be_passed_and_recorded() -> None:
    rule = CompletionRule(needs_pass=True)
    found = completion(
        "ABC", records(A="pp", B="pp", C="pp"), sessions=2, rule=rule, passed={"A": True, "B": False}
    ).to_pylist()
    assert [row["completed"] for row in found] == [True, False, False]
    assert [row["reason_en"] for row in found] == [
        None, "The final test was not passed", "The result of the final test is not recorded",
    ]  # fmt: skip


def test_who_gave_up_the_seat_did_not_complete_however_often_they_came() -> None:
    found = completion(
        "ABC", records(A="pppp", B="pppp"), sessions=4, rule=RULE, gave_up=("A", "C"), certificate_prefix="K-"
    ).to_pylist()
    assert [row["completed"] for row in found] == [False, True, False]
    assert [row["sessions_attended"] for row in found] == [4, 4, 0]
    assert [row["certificate"] for row in found] == [None, "K-001", None]
    assert [row["reason_id"] for row in found] == ["Melepas kursi", None, "Melepas kursi"]
    assert [row["reason_en"] for row in found] == ["Gave up the seat", None, "Gave up the seat"]


def test_the_order_of_rows_and_participants_does_not_matter() -> None:
    marks = records(A="ppa", B="ppp")
    backwards = marks.take(list(range(marks.num_rows - 1, -1, -1)))
    first, again = (
        completion(names, rows, sessions=3, rule=RULE) for names, rows in (("AB", marks), ("BA", backwards))
    )
    assert first.equals(again)


def test_faults_are_named_at_once() -> None:
    rows = [("A", 1, "present"), ("A", 1, "absent"), ("A", 4, "present"), ("A", 2, "ill"), (None, 2, "present")]
    table = pa.Table.from_pylist([dict(zip(("application_id", "session", "status"), row, strict=True)) for row in rows])
    with pytest.raises(InputError, match="4 faults") as caught:
        sessions_by_application(table, sessions=3)
    assert [fault.row for fault in caught.value.faults] == [2, 3, 4, 5]


def test_records_of_somebody_without_a_seat_are_refused() -> None:
    with pytest.raises(InputError, match="Z, who took no seat"):
        completion("A", records(A="p", Z="p"), sessions=1, rule=RULE)


@pytest.mark.parametrize(
    ("sessions", "rule"),
    [(0, RULE), (3, CompletionRule(0)), (3, CompletionRule(101)), (3, CompletionRule(80, -1))],
)
def test_rules_that_make_no_sense_are_refused(sessions: int, rule: CompletionRule) -> None:
    with pytest.raises(UsageError, match="expected 1 session"):
        completion("A", records(A="p"), sessions=sessions, rule=rule)
