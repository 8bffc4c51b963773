from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

from merata.demo.training import LEAST_APPLICATIONS


def test_held_courses_fill_their_seats_with_known_chances(small_demo) -> None:
    courses, applications = small_demo.table("courses"), small_demo.table("applications")
    by_course = applications.group_by("course_id").aggregate(
        [("chance", "sum"), ("chance", "min"), ("selected", "sum"), ("application_id", "count")]
    )
    found = {row["course_id"]: row for row in by_course.to_pylist()}
    assert set(found) == set(courses["course_id"].to_pylist())
    for course in courses.to_pylist():
        row = found[course["course_id"]]
        assert row["application_id_count"] > course["seats"]
        if course["status"] == "held":
            assert course["year"] <= 2025
            assert row["selected_sum"] == course["seats"]
            assert row["chance_sum"] == pytest.approx(course["seats"])
            assert row["chance_min"] > 0
        else:
            assert course["year"] == 2026
            assert row["chance_min"] is None


def test_quotas_and_prerequisites_are_those_of_the_classes_still_to_be_drawn(small_demo) -> None:
    for course in small_demo.table("courses").to_pylist():
        terms = [course[name] for name in ("women_seats", "disability_seats", "max_per_village", "minimum_age")]
        if course["status"] == "held":
            assert terms == [None] * 4
        else:
            assert course["women_seats"] + course["disability_seats"] <= course["seats"]
            assert course["max_per_village"] >= 1
            assert (course["minimum_age"], course["maximum_age"]) == (18, 45)
        assert course["minimum_attendance"] == 0.8
        assert 12 <= course["sessions"] <= 24


def test_who_completed_attended_enough_and_who_did_not_too_little(small_demo) -> None:
    courses = small_demo.table("courses").select(["course_id", "sessions", "year", "status"])
    rows = small_demo.table("applications").join(courses, "course_id").to_pylist()
    for row in rows:
        if not row["selected"]:
            assert row["sessions_attended"] is None
        else:
            assert row["completed"] == (row["sessions_attended"] >= 0.8 * row["sessions"])
            assert row["sessions_attended"] + row["sessions_excused"] <= row["sessions"]
        assert row["promoted"] is (None if row["selected"] is None else False)
        held = row["status"] == "held"
        day = row["applied_on"]
        assert (day.year, day.month) == ((row["year"], 2) if held else (row["year"] - 1, 12))


def test_the_weight_of_need_gives_the_chance(small_demo) -> None:
    applications, courses = small_demo.table("applications"), small_demo.table("courses")
    assert set(applications["need_weight"].to_pylist()) == {1, 2, 3}
    for course in courses.filter(pc.equal(courses["status"], "held")).to_pylist():
        own = applications.filter(pc.equal(applications["course_id"], course["course_id"]))
        chance, weight = own["chance"].to_numpy(), own["need_weight"].to_numpy()
        if (chance < 1).all():
            assert chance == pytest.approx(course["seats"] * weight / weight.sum())


def test_all_sectors_are_offered_and_enough_people_apply(small_demo) -> None:
    courses, applications = small_demo.table("courses"), small_demo.table("applications")
    offered = courses.filter(pc.equal(courses["status"], "candidate"))
    assert set(offered["sector"].to_pylist()) == {"farming", "crafts", "tourism", "services"}
    assert set(offered["owner"].to_pylist()) == {"35.05", "35.72"}
    assert len(applications["chance"].drop_null()) >= LEAST_APPLICATIONS


def test_need_raises_the_chance(small_demo) -> None:
    households, applications = small_demo.table("households"), small_demo.table("applications")
    joined = applications.join(households.select(["household_id", "desil"]), "household_id")
    joined = joined.filter(pc.and_(joined["chance"].is_valid(), joined["desil"].is_valid()))
    chance, desil = joined["chance"].to_numpy(), joined["desil"].to_numpy()
    assert chance[desil <= 4].mean() > 1.5 * chance[desil >= 8].mean()


def test_applicants_live_with_the_owner_and_nobody_wins_twice(small_demo) -> None:
    applications, courses = small_demo.table("applications"), small_demo.table("courses")
    households = small_demo.table("households").select(["household_id", "village_code"])
    joined = applications.join(households, "household_id").join(courses.select(["course_id", "owner"]), "course_id")
    assert pc.all(pc.equal(pc.utf8_slice_codeunits(joined["village_code"], 0, 5), joined["owner"])).as_py()
    won = applications.filter(pc.fill_null(applications["selected"], False))["person_id"].to_pylist()
    assert len(won) == len(set(won))
    done = applications.filter(pc.fill_null(applications["completed"], False))
    assert pc.all(done["selected"]).as_py()
    assert 0.8 < done.num_rows / len(won) < 1


def test_followups_come_after_the_course_and_some_are_lost(small_demo) -> None:
    outcomes, applications = small_demo.table("outcomes"), small_demo.table("applications")
    year = dict(zip(*(small_demo.table("courses")[name].to_pylist() for name in ("course_id", "year")), strict=True))
    course = dict(zip(applications["application_id"].to_pylist(), applications["course_id"].to_pylist(), strict=True))
    rows = [row for row in outcomes.to_pylist() if row["unit"] == "application"]
    for row in rows:
        held = year[course[row["unit_id"]]]
        assert row["year"] > held if row["measure"] == "income_idr" else row["year"] == held
    after = np.array([row["value"] is None for row in rows if row["measure"] == "income_idr"])
    assert 0.04 < after.mean() < 0.11
