"""Who had a part in a decision does not decide the objection to it."""

from __future__ import annotations

import pytest
from made_programmes import DAY, NOON, VILLAGE, enrolment, launch
from made_registry import household
from objection_days import ANYBODY, WORDS, Today, objection

from merata_portal.actor import Actor, SamePerson
from merata_portal.programmes.actions.answering import answer, ask, find_subject, resume, take_up
from merata_portal.programmes.actions.objecting import appeal
from merata_portal.programmes.models import Launch, Objection, Transition, Verification, Word
from merata_portal.programmes.queries import objections as queries
from merata_portal.registry.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
SAID = "Sudah kami periksa; keputusannya tetap."


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    return Today(monkeypatch)


class TestWhoActed:
    """Who had a part in a decision does not decide the objection to it: each part, at each step."""

    STEPS = ("take_up", "find", "ask", "answer")

    def refused_at_each_step(self, by: Actor, one: Objection, home: Household) -> None:
        tries = {
            "take_up": lambda: take_up(by=by, objection=one.uuid),
            "find": lambda: find_subject(by=by, objection=one.uuid, household=home.uuid),
            "ask": lambda: ask(by=by, objection=one.uuid, question="Berapa orang di rumah?"),
            "answer": lambda: answer(by=by, objection=one.uuid, outcome="upheld", answer=SAID),
        }
        for name, attempt in tries.items():
            state = "filed" if name == "take_up" else "heard"
            Objection.objects.filter(pk=one.pk).update(state=state)
            before = one.steps.count()
            with pytest.raises(SamePerson):
                attempt()
            assert one.steps.count() == before
        Objection.objects.filter(pk=one.pk).update(state="asked", due_on=None)
        with pytest.raises(SamePerson):
            resume(by=by, objection=one.uuid, heard="Lima orang semuanya.")
        assert not queries.may_decide_it(by, queries.objection(by, one.uuid).objection)

    @pytest.mark.parametrize("part", ["made", "approved", "decreed"])
    def test_of_the_launch(self, part: str, social: Actor) -> None:
        of = launch("running")
        Launch.objects.filter(pk=of.pk).update(**{f"{part}_by_user_id": social.user_id})
        self.refused_at_each_step(social, objection(), household(VILLAGE, "Slamet"))

    def test_of_the_simulation(self, social: Actor) -> None:
        of = launch("running")
        type(of.simulation).objects.update(by_user_id=social.user_id)
        self.refused_at_each_step(social, objection(), household(VILLAGE, "Slamet"))

    def test_of_the_villages_meeting(self, social: Actor) -> None:
        of = launch("running")
        Verification.objects.create(
            uuid=of.uuid, launch=of, village_code=VILLAGE, procedure="musdesus", opened_at=NOON, opened_by_user_id=0,
            closed_at=NOON, closed_by_user_id=social.user_id,
        )  # fmt: skip
        self.refused_at_each_step(social, objection(), household(VILLAGE, "Slamet"))

    def test_who_brought_it(self, social: Actor) -> None:
        launch("running")
        self.refused_at_each_step(social, objection(by=social, channel="operator"), household(VILLAGE, "Slamet"))

    @pytest.mark.parametrize("part", ["word", "transition", "objection"])
    def test_of_the_households_own_decision_once_it_is_known(self, part: str, social: Actor, social2: Actor) -> None:
        of, home = launch("running"), household(VILLAGE, "Slamet")
        enrolled = enrolment(of, home, "exited")
        if part == "word":
            meeting = Verification.objects.create(
                uuid=of.uuid, launch=of, village_code=VILLAGE, procedure="musdesus", opened_at=NOON, opened_by_user_id=0
            )
            Word.objects.create(
                verification=meeting,
                enrolment=enrolled,
                said="remove",
                reason="uji",
                at=NOON,
                by_user_id=social.user_id,
            )
        elif part == "transition":
            Transition.objects.create(
                enrolment=enrolled, source="proposed", target="exited", code="asked", on_day=DAY, at=NOON,
                by_user_id=social.user_id,
            )  # fmt: skip
        else:
            earlier = objection()
            take_up(by=social, objection=earlier.uuid)
            find_subject(by=social, objection=earlier.uuid, household=home.uuid)
            answer(by=social, objection=earlier.uuid, outcome="upheld", answer=SAID)
        one = objection()
        take_up(by=social, objection=one.uuid)  # nobody knows yet whom it is about
        with pytest.raises(SamePerson):
            find_subject(by=social, objection=one.uuid, household=home.uuid)
        find_subject(by=social2, objection=one.uuid, household=home.uuid)
        one.refresh_from_db()
        assert (one.household, one.enrolment) == (home, enrolled)
        self.refused_at_each_step(social, one, home)

    def test_of_the_answer_that_is_appealed_against(self, social: Actor, social2: Actor) -> None:
        one, home = objection(), household(VILLAGE, "Slamet")
        take_up(by=social, objection=one.uuid)
        answer(by=social, objection=one.uuid, outcome="upheld", answer=SAID)
        made, _ = appeal(by=ANYBODY, objection=one.uuid, text=WORDS)
        self.refused_at_each_step(social, made, home)
        Objection.objects.filter(pk=made.pk).update(state="filed", due_on=made.due_on)
        take_up(by=social2, objection=made.uuid)
        assert answer(by=social2, objection=made.uuid, outcome="upheld", answer=SAID).state == "answered"

    def test_whoever_had_no_part_may(self, social: Actor) -> None:
        enrolment(launch("running"), household(VILLAGE, "Slamet"), "enrolled")
        assert queries.may_decide_it(social, objection())
