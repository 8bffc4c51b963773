from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from made_studies import (
    AREA,
    COURSE,
    EFFECT,
    ERROR,
    LOTTERY,
    STAGGERED,
    STARTS,
    YEAR,
    computed,
    day_after,
    estimated,
    registered,
)

from merata.evaluation.waves import drawn_waves, villages_hash
from merata.programmes.training.randomness import draw_seed, secret_hash
from merata_portal.actor import Refused
from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.results import answer
from merata_portal.audit.models import Event
from merata_portal.evaluation import clock
from merata_portal.evaluation.actions import studies
from merata_portal.evaluation.designs import Design
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.queries import studies as queries
from merata_portal.evaluation.queries.registered import registered_values, untouched
from merata_portal.evaluation.refusals import EvaluationRefused, FaultyDesign
from merata_portal.evaluation.states import Method

pytestmark = pytest.mark.django_db


def test_a_lottery_of_eight_is_estimated_as_by_hand(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    told = queries.study(who.council, found.uuid)
    assert told.newest is not None
    assert told.newest.answer is not None
    offer, completion = told.newest.answer["findings"]
    assert (offer["estimand"], completion["estimand"]) == ("offer", "completion")
    assert offer["effect"] == pytest.approx(EFFECT)
    assert offer["standard_error"] == pytest.approx(ERROR)
    assert (offer["n"], offer["treated"], offer["attrition"]) == (8, 4, [0.0, 0.0])
    # Everybody who won completed, and nobody else: both effects are the same.
    assert completion["effect"] == pytest.approx(EFFECT)
    assert found.state == "estimated"


def test_a_design_asks_for_its_power_and_says_what_it_cannot_see(who: Any, frozen: Any) -> None:
    made = studies.design(by=who.sector, area=AREA, year=YEAR, draft=LOTTERY, inputs=frozen.uuid)
    computed()
    told = queries.study(who.council, made.uuid).power_answer
    assert told is not None
    assert told["variation"]["n"] == 8
    assert told["assumed"]["mean"] == 0.1
    # Eight applicants do not show a tenth.
    assert told["enough"] is False
    assert told["effect"] > 0.1
    assert told["effect_idr"] == pytest.approx(told["effect"] * told["mean_idr"], abs=1)
    assert Event.objects.filter(action="evaluation.design", subject=made.subject_code).count() == 1


def test_every_fault_of_a_design_is_named_at_once(who: Any, areas: Any) -> None:
    draft = replace(LOTTERY, name=" ", question="", design=Design(classes=((8, 4),), months=(3, 9), level=0.9))
    with pytest.raises(FaultyDesign) as refused:
        studies.design(by=who.planner, area=AREA, year=YEAR, draft=draft)
    assert len(refused.value.faults) == 5
    assert not Study.objects.exists()


def test_faults_of_villages_are_named_at_once(who: Any, areas: Any) -> None:
    wrong = Design(
        villages=("35.05.01.2001", "35.05.01.2001", "35.72.01.1001"), comparison=("35.05.01.2001",),
        waves=((2027, 1), (2027, 1)), years=(2027,),
    )  # fmt: skip
    with pytest.raises(FaultyDesign) as refused:
        studies.design(by=who.planner, area=AREA, year=YEAR, draft=replace(STAGGERED, design=wrong))
    texts = " ".join(fault[1] for fault in refused.value.faults)
    for said in ("both groups", "no villages of this area: 35.72.01.1001", "named twice", "a year or more before",
                 "must add up", "at least 2 villages", "none, or at least 2"):  # fmt: skip
        assert said in texts


def test_works_need_years_before_and_villages_to_compare_with(who: Any, areas: Any) -> None:
    design = Design(villages=("35.05.01.2001",), comparison=("35.05.01.2002",), waves=((2027, 1),), years=(2026, 2027))
    draft = replace(STAGGERED, method=Method.COMPARISON, subject="road_access", design=design)
    with pytest.raises(FaultyDesign) as refused:
        studies.design(by=who.planner, area=AREA, year=YEAR, draft=draft)
    assert [fault[1] for fault in refused.value.faults] == [
        "monitor at least 2 years before the works are handed over; this is 1",
        "at least 20 comparison villages are needed; this is 1",
    ]


def test_who_may_not_design_is_refused(who: Any, frozen: Any) -> None:
    for actor in (who.auditor, who.council):
        with pytest.raises(Refused):
            studies.design(by=actor, area=AREA, year=YEAR, draft=LOTTERY)
    with pytest.raises(Refused):
        studies.design(by=who.planner, area="35.72", year=YEAR, draft=LOTTERY)


def test_a_design_is_registered_before_it_begins(who: Any, frozen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = studies.design(by=who.planner, area=AREA, year=YEAR, draft=LOTTERY, inputs=frozen.uuid)
    monkeypatch.setattr(clock, "today", lambda: day_after(STARTS))
    with pytest.raises(EvaluationRefused, match="registered before it begins"):
        studies.register(by=who.planner, study=made.uuid)
    monkeypatch.setattr(clock, "today", lambda: STARTS)
    assert studies.register(by=who.planner, study=made.uuid).state == "registered"


def test_without_its_power_nothing_is_registered(who: Any, areas: Any) -> None:
    made = studies.design(by=who.planner, area=AREA, year=YEAR, draft=LOTTERY)
    with pytest.raises(EvaluationRefused, match="smallest effect"):
        studies.register(by=who.planner, study=made.uuid)


def test_what_was_registered_is_hashed_in_the_audit_and_a_change_of_it_stops_the_estimate(
    who: Any, frozen: Any
) -> None:
    made = registered(who.planner, frozen)
    text = json.dumps(registered_values(made), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    expected = hashlib.sha256(text.encode()).hexdigest()
    event = Event.objects.get(action="evaluation.register")
    assert event.content_hash == f"sha256:{expected}" == f"sha256:{made.registered_hash}"
    assert untouched(made)
    for step in (studies.register, lambda **given: studies.ask_power(inputs=frozen.uuid, **given)):
        with pytest.raises(EvaluationRefused, match="registered now"):
            step(by=who.planner, study=made.uuid)
    Study.objects.filter(pk=made.pk).update(design=made.design | {"items": []})
    with pytest.raises(EvaluationRefused, match="not the one that was registered"):
        studies.estimate(by=who.planner, study=made.uuid, inputs=frozen.uuid)
    assert not queries.study(who.planner, made.uuid).untouched


def test_waves_are_drawn_once_by_a_lot_that_anyone_can_repeat(who: Any, frozen: Any) -> None:
    made = studies.design(by=who.planner, area=AREA, year=YEAR, draft=STAGGERED, inputs=frozen.uuid)
    promised = dict(made.lot)
    assert "secret" not in promised
    assert promised["list_hash"] == villages_hash(STAGGERED.design.villages)
    with pytest.raises(EvaluationRefused, match="Draw the waves first"):
        studies.register(by=who.planner, study=made.uuid)
    with pytest.raises(EvaluationRefused, match="at least 6 digits"):
        studies.draw_waves(by=who.planner, study=made.uuid, number="6 4 x")
    lot = studies.draw_waves(by=who.planner, study=made.uuid, number="6 4 2 2 5 1").lot
    # Anybody with the page repeats it: the secret is the one promised, the seed follows, and the waves from it.
    assert secret_hash(lot["secret"]) == promised["secret_hash"]
    assert lot["seed"] == draw_seed(secret=lot["secret"], list_hash=promised["list_hash"], public_number="642251")
    again = drawn_waves(STAGGERED.design.villages, (2, 2), lot["seed"])
    assert lot["waves"] == [[2027, list(again[0])], [2028, list(again[1])]]
    with pytest.raises(EvaluationRefused, match="not drawn again"):
        studies.draw_waves(by=who.planner, study=made.uuid, number="1 1 1 1 1 1")
    event = Event.objects.get(action="evaluation.draw_waves")
    assert event.content_hash == f"sha256:{lot['seed']}"


def test_a_programme_not_begun_is_refused_in_words(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen, STAGGERED)
    told = queries.study(who.planner, found.uuid)
    assert told.newest is not None
    assert told.newest.answer is not None
    assert told.newest.answer["findings"] == []
    assert told.newest.answer["refused"][0]["text_id"].startswith("Belum ada pemantauan desa")


def test_a_newer_estimate_stands_beside_the_old(who: Any, frozen: Any) -> None:
    from made_studies import bring_tables, course_tables, frozen_again  # noqa: PLC0415

    found = estimated(who.planner, frozen)
    bring_tables(course_tables(losers=(1_100_000, 1_331_000, 1_100_000, 1_331_000)))
    newer = studies.estimate(by=who.planner, study=found.uuid, inputs=frozen_again().uuid)
    computed()
    told = queries.study(who.planner, found.uuid)
    assert [one.result.uuid for one in told.estimates] == [newer.uuid, found.estimate]
    assert Result.objects.get(uuid=newer.uuid).replaces == Result.objects.get(uuid=found.estimate)
    assert [round(answer(one.result)["findings"][0]["effect"], 4) for one in told.estimates] == [0.0909, 0.2]


def test_classes_held_before_the_registration_are_told_to_the_reviewer(who: Any, frozen: Any) -> None:
    told = queries.study(who.auditor, estimated(who.planner, frozen).uuid)
    assert [one.text_en for one in told.deviations] == [
        "1 classes were held before this evaluation was registered (Las angkatan 1): for them the design came after "
        "the fact."
    ]


def test_a_design_larger_than_what_happened_is_told(who: Any, frozen: Any) -> None:
    planned = replace(LOTTERY.design, classes=((20, 60), (20, 60)))
    texts = [
        one.text_en
        for one in queries.study(who.auditor, estimated(who.planner, frozen, design=planned).uuid).deviations
    ]
    assert any(text.startswith("120 were to be compared, 8 could be") for text in texts)
    assert "2 classes were planned; the data hold 1." in texts


def test_a_dropped_study_stays_and_goes_no_further(who: Any, frozen: Any) -> None:
    made = registered(who.planner, frozen)
    assert studies.drop(by=who.sector, study=made.uuid, reason="Kelas dibatalkan").state == "dropped"
    with pytest.raises(EvaluationRefused):
        studies.estimate(by=who.planner, study=made.uuid, inputs=frozen.uuid)


def test_whose_turn_it_is(who: Any, frozen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = registered(who.planner, frozen)
    assert queries.to_estimate(who.planner) == []
    monkeypatch.setattr(clock, "today", lambda: STARTS.replace(year=STARTS.year + 1))
    assert queries.to_estimate(who.planner) == [made]
    studies.estimate(by=who.planner, study=made.uuid, inputs=frozen.uuid)
    assert queries.to_review(who.auditor) == []
    computed()
    assert queries.to_review(who.auditor) == [made]
    assert queries.to_review(who.other_planner) == queries.to_review(who.planner) == []


def test_all_surveys_done_make_it_time_to_estimate(who: Any, frozen: Any) -> None:
    from access_samples_courses import _applied  # noqa: PLC0415

    from merata_portal.evaluation.queries.follow_ups import Asked, follow_ups  # noqa: PLC0415
    from merata_portal.training.models import Course, FollowUp  # noqa: PLC0415

    made = registered(who.planner, frozen)
    applied, _name = _applied("35.05.01.2001")
    Course.objects.filter(pk=applied.course_id).update(course_id=COURSE)
    assert follow_ups(made) == Asked(0, 0)
    FollowUp.objects.update(months=12)
    assert (follow_ups(made), queries.ready(made)) == (Asked(0, 1), False)
    FollowUp.objects.update(result="unreachable")
    assert (follow_ups(made), queries.ready(made)) == (Asked(1, 1), True)
    assert queries.to_estimate(who.planner) == [made]
