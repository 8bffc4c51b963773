from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_courses import (
    attended,
    drawn,
    finished,
    on,
    opened,
    people_applied,
    planned_sessions,
    seated,
)  # fmt: skip
from pypdf import PdfReader

from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.training.actions import completing, following_up, holding, making
from merata_portal.training.actions.completing import months_after
from merata_portal.training.documents.certificate import certificate_pdf
from merata_portal.training.models import Application, Certificate, Course, FollowUp, Session
from merata_portal.training.queries import applicants, everybody
from merata_portal.training.queries.outcomes import outcome
from merata_portal.training.refusals import FaultyCourse, TrainingRefused
from merata_portal.training.tables import dataset_tables, export_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(who: Any, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Six people drew lots for two seats."""
    made = opened(who, monkeypatch)
    people_applied(who, made, 6, income_idr=1_000_000)
    return drawn(who, made, monkeypatch)


def test_only_the_classs_trainer_writes_attendance_down(
    who: Any, acting: Any, course: Course, monkeypatch: Any
) -> None:
    (day, *_later) = planned_sessions(who, course)
    everybody = {one.uuid: "present" for one in seated(course)}
    on(monkeypatch, day)
    with pytest.raises(Refused, match="not assigned to this class"):
        holding.record_attendance(by=who.trainer, course=course.uuid, number=1, statuses=everybody)
    with pytest.raises(Course.DoesNotExist):
        applicants.sheet(who.trainer, course.uuid, 1)
    making.assign_trainer(by=who.officer, course=course.uuid, user_id=who.trainer.user_id)
    holding.record_attendance(by=who.trainer, course=course.uuid, number=1, statuses=everybody)
    _course, session, rows = applicants.sheet(who.trainer, course.uuid, 1)
    assert session.recorded_by_user_id == who.trainer.user_id
    assert sorted((row.name, row.status) for row in rows) == sorted(
        (f"{one.name}", "present") for one in applicants.participants(who.trainer, course)
    )
    assert len(rows) == 2
    assert Event.objects.filter(action="training.attendance").get().data.count("present") == 1


def test_a_sheet_with_strangers_gaps_or_of_a_day_to_come_is_refused(who: Any, course: Course, monkeypatch: Any) -> None:
    days = planned_sessions(who, course)
    one, other = (row.uuid for row in seated(course))
    on(monkeypatch, days[0])
    for statuses in ({one: "present"}, {one: "present", other: "late"}):
        with pytest.raises(FaultyCourse):
            holding.record_attendance(by=who.officer, course=course.uuid, number=1, statuses=statuses)
    with pytest.raises(TrainingRefused, match="Session 2 is on"):
        holding.record_attendance(
            by=who.officer, course=course.uuid, number=2, statuses={one: "present", other: "present"}
        )
    assert not Session.objects.filter(recorded_at__isnull=False)


def test_sessions_rise_and_are_as_many_as_promised(who: Any, course: Course) -> None:
    with pytest.raises(FaultyCourse) as error:
        holding.plan_sessions(by=who.officer, course=course.uuid, days=[date(2026, 3, 2), date(2026, 1, 1)])
    assert [text for _id, text in error.value.faults] == [
        "2 days, 3 sessions", "the days of the sessions must rise", "a session before the draw",
    ]  # fmt: skip


def test_completion_is_by_the_rule_and_its_certificate_verifies(who: Any, course: Course, monkeypatch: Any) -> None:
    good, poor = seated(course)
    # Three sessions, 60 percent, one excuse: 2 of 3 suffice (67%), 1 of 2 counted do not (50%).
    statuses = [{}, {good.uuid: "absent", poor.uuid: "excused"}, {poor.uuid: "absent"}]
    finished(who, course, monkeypatch, statuses)
    good.refresh_from_db()
    poor.refresh_from_db()
    assert (good.completed, good.sessions_attended, good.sessions_excused) == (True, 2, 0)
    assert (poor.completed, poor.sessions_attended, poor.sessions_excused) == (False, 1, 1)
    assert outcome(poor).reasons == (
        ("Hadir 1 dari 2 pertemuan, batasnya 60%", "Attended 1 of 2 sessions, the limit is 60%"),
    )
    made = Certificate.objects.get()
    assert made.application == good
    found = everybody.certificate_of(made.code.lower().replace("-", " "))
    assert found is not None
    names = {one.application.pk: one.name for one in applicants.applications(who.village, course)}
    assert (found.name, found.course) == (names[good.pk], course)
    assert everybody.certificate_of("S-0000-0000") is None
    assert everybody.certificate_of("bukan kode") is None
    completing.revoke_certificate(by=who.officer, certificate=made.uuid, reason="nama keliru")
    again = everybody.certificate_of(made.code)
    assert again is not None
    assert again.certificate.revoked_on == course.ends_on
    assert everybody.own_certificate(good) is None


def test_the_certificate_is_a_tagged_pdf_with_name_and_code(
    who: Any, course: Course, monkeypatch: Any, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "dataset.yaml").write_text("name: uji\nyear: 2026\nsynthetic: true\n", encoding="utf-8")
    settings.DATA_ROOT = tmp_path
    finished(who, course, monkeypatch)
    made = Certificate.objects.order_by("number").first()
    assert made is not None
    found = everybody.certificate_of(made.code)
    assert found is not None
    reader = PdfReader(io.BytesIO(certificate_pdf(made)))
    text = reader.pages[0].extract_text()
    for wanted in (found.name, made.code, made.number, "Barista dan pengolahan kopi", "BLK Wlingi", "Data sintetis"):
        assert wanted in text
    assert "hadir 3 dari 3" in text
    assert len(reader.pages) == 1
    assert "/MarkInfo" in reader.trailer["/Root"]  # type: ignore[operator]


def test_a_class_is_not_finished_while_a_sheet_is_missing(who: Any, course: Course, monkeypatch: Any) -> None:
    attended(who, course, monkeypatch, [{}, {}, {}])
    Session.objects.filter(number=3).update(recorded_at=None)
    with pytest.raises(TrainingRefused, match="1 of 3 sessions is not recorded"):
        completing.finish_course(by=who.officer, course=course.uuid)


def test_a_final_test_decides_where_there_is_one(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch, needs_test=True)
    people_applied(who, course, 2)
    course = drawn(who, course, monkeypatch)
    attended(who, course, monkeypatch, [{}, {}, {}])
    with pytest.raises(TrainingRefused, match="test results of 2 participants"):
        completing.finish_course(by=who.officer, course=course.uuid)
    good, poor = seated(course)
    holding.record_tests(by=who.officer, course=course.uuid, passed={good.uuid: True, poor.uuid: False})
    completing.finish_course(by=who.officer, course=course.uuid)
    poor.refresh_from_db()
    assert (poor.completed, poor.reason_en) == (False, "The final test was not passed")


def test_a_free_seat_goes_to_the_first_in_line(who: Any, course: Course, monkeypatch: Any) -> None:
    first, second = seated(course)
    line = list(course.applications.filter(selected=False).order_by("place_in_draw"))
    assert [one.place_in_draw for one in line] == [3, 4, 5, 6]
    # The first in line has gone away; the next takes the seat.
    assert holding.give_up_seat(by=who.officer, course=course.uuid, application=line[0].uuid, reason="pindah") is None
    up = holding.give_up_seat(by=who.officer, course=course.uuid, application=first.uuid, reason="sakit")
    assert up == line[1]
    with pytest.raises(TrainingRefused, match="holds neither a seat"):
        holding.give_up_seat(by=who.officer, course=course.uuid, application=first.uuid, reason="sakit")
    assert {one.pk for one in seated(course)} == {second.pk, line[1].pk}
    finished(who, course, monkeypatch)
    rows = {row["application_id"]: row for row in dataset_tables("35.05")["applications"].to_pylist()}
    assert (rows[first.number]["selected"], rows[first.number]["completed"], rows[first.number]["promoted"]) == (
        True, False, False,
    )  # fmt: skip
    assert (rows[line[1].number]["selected"], rows[line[1].number]["completed"], rows[line[1].number]["promoted"]) == (
        False, True, True,
    )  # fmt: skip


def test_a_quotas_seat_goes_to_the_next_of_that_quota(who: Any, monkeypatch: Any) -> None:
    from made_courses import identified, resident  # noqa: PLC0415

    course = opened(who, monkeypatch, women_seats=2)
    for at in range(3):
        identified(who, course, resident(f"Ani {at}"), f"Ani {at}")
    for at in range(3):
        identified(who, course, resident(f"Budi {at}", sex="male"), f"Budi {at}")
    course = drawn(who, course, monkeypatch)
    gone, stays = seated(course)
    assert {one.person.sex for one in (gone, stays) if one.person} == {"female"}
    up = holding.give_up_seat(by=who.officer, course=course.uuid, application=gone.uuid, reason="sakit")
    assert up is not None
    assert up.person is not None
    assert up.person.sex == "female"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 3, date(2026, 6, 30)), (date(2026, 3, 31), 12, date(2027, 3, 31)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)  # fmt: skip
def test_months_end_where_a_month_has_no_such_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_winners_and_losers_are_asked_alike(who: Any, course: Course, monkeypatch: Any) -> None:
    finished(who, course, monkeypatch)
    assert FollowUp.objects.count() == 6 * 3
    on(monkeypatch, date(2026, 7, 1))
    due = applicants.to_ask(who.village)
    assert ([one.overdue_days for one in due], {one.follow_up.months for one in due}) == ([1] * 6, {3})
    one, two, three = (row.follow_up for row in due[:3])
    following_up.survey(by=who.village, follow_up=one.uuid, result="answered", income_idr=1_500_000)
    following_up.survey(by=who.village, follow_up=two.uuid, result="refused")
    following_up.survey(by=who.village, follow_up=three.uuid, result="unreachable")
    assert len(applicants.to_ask(who.village)) == 4
    following_up.survey(by=who.village, follow_up=three.uuid, result="answered", income_idr=0)
    assert FollowUp.objects.get(pk=three.pk).tries == 2
    later = FollowUp.objects.filter(months=6)[0]
    with pytest.raises(TrainingRefused, match="due on 2026-09-30"):
        following_up.survey(by=who.village, follow_up=later.uuid, result="refused")
    with pytest.raises(ReasonMissing):
        following_up.survey(by=who.village, follow_up=one.uuid, result="answered", income_idr=2)
    following_up.survey(by=who.village, follow_up=one.uuid, result="answered", income_idr=2, correction="salah ketik")
    assert FollowUp.objects.get(pk=one.pk).income_idr == 2


def test_faults_of_a_survey(who: Any, course: Course, monkeypatch: Any) -> None:
    finished(who, course, monkeypatch)
    on(monkeypatch, date(2026, 7, 1))
    one = FollowUp.objects.filter(months=3)[0]
    for given, expected in (
        ({"result": "answered"}, "the income of a month is needed"),
        ({"result": "refused", "income_idr": 5}, "without an answer there is no number"),
        ({"result": "answered", "income_idr": 5, "yield_kg_per_ha": 5}, "asked of farmers alone"),
        ({"result": "due"}, "choose answered, refused or unreachable"),
    ):
        with pytest.raises(FaultyCourse, match=expected):
            following_up.survey(by=who.village, follow_up=one.uuid, **given)  # type: ignore[arg-type]


def test_small_counts_are_kept_back(who: Any, course: Course, monkeypatch: Any) -> None:
    finished(who, course, monkeypatch)
    found = everybody.counts(course)
    assert (found.applied, found.seated, found.refused) == (6, 2, 0)
    # Two completed and nobody failed: two neighbours would be known.
    assert (found.completed, found.not_completed, found.answered) == (None, None, 0)
    Application.objects.filter(course=course).update(completed=True, selected=True)
    assert (everybody.counts(course).completed, everybody.counts(course).not_completed) == (6, 0)
    one = Application.objects.filter(course=course).first()
    Application.objects.filter(pk=one.pk if one else 0).update(completed=False)
    assert everybody.counts(course).completed is None


def test_evaluation_reads_the_export_and_finds_the_effect_by_hand(who: Any, monkeypatch: Any, tmp_path: Path) -> None:
    """Twelve equal people, six seats: every chance is a half, so the effect is the difference of two plain means."""
    from merata.cli.commands import cli  # noqa: PLC0415
    from merata.evaluation.of_training import training_findings  # noqa: PLC0415
    from merata.tables.folder import Dataset  # noqa: PLC0415

    course = opened(who, monkeypatch, seats=6)
    people_applied(who, course, 12)
    course = drawn(who, course, monkeypatch)
    finished(who, course, monkeypatch)
    on(monkeypatch, date(2027, 4, 2))
    incomes = {True: [1_200_000, 1_500_000, 1_800_000, 2_000_000, 1_600_000], False: [1_000_000, 1_100_000, 900_000,
               1_300_000, 1_000_000, 1_200_000]}  # fmt: skip
    last = FollowUp.objects.filter(months=12).select_related("application").order_by("application__place_in_draw")
    for won, values in incomes.items():
        rows = [one for one in last if one.application.selected is won]
        for one, value in zip(rows, values, strict=False):
            following_up.survey(by=who.village, follow_up=one.uuid, result="answered", income_idr=value)
        for one in rows[len(values) :]:
            following_up.survey(by=who.village, follow_up=one.uuid, result="unreachable")
    (tmp_path / "dataset.yaml").write_text("name: uji\nyear: 2027\nsynthetic: true\n", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(export_dataset(by=who.planner, owner="35.05"))) as packed:
        packed.extractall(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "applications.csv", "courses.csv", "dataset.yaml", "outcomes.csv",
    ]  # fmt: skip
    findings, refused = training_findings(Dataset(tmp_path), seed=1, draws=200)
    assert refused == []
    offer = next(one for one in findings if one.estimand == "offer")
    # By hand: the mean of the logarithms of five winners less that of six losers.
    by_hand = np.mean(np.log(incomes[True])) - np.mean(np.log(incomes[False]))
    assert offer.effect == pytest.approx(np.expm1(by_hand), rel=1e-9)
    assert (offer.n, offer.treated) == (11, 5)
    assert offer.attrition == pytest.approx((1 / 6, 0.0))
    from click.testing import CliRunner  # noqa: PLC0415

    shown = CliRunner().invoke(cli, ["evaluate", str(tmp_path), "--json"])
    assert shown.exit_code == 0, shown.output
    told = [one for one in json.loads(shown.stdout)["findings"] if one["estimand"] == "offer"]
    assert [one["effect"] for one in told] == [pytest.approx(offer.effect)]


def test_the_export_names_nobody_and_is_an_event(who: Any, course: Course, monkeypatch: Any) -> None:
    finished(who, course, monkeypatch)
    with zipfile.ZipFile(io.BytesIO(export_dataset(by=who.planner, owner="35.05"))) as packed:
        text = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Warga" not in text
    ticket = Application.objects.values_list("ticket", flat=True)[0]
    assert ticket.encode() not in text
    assert Event.objects.get(action="training.export").rows == 1 + 6 + 6
    with pytest.raises(Refused):
        export_dataset(by=who.village, owner="35.05")
