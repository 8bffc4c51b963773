"""Whatever officers do in whatever order: only legal transitions, each with its code and day, and always a way out."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import made_registry
import pytest
from enrolling_steps import lists_known
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from made_programmes import VILLAGE, decreed_by, earmark, enrolment, launch, launched_by

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import Declined
from merata_portal.programmes.actions.deciding import admit
from merata_portal.programmes.actions.decreeing import _enrol
from merata_portal.programmes.actions.exiting import exit_enrolment, propose_again
from merata_portal.programmes.actions.flagging import answer_flag, raise_flags
from merata_portal.programmes.actions.pausing import lift, pause
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Flag, Launch, Pause, Transition
from merata_portal.programmes.queries.decree import earmarks_of
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ANSWERS, BY_HAND, HELD, TRANSITIONS, Answer, State, legal

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_every_state_has_a_way_on_and_none_leads_back_to_itself() -> None:
    assert set(TRANSITIONS) == set(State)
    assert all(TRANSITIONS[state] and state not in TRANSITIONS[state] for state in State)
    assert all(state == State.EXITED or legal(state, State.EXITED) for state in State)


def test_every_question_can_be_answered_by_going_on_and_by_leaving() -> None:
    assert set(ANSWERS) == {kind.value for kind in Flag.Kind}
    assert all({Answer.KEEP, Answer.EXIT} <= set(answers) for answers in ANSWERS.values())
    assert all(Answer.WITHDRAWN not in answers for answers in ANSWERS.values())


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("target", State)
def test_what_does_not_follow_is_refused_and_nothing_is_written(areas: object, source: State, target: State) -> None:
    home = made_registry.household(VILLAGE, "Siti")
    one = enrolment(launch(state="running"), home, source.value)
    before = Transition.objects.count()

    def change() -> int:
        return transit([one.pk], to=target, code="uji", reason="uji", on_day=DAY, by=launched_by())

    if legal(source, target):
        assert change() == 1
        one.refresh_from_db()
        assert (one.state, one.since, Transition.objects.count()) == (target, DAY, before + 1)
        return
    with pytest.raises(ProgrammeRefused, match=f"cannot become {target.value}: 1 are {source.value}"):
        change()
    one.refresh_from_db()
    assert (one.state, Transition.objects.count()) == (source, before)


def test_a_transition_needs_its_code(areas: object) -> None:
    one = enrolment(launch(state="running"), made_registry.household(VILLAGE, "Siti"), "enrolled")
    with pytest.raises(ValueError, match="code"):
        transit([one.pk], to=State.PAUSED, code="", reason="", on_day=DAY, by=launched_by())


class Officers(RuleBasedStateMachine):
    """One household in two launches of a programme, one running and one that runs when the first is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.home = made_registry.household(VILLAGE, "Siti", "Budi")
        self.member = self.home.memberships.select_related("person").order_by("-id")[0].person
        self.launch = launch(state="running", villages={VILLAGE: 9_000_000})
        self.ids = [enrolment(self.launch, self.home, "enrolled").pk]
        self.launches = 1
        self.manager = Actor(5001, "Pengelola", (Held(Role.SOCIAL_OFFICER, "35.05"),))
        self.deciders = 6000
        User.objects.get_or_create(pk=5001, defaults={"username": "pengelola"})

    def now(self) -> Enrolment:
        return Enrolment.objects.get(pk=self.ids[-1])

    def attempt(self, action: Any, **given: Any) -> bool:
        try:
            action(**given)
        except Declined:
            return False
        return True

    @rule(code=st.sampled_from(BY_HAND))
    def pauses(self, code: str) -> None:
        was = self.now()
        done = self.attempt(pause, by=self.manager, enrolment=was.uuid, code=code, reason="sebab")
        assert not done or was.state != State.EXITED
        assert not done or self.now().state in (State.PAUSED, State.PROPOSED, State.VERIFIED)

    @rule(which=st.integers(0, 5))
    def lifts(self, which: int) -> None:
        open_ones = list(Pause.objects.filter(household=self.home, lifted_on__isnull=True).order_by("pk"))
        if open_ones:
            self.attempt(lift, by=self.manager, pause_id=open_ones[which % len(open_ones)].pk, reason="selesai")

    @rule(code=st.sampled_from(["moved", "asked", "not_eligible", "died"]))
    def leaves(self, code: str) -> None:
        was = self.now()
        done = self.attempt(exit_enrolment, by=self.manager, enrolment=was.uuid, code=code, reason="keluar", on_day=DAY)
        assert done == (was.state != State.EXITED)

    @rule()
    def is_proposed_again(self) -> None:
        was = self.now()
        assert self.attempt(propose_again, by=self.manager, enrolment=was.uuid, reason="lagi") == (
            was.state == State.EXITED
        )

    @rule()
    def is_admitted(self) -> None:
        self.deciders += 1
        by = Actor(self.deciders, "Pemutus", (Held(Role.SOCIAL_OFFICER, "35.05"),))
        User.objects.get_or_create(pk=self.deciders, defaults={"username": f"u{self.deciders}"})
        was = self.now()
        paused = Pause.objects.filter(household=self.home, lifted_on__isnull=True).exists()
        if self.attempt(admit, by=by, launch=self.launch.uuid, household=self.home.uuid, reason="keberatan"):
            assert was.state in (State.EXITED, State.PROPOSED)
            assert self.now().state == (State.PAUSED if paused else State.ENROLLED)

    @rule(kind=st.sampled_from(list(Flag.Kind)))
    def is_asked_about(self, kind: Flag.Kind) -> None:
        was = self.now()
        raise_flags(by=self.manager, held=None, kind=kind, evidence={was.pk: {"what": "uji"}}, day=DAY)
        if was.state == State.EXITED:
            assert not Flag.objects.filter(enrolment=was, answered_at__isnull=True).exists()

    @rule(which=st.integers(0, 5), answer=st.sampled_from([Answer.KEEP, Answer.EXIT, Answer.OTHER_MEMBER]))
    def is_answered(self, which: int, answer: Answer) -> None:
        asked = list(Flag.objects.filter(enrolment__in=self.ids, answered_at__isnull=True).order_by("pk"))
        if not asked:
            return
        flag = asked[which % len(asked)]
        done = self.attempt(
            answer_flag, by=self.manager, flag=flag.uuid, answer=answer, reason="jawaban", on_day=DAY,
            recipient=self.member.uuid,
        )  # fmt: skip
        assert done == (answer in ANSWERS[flag.kind])

    @precondition(lambda self: self.launches < 3)
    @rule()
    def the_next_launch_comes(self) -> None:
        Launch.objects.filter(pk=self.launch.pk).update(state="closed")
        self.launches += 1
        self.launch = launch(state="running", villages={VILLAGE: 9_000_000})
        self.ids.append(enrolment(self.launch, self.home, "verified").pk)
        paused = Pause.objects.filter(household=self.home, lifted_on__isnull=True).exists()
        _enrol(self.launch, [self.now()], earmarks_of(self.launch))
        place = earmark(self.launch, VILLAGE).pk
        ledger.commit(by=decreed_by(), sums=[Sum(place, 1_800_000)], reason="SK", key=f"sk:{self.launch.uuid}")
        assert self.now().state == (State.PAUSED if paused else State.ENROLLED)

    @invariant()
    def each_step_was_legal_and_has_its_code_and_day(self) -> None:
        for pk in self.ids:
            steps = list(Transition.objects.filter(enrolment=pk).order_by("pk"))
            for before, after in pairwise(steps):
                assert after.source == before.target
                assert legal(State(after.source), State(after.target))
                assert after.code
                assert after.on_day is not None
            assert steps[-1].target == Enrolment.objects.get(pk=pk).state

    @invariant()
    def whoever_is_paused_has_an_open_pause_and_whoever_is_enrolled_none(self) -> None:
        was = self.now()
        paused = Pause.objects.filter(household=self.home, lifted_on__isnull=True).exists()
        if was.state in HELD:
            assert (was.state == State.PAUSED) == paused

    @invariant()
    def there_is_a_way_out(self) -> None:
        assert TRANSITIONS[State(self.now().state)]


@pytest.mark.slow
def test_no_order_of_acts_breaks_an_enrolment(areas: object) -> None:
    lists_known()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Officers,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
