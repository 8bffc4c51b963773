"""What the office does with an objection, who may not, and what an answer changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from made_programmes import VILLAGE, earmark, enrolment, launch
from made_registry import change, household
from objection_days import ANYBODY, OTHER_VILLAGE, Today, objection

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import Declined
from merata_portal.programmes.actions import answering
from merata_portal.programmes.actions.answering import answer, ask, find_subject, resume, take_up
from merata_portal.programmes.actions.objecting import reply
from merata_portal.programmes.models import Enrolment, Objection
from merata_portal.programmes.queries import objection_lists as lists
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
SAID = "Sudah kami periksa; keputusannya tetap."


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    return Today(monkeypatch)


@pytest.fixture
def heard(social: Actor) -> Callable[..., Objection]:
    """An objection that is taken up; about `home`, where one is given."""

    def make(home: Household | None = None, **changed: object) -> Objection:
        one = objection(**changed)
        take_up(by=social, objection=one.uuid)
        if home is not None:
            find_subject(by=social, objection=one.uuid, household=home.uuid)
        one.refresh_from_db()
        return one

    return make


def test_an_objection_is_heard_step_by_step(social: Actor) -> None:
    one = objection()
    for early in (
        lambda: ask(by=social, objection=one.uuid, question="Berapa orang di rumah?"),
        lambda: resume(by=social, objection=one.uuid, heard="Lima orang semuanya."),
        lambda: answer(by=social, objection=one.uuid, outcome="upheld", answer=SAID),
        lambda: find_subject(by=social, objection=one.uuid, household=one.uuid),
    ):
        with pytest.raises(ProgrammeRefused, match="Baru masuk"):
            early()
    assert take_up(by=social, objection=one.uuid).state == "heard"
    with pytest.raises(ProgrammeRefused, match="Sedang diperiksa"):
        take_up(by=social, objection=one.uuid)
    made = answer(by=social, objection=one.uuid, outcome="upheld", answer=SAID)
    assert (made.state, made.outcome, made.effect, made.answered_by_user_id) == (
        "answered",
        "upheld",
        "",
        social.user_id,
    )
    with pytest.raises(ProgrammeRefused, match="Dijawab"):
        answer(by=social, objection=one.uuid, outcome="upheld", answer=SAID)
    told = queries.of_ticket(one.ticket)
    assert (told.answer, [step.kind for step in told.steps]) == (SAID, ["filed", "taken_up", "answered"])


def test_only_who_decides_there_does_anything(acting: Callable[..., Actor], operator: Actor, auditor: Actor) -> None:
    one = objection()
    for nobody in (ANYBODY, operator, auditor, acting(("planner", "35.05")), acting(("social_officer", "35.72"))):
        with pytest.raises((Refused, Objection.DoesNotExist)):
            take_up(by=nobody, objection=one.uuid)
    one.refresh_from_db()
    assert one.state == "filed"


def test_while_something_is_asked_the_clock_stands_still(social: Actor, today: Today) -> None:
    one = objection()
    take_up(by=social, objection=one.uuid)
    today.is_("2026-02-04")
    asked = ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
    assert (asked.state, asked.due_on) == ("asked", None)
    today.is_("2026-04-20")
    told = queries.of_ticket(one.ticket)
    assert (told.used, told.left, told.overdue) == (1, 9, False)
    assert lists.counts(social).overdue == 0
    with pytest.raises(ProgrammeRefused):
        answer(by=social, objection=one.uuid, outcome="upheld", answer=SAID)
    again = reply(by=ANYBODY, objection=one.uuid, text="Lima orang semuanya.")
    assert (again.state, queries.of_ticket(one.ticket).left) == ("heard", 9)
    assert again.due_on is not None
    assert again.due_on > date(2026, 4, 29)


def test_a_question_asked_too_late_does_not_hide_that_it_is_overdue(social: Actor, today: Today) -> None:
    one = objection()
    take_up(by=social, objection=one.uuid)
    today.is_("2026-02-19")  # the day after its last
    assert ask(by=social, objection=one.uuid, question="Berapa orang di rumah?").due_on == date(2026, 2, 18)
    for day in ("2026-02-19", "2026-02-21", "2026-03-16"):
        today.is_(day)
        assert (queries.of_ticket(one.ticket).overdue, lists.counts(social).overdue) == (True, 1)


def test_without_a_reply_the_office_goes_on_when_its_term_is_over_and_at_once_with_one(
    social: Actor, today: Today
) -> None:
    one = objection()
    take_up(by=social, objection=one.uuid)
    ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
    today.is_("2026-02-18")  # the tenth working day after
    with pytest.raises(ProgrammeRefused, match="18-02-2026"):
        resume(by=social, objection=one.uuid)
    today.is_("2026-02-19")
    assert resume(by=social, objection=one.uuid).state == "heard"
    ask(by=social, objection=one.uuid, question="Apakah rumah milik sendiri?")
    made = resume(by=social, objection=one.uuid, heard="Milik orang tua, katanya.")
    assert (made.state, [step.kind for step in queries.of_ticket(one.ticket).steps]) == (
        "heard", ["filed", "taken_up", "asked", "resumed", "asked", "replied"],
    )  # fmt: skip


def test_nobody_holds_the_clock_by_asking_again_and_again(social: Actor) -> None:
    one = objection()
    take_up(by=social, objection=one.uuid)
    for _ in range(answering.MOST_QUESTIONS):
        ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
        reply(by=ANYBODY, objection=one.uuid, text="Lima orang semuanya.")
    with pytest.raises(ProgrammeRefused, match="3 kali"):
        ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")


def test_the_household_is_found_with_its_enrolment_and_must_lie_in_ones_area(
    heard: Callable[..., Objection], social: Actor, acting: Callable[..., Actor]
) -> None:
    of, home, far = launch("running"), household(VILLAGE, "Slamet"), household("35.72.01.1001", "Budi")
    enrolled = enrolment(of, home, "enrolled")
    one = heard(about="wrongly_listed")
    with pytest.raises(Household.DoesNotExist):
        find_subject(by=social, objection=one.uuid, household=far.uuid)
    other = enrolment(of, household(VILLAGE, "Siti"))
    with pytest.raises(Enrolment.DoesNotExist):
        find_subject(by=social, objection=one.uuid, household=home.uuid, enrolment=other.uuid)
    found = find_subject(by=social, objection=one.uuid, household=home.uuid)
    assert (found.household, found.enrolment, found.launch) == (home, enrolled, of)
    moved = household(OTHER_VILLAGE, "Karsi")  # has moved since
    assert find_subject(by=social, objection=one.uuid, household=moved.uuid).enrolment is None


@pytest.mark.parametrize(
    ("outcome", "effect"),
    [
        ("upheld", "admit"), ("upheld", "exit"), ("upheld", "elsewhere"), ("changed", ""), ("data", "elsewhere"),
        ("", ""), ("changed", "hapus"), ("lain", "admit"),
    ],
)  # fmt: skip
def test_outcome_and_effect_must_go_together(
    outcome: str, effect: str, heard: Callable[..., Objection], social: Actor
) -> None:
    launch("running")
    one = heard(household(VILLAGE, "Slamet"))
    with pytest.raises(ProgrammeRefused, match="tidak cocok"):
        answer(by=social, objection=one.uuid, outcome=outcome, effect=effect, answer=SAID, reason="uji")


def test_what_an_effect_needs_must_be_there(heard: Callable[..., Objection], social: Actor) -> None:
    one = heard()
    for effect in ("admit", "exit"):
        with pytest.raises(ProgrammeRefused, match="Tentukan dahulu keluarga"):
            answer(by=social, objection=one.uuid, outcome="changed", effect=effect, answer=SAID, reason="uji")
    with pytest.raises(ProgrammeRefused, match="Tentukan dahulu keluarga"):
        answer(by=social, objection=one.uuid, outcome="data", answer=SAID)
    find_subject(by=social, objection=one.uuid, household=household(VILLAGE, "Slamet").uuid)
    with pytest.raises(ProgrammeRefused, match="belum diluncurkan"):
        answer(by=social, objection=one.uuid, outcome="changed", effect="admit", answer=SAID, reason="uji")
    with pytest.raises(ProgrammeRefused, match="bukan penerima"):
        answer(by=social, objection=one.uuid, outcome="changed", effect="exit", answer=SAID, reason="uji")


def test_the_answer_keeps_the_stored_reason_in_both_languages(heard: Callable[..., Objection], social: Actor) -> None:
    home = household(VILLAGE, "Slamet")
    enrolment(launch("running"), home, "exited", reason_id="Desil 7 melebihi 4.", reason_en="Decile 7 is above 4.")
    made = answer(by=social, objection=heard(home).uuid, outcome="upheld", answer=SAID)
    assert (made.reason_id, made.reason_en) == ("Desil 7 melebihi 4.", "Decile 7 is above 4.")
    assert "Desil 7" not in Event.objects.get(action="objection.answer").data


def test_who_is_not_on_the_list_is_answered_without_a_stored_reason(
    heard: Callable[..., Objection], social: Actor
) -> None:
    launch("running")
    made = answer(by=social, objection=heard(household(VILLAGE, "Slamet")).uuid, outcome="upheld", answer=SAID)
    assert (made.reason_id, made.state) == ("", "answered")


def test_a_changed_decision_takes_a_household_in_with_money_of_the_reserve(
    heard: Callable[..., Objection], social: Actor, today: Today
) -> None:
    of, home = launch("running"), household(VILLAGE, "Slamet")
    gone = enrolment(of, home, "exited")
    one = heard(home)
    for reason in ("", "NIK 9905990101800001"):
        with pytest.raises(Declined):
            answer(by=social, objection=one.uuid, outcome="changed", effect="admit", answer=SAID, reason=reason)
    one.refresh_from_db()
    gone.refresh_from_db()
    assert (one.state, gone.state) == ("heard", "exited")
    made = answer(
        by=social, objection=one.uuid, outcome="changed", effect="admit", answer="Anda dimasukkan.",
        reason="Desil dihitung ulang: 2.",
    )  # fmt: skip
    gone.refresh_from_db()
    assert (made.enrolment, made.effect, gone.state, gone.decided_by) == (gone, "admit", "enrolled", "objection")
    assert (gone.earmark, earmark(of).balance.committed_idr) == (earmark(of).pk, 1_800_000)
    assert (made.reason_id, made.reason_en) == ("Desil dihitung ulang: 2.", "Desil dihitung ulang: 2.")
    assert Event.objects.get(action="programmes.admit").actor == social.user_id
    assert [one.target for one in gone.transitions.order_by("id")][-2:] == ["verified", "enrolled"]


def test_a_changed_decision_takes_out_who_should_not_be_in(heard: Callable[..., Objection], social: Actor) -> None:
    of, rich = launch("running"), household(VILLAGE, "Karto")
    enrolled = enrolment(of, rich, "enrolled")
    one = heard(rich, about="wrongly_listed")
    made = answer(
        by=social, objection=one.uuid, outcome="changed", effect="exit", answer="Benar, sudah dikeluarkan.",
        reason="Desil 8 menurut pemeriksaan rumah.",
    )  # fmt: skip
    enrolled.refresh_from_db()
    assert (made.effect, enrolled.state) == ("exit", "exited")
    assert enrolled.transitions.latest("id").code == "objection"


def test_when_the_decision_itself_is_refused_the_objection_stays_unanswered(
    heard: Callable[..., Objection], social: Actor
) -> None:
    home = household(VILLAGE, "Slamet")
    enrolment(launch("running"), home, "enrolled")
    one = heard(home)
    with pytest.raises(ProgrammeRefused, match="sudah"):
        answer(by=social, objection=one.uuid, outcome="changed", effect="admit", answer=SAID, reason="uji ulang")
    one.refresh_from_db()
    assert (one.state, one.answer_sealed, one.steps.filter(step="answered").count()) == ("heard", None, 0)


def test_wrong_data_are_corrected_first_and_then_decided_anew(
    heard: Callable[..., Objection], social: Actor, today: Today
) -> None:
    home = household(VILLAGE, "Slamet")
    one = heard(home, about="wrong_data")
    with pytest.raises(ProgrammeRefused, match="Perbaiki dahulu"):
        answer(by=social, objection=one.uuid, outcome="data", answer=SAID)
    corrected(home, today)
    made = answer(by=social, objection=one.uuid, outcome="data", answer="Data diperbaiki; desil tetap 3.")
    assert (made.outcome, made.effect) == ("data", "")


def test_corrected_data_may_change_the_decision(heard: Callable[..., Objection], social: Actor, today: Today) -> None:
    of, home = launch("running"), household(VILLAGE, "Slamet")
    enrolled = enrolment(of, home, "exited")
    one = heard(home, about="wrong_data")
    corrected(home, today)
    answer(by=social, objection=one.uuid, outcome="data", effect="admit", answer=SAID, reason="Desil diperbaiki.")
    enrolled.refresh_from_db()
    assert enrolled.state == "enrolled"


def corrected(home: Household, today: Today) -> None:
    """As an import of a later day does it: what was before is kept, and the row says who changed it last."""
    from django.utils import timezone  # noqa: PLC0415 - the clock of this test

    from merata_portal.registry.models import Change, HouseholdBefore  # noqa: PLC0415

    today.is_("2026-02-03")
    by = change(reason="perbaikan data")
    Change.objects.filter(pk=by.pk).update(at=timezone.now())
    before = {field.attname: getattr(home, field.attname) for field in Household._meta.concrete_fields}
    del before["id"]
    HouseholdBefore.objects.create(change_id=by.id, row_id=home.id, **before)
    Household.objects.filter(pk=home.pk).update(desil=2, changed_by=by.id)
