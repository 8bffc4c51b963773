"""Taking a project up for a change: locked, within the actor's areas, and in a state from which the step is legal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.models import Project, Step
from merata_portal.infrastructure.refusals import refuse, wrong_state
from merata_portal.infrastructure.states import LEGAL, State


def taken(by: Actor, uuid: UUID, capability: Capability, *states: State) -> tuple[Project, Held]:
    """The project, locked, and the role by which `by` acts on it.

    Raises `Project.DoesNotExist` where it lies in another's area, `Refused` without the capability, and `WorksRefused`
    where its state is none of `states` (if any are named).
    """
    by.require_somewhere(capability)
    found = within(Project.objects.select_for_update(of=("self",)), by, capability).get(uuid=uuid)
    held = by.require(capability, found.village_code)
    if states and State(found.state) not in states:
        raise wrong_state(found.state, *states)
    return found, held


def moved(by: Actor, project: Project, target: State, reason: str, on_day: date) -> None:
    """Put the project into its next state and note the step; raises `WorksRefused` where it is not legal."""
    source = State(project.state)
    if target not in LEGAL[source]:
        raise wrong_state(source, *(state for state in State if target in LEGAL[state]))
    project.state, project.changed_at = target, timezone.now()
    project.save()
    Step.objects.create(
        project=project, source=source, target=target, reason=reason, on_day=on_day, at=timezone.now(),
        by_user_id=by.user_id,
    )  # fmt: skip


def touch(project: Project) -> None:
    """Note that what everybody may read of the project changed now: its open data say when."""
    project.changed_at = timezone.now()
    project.save(update_fields=["changed_at"])


def has_come(day: date) -> None:
    """Raise `FaultyWorks` for a day still to come: what has not happened is not written down."""
    refuse((day <= clock.today(), f"tanggal {day:%d-%m-%Y} belum tiba", f"the day {day} is still to come"))
