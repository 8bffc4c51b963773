from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_studies import AREA, LOTTERY, YEAR, computed

from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.evaluation.actions import studies
from merata_portal.evaluation.actions.reviewing import review
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.refusals import EvaluationRefused
from merata_portal.evaluation.states import LEGAL, State

pytestmark = pytest.mark.django_db
STEPS = ("power", "register", "estimate", "compute", "accept", "return", "drop")
TO = {
    "register": State.REGISTERED, "estimate": State.ESTIMATED, "accept": State.ACCEPTED, "return": State.RETURNED,
    "drop": State.DROPPED,
}  # fmt: skip
EVENTS = {
    "register": "evaluation.register", "estimate": "evaluation.estimate", "accept": "evaluation.accept",
    "return": "evaluation.return", "drop": "evaluation.drop", "power": "evaluation.power",
}  # fmt: skip


def test_from_every_state_the_way_leads_to_an_end() -> None:
    assert set(LEGAL) == set(State)
    reached: dict[State, set[State]] = {state: set(LEGAL[state]) for state in State}
    for _ in State:
        for state in State:
            for after in list(reached[state]):
                reached[state] |= reached[after]
    ends = {state for state in State if not LEGAL[state]}
    assert ends == {State.ACCEPTED, State.DROPPED}
    assert all(state in ends or ends <= reached[state] or reached[state] & ends for state in State)
    # Nothing becomes evidence that was not registered and estimated.
    assert [state for state in State if State.ACCEPTED in LEGAL[state]] == [State.ESTIMATED]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=9))
def test_whatever_is_tried_only_legal_steps_happen_and_each_is_one_event(
    steps: list[str], who: Any, frozen: Any
) -> None:
    made = studies.design(by=who.planner, area=AREA, year=YEAR, draft=LOTTERY, inputs=frozen.uuid)
    for step in steps:
        before = Study.objects.get(pk=made.pk)
        seen = Event.objects.filter(subject=made.subject_code).count()
        took = _take(step, made, who, frozen)
        after = Study.objects.get(pk=made.pk)
        events = Event.objects.filter(subject=made.subject_code).count() - seen
        if step == "compute":
            assert (after.state, events) == (before.state, 0)
            continue
        assert events == int(took)
        if took and step in TO:
            assert after.state == TO[step]
            assert TO[step] in LEGAL[State(before.state)]
            assert Event.objects.filter(subject=made.subject_code).latest("sequence").action == EVENTS[step]
        if not took:
            assert after.state == before.state
        assert (after.registered_hash != "") == (after.registered_at is not None)


def _take(step: str, made: Study, who: Any, frozen: Any) -> bool:
    """Try a step; whether it was taken."""
    acts = {
        "power": lambda: studies.ask_power(by=who.planner, study=made.uuid, inputs=frozen.uuid),
        "register": lambda: studies.register(by=who.planner, study=made.uuid),
        "estimate": lambda: studies.estimate(by=who.planner, study=made.uuid, inputs=frozen.uuid),
        "compute": computed,
        "accept": lambda: review(by=who.auditor, study=made.uuid, verdict="accept", reason="Diikuti"),
        "return": lambda: review(by=who.auditor, study=made.uuid, verdict="return", reason="Ulangi"),
        "drop": lambda: studies.drop(by=who.planner, study=made.uuid, reason="Cukup"),
    }
    try:
        acts[step]()
    except (EvaluationRefused, Refused):
        return False
    return True
