"""Taking a study for a step: locked, in the actor's area, in a state that allows it."""

from __future__ import annotations

from uuid import UUID

from merata_portal.actor import Actor, Capability, Held
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.refusals import wrong_state
from merata_portal.evaluation.states import LEGAL, State


def taken(by: Actor, study: UUID, capability: Capability, *expected: State) -> tuple[Study, Held]:
    """The study, locked until the transaction ends, and the role by which the actor has the capability there.

    Raises `Study.DoesNotExist`, `Refused`, and `EvaluationRefused` for a state that is none of the `expected`.
    """
    found = Study.objects.select_for_update().get(uuid=study)
    held = by.require(capability, found.area)
    if expected and State(found.state) not in expected:
        raise wrong_state(found.state, *expected)
    return found, held


def moved(study: Study, to: State, *fields: str) -> None:
    """Bring the study into a state that `LEGAL` allows from its own, and keep it with the other changed `fields`."""
    if to not in LEGAL[State(study.state)]:
        raise wrong_state(study.state, *(state for state in State if to in LEGAL[state]))
    study.state = to
    study.save(update_fields=["state", *fields])
