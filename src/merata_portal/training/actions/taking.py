"""Taking a course up for a change: locked, within the actor's areas, and in a state from which the step is legal."""

from __future__ import annotations

from uuid import UUID

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held
from merata_portal.training.models import Course
from merata_portal.training.refusals import wrong_state
from merata_portal.training.states import LEGAL, State


def taken(by: Actor, uuid: UUID, capability: Capability, *states: State) -> tuple[Course, Held]:
    """The course, locked, and the role by which `by` acts on it.

    Raises `Course.DoesNotExist` where it lies in another's area, `Refused` without the capability, and
    `TrainingRefused` where its state is none of `states` (if any are named).
    """
    by.require_somewhere(capability)
    rows = within_areas(Course.objects.select_for_update(of=("self",)), by, capability, "owner")
    found = rows.get(uuid=uuid)
    held = by.require(capability, found.owner)
    if states and State(found.state) not in states:
        raise wrong_state(found.state, *states)
    return found, held


def moved(course: Course, target: State) -> None:
    """Put the course into its next state; raises `TrainingRefused` where that step is not legal."""
    if target not in LEGAL[State(course.state)]:
        raise wrong_state(course.state, *(state for state in State if target in LEGAL[state]))
    course.state = target
    course.save(update_fields=["state"])
