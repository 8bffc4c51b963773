from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pytest

from merata_portal.infrastructure.actions.taking import moved
from merata_portal.infrastructure.models import Step
from merata_portal.infrastructure.refusals import WorksRefused
from merata_portal.infrastructure.states import DEFECT_LEGAL, LEGAL, DefectState, State


def reached(legal: Mapping[Any, frozenset[Any]], start: Any) -> set[Any]:
    found, left = {start}, [start]
    while left:
        for state in legal[left.pop()] - found:
            found.add(state)
            left.append(state)
    return found


def test_every_state_can_be_reached_and_has_its_row() -> None:
    assert reached(LEGAL, State.CANDIDATE) == set(State) == set(LEGAL)
    assert reached(DEFECT_LEGAL, DefectState.REPORTED) == set(DefectState) == set(DEFECT_LEGAL)


def test_what_is_handed_over_is_never_cancelled() -> None:
    assert State.CANCELLED not in reached(LEGAL, State.HANDED_OVER)
    assert {state for state in State if not LEGAL[state]} == {State.WARRANTY_OVER, State.CANCELLED}


@pytest.mark.django_db
def test_each_pair_of_states_is_either_legal_or_refused(who: Any) -> None:
    from made_works import NOW, candidate  # noqa: PLC0415

    made = candidate(who.officer)
    for source, target in itertools.product(State, State):
        made.state = source
        steps = Step.objects.count()
        if target in LEGAL[source]:
            moved(who.officer, made, target, "uji", NOW)
            assert (made.state, Step.objects.count()) == (target, steps + 1)
        else:
            with pytest.raises(WorksRefused):
                moved(who.officer, made, target, "uji", NOW)
            assert (made.state, Step.objects.count()) == (source, steps)
