"""After the draw: who completed the course by its attendance, who gave up a seat, what the dataset keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from drawn_course import course_folder, done, drawn_folder, run

from merata.errors import InputError, UsageError
from merata.tables.folder import Dataset


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return course_folder(tmp_path)


@pytest.fixture
def drawn(data: Path) -> Path:
    return drawn_folder(data)


@pytest.fixture
def seated(drawn: Path) -> list[str]:
    return [one["application"] for one in result(drawn)["selected"]]


def result(drawn: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((drawn / "5-result.json").read_bytes())
    return found


def sheet(data: Path, marks: dict[str, str], *extra: str) -> Path:
    """A sheet with one letter a session: h hadir, i izin, s sakit, a alpa, a point for no row."""
    words = {"h": "hadir", "i": "izin", "s": "sakit", "a": "alpa"}
    lines = [
        f"{name};{at};{words[mark]}" for name, row in marks.items() for at, mark in enumerate(row, 1) if mark != "."
    ]
    path = data.parent / "hadir.csv"
    path.write_text("\n".join(["application_id;session;status", *lines, *extra]) + "\n", encoding="utf-8")
    return path


def rows(data: Path) -> dict[str, dict[str, Any]]:
    return {row["application_id"]: row for row in Dataset(data).read("applications").to_pylist()}


def test_who_completed_by_hand(data: Path, drawn: Path, seated: list[str]) -> None:
    done("record", data, drawn)
    first, second, third = sorted(seated)
    # 3 of 4 are 75%; 2 of the 3 that an excuse leaves are 66.7%; 2 of the 2 that two excuses leave are all.
    path = sheet(data, {first: "hhha", second: "hhai", third: "hhis"})
    found = json.loads(done("complete", data, drawn, "--attendance", path, "--json"))
    assert (found["sessions"], found["minimum_percent"], found["excused_at_most"]) == (4, 75, 2)
    assert [one["completed"] for one in found["participants"]] == [True, False, True]
    assert [one["certificate"] for one in found["participants"]] == ["barista-001", None, "barista-002"]
    assert found["participants"][1]["reason_id"] == "Hadir 2 dari 3 pertemuan, batasnya 75%"
    kept = rows(data)
    assert [kept[name]["completed"] for name in (first, second, third)] == [True, False, True]
    assert [kept[name]["sessions_attended"] for name in (first, second, third)] == [3, 2, 2]
    assert [kept[name]["sessions_excused"] for name in (first, second, third)] == [0, 1, 2]
    others = [row for name, row in kept.items() if name not in seated]
    assert [row["completed"] for row in others] == [None] * 9
    assert [row["promoted"] for row in kept.values()] == [False] * 12
    assert all(kept[name]["selected"] for name in seated)


def test_a_seat_that_was_given_up_goes_to_who_waits(data: Path, drawn: Path, seated: list[str]) -> None:
    done("record", data, drawn)
    gone, *stayed = seated
    moved = done("promote", drawn, "--withdrawn", gone).split("→")[1].split()[0]
    path = sheet(data, {gone: "h...", **dict.fromkeys(stayed, "hhhh"), moved: ".hhh"})
    page = done("complete", data, drawn, "--attendance", path, "--withdrawn", gone)
    assert f"{gone} → {moved}" in page
    assert "Melepas kursi" in page
    assert "Lulus / completed: 3 dari / of 4" in page
    assert "counts as an absence" in page
    kept = rows(data)
    assert (kept[gone]["selected"], kept[gone]["completed"], kept[gone]["promoted"]) == (True, False, False)
    assert (kept[moved]["selected"], kept[moved]["completed"], kept[moved]["promoted"]) == (False, True, True)
    assert (kept[gone]["sessions_attended"], kept[moved]["sessions_attended"]) == (1, 3)


def test_who_left_the_waiting_list_had_no_seat(data: Path, drawn: Path, seated: list[str]) -> None:
    waiting = result(drawn)["waiting"][0]["application"]
    path = sheet(data, dict.fromkeys(seated, "hhhh"))
    found = json.loads(done("complete", data, drawn, "--attendance", path, "--withdrawn", waiting, "--json"))
    assert [one["application_id"] for one in found["participants"]] == sorted(seated)
    assert found["promotions"] == []


def test_every_fault_of_the_sheet_with_its_row_and_nothing_written(data: Path, drawn: Path, seated: list[str]) -> None:
    loser = result(drawn)["waiting"][0]["application"]
    before = (data / "applications.parquet").read_bytes()
    name = seated[0]
    extra = (f"{loser};1;hadir", f"{name};5;hadir", f"{name};2;bolos", f"{name};1;alpa", ";1;hadir")
    failed = run("complete", data, drawn, "--attendance", sheet(data, {name: "h"}, *extra)).exception
    assert isinstance(failed, InputError)
    assert [(fault.file, fault.row) for fault in sorted(failed.faults, key=lambda one: one.row or 0)] == [
        ("hadir.csv", 3), ("hadir.csv", 4), ("hadir.csv", 5), ("hadir.csv", 6), ("hadir.csv", 7),
    ]  # fmt: skip
    assert "took no seat" in str(failed)
    assert "one of hadir, izin, sakit, alpa" in str(failed)
    assert (data / "applications.parquet").read_bytes() == before


def test_a_sheet_with_personal_numbers_or_without_a_column_is_refused(
    data: Path, drawn: Path, seated: list[str]
) -> None:
    path = data.parent / "lain.csv"
    path.write_text(f"application_id,session,nik\n{seated[0]},1,3505990101900001\n", encoding="utf-8")
    failed = run("complete", data, drawn, "--attendance", path).exception
    assert isinstance(failed, InputError)
    assert "status" in str(failed)
    assert "3505990101900001" not in str(failed)
    other = path.rename(path.with_suffix(".txt"))
    assert isinstance(run("complete", data, drawn, "--attendance", other).exception, UsageError)


def test_the_final_test_must_be_passed_where_there_is_one(data: Path, drawn: Path, seated: list[str]) -> None:
    first, second, third = sorted(seated)
    path = sheet(data, dict.fromkeys(seated, "hhhh"))
    marks = data.parent / "ujian.csv"
    marks.write_text(f"application_id,passed\n{first},true\n{second},false\n", encoding="utf-8")
    found = json.loads(done("complete", data, drawn, "--attendance", path, "--final-test", marks, "--json"))
    assert [one["reason_en"] for one in found["participants"]] == [
        None, "The final test was not passed", "The result of the final test is not recorded",
    ]  # fmt: skip
    assert third == found["participants"][2]["application_id"]


def test_options_take_the_place_of_the_courses_rule(data: Path, drawn: Path, seated: list[str]) -> None:
    path = sheet(data, dict.fromkeys(seated, "hhhha"))
    more = ("--sessions", 5, "--min-attendance", 81, "--excused-at-most", 0)
    found = json.loads(done("complete", data, drawn, "--attendance", path, *more, "--json"))
    assert (found["sessions"], found["minimum_percent"], found["excused_at_most"]) == (5, 81, 0)
    assert not any(one["completed"] for one in found["participants"])


def test_a_course_without_sessions_or_with_a_broken_share_is_wrong_usage(
    data: Path, drawn: Path, seated: list[str]
) -> None:
    path = sheet(data, dict.fromkeys(seated, "hhhh"))
    dataset = Dataset(data)
    courses = dataset.read("courses")
    place = courses.column_names.index("minimum_attendance")
    dataset.write("courses", courses.set_column(place, "minimum_attendance", pa.array([0.755])))
    failed = run("complete", data, drawn, "--attendance", path).exception
    assert isinstance(failed, UsageError)
    assert "give --min-attendance" in str(failed)
    done("complete", data, drawn, "--attendance", path, "--min-attendance", 80)
    dataset.write("courses", courses.drop_columns(["sessions", "minimum_attendance"]))
    failed = run("complete", data, drawn, "--attendance", path).exception
    assert isinstance(failed, UsageError)
    assert "give --sessions" in str(failed)
    found = json.loads(done("complete", data, drawn, "--attendance", path, "--sessions", 4, "--json"))
    assert found["minimum_percent"] == 80
    assert pc.sum(dataset.read("applications")["completed"].cast(pa.int64())).as_py() == 3
