"""Taking scenarios and plans up for a change: locked, in the actor's areas, and in a state from which it is legal."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.planning.models import Item, Plan, Scenario, Step
from merata_portal.planning.refusals import PlanningRefused, wrong_state
from merata_portal.planning.states import LEGAL, State

_LOST = (
    "Penetapan terhenti sebelum selesai dan tidak ada yang dibuat. {why}",
    "The approval stopped before its end and nothing was made. {why}",
)


def taken_scenario(by: Actor, uuid: UUID, capability: Capability = Capability.RUN_ANALYSIS) -> tuple[Scenario, Held]:
    """The scenario, locked, and the role by which it is done; raises `Scenario.DoesNotExist`, `Refused`."""
    by.require_somewhere(capability)
    rows = within_areas(Scenario.objects.select_for_update(of=("self",)), by, capability, "area")
    found = rows.get(uuid=uuid)
    return found, by.require(capability, found.area)


def taken(by: Actor, uuid: UUID, capability: Capability, *states: State) -> tuple[Plan, Held]:
    """The plan, locked, and the role by which it is done.

    One whose approval died (its job ended and left it so) is as submitted again. Raises `Plan.DoesNotExist` in
    another's area, `Refused`, and `PlanningRefused` where its state is none of `states` (if any are named).
    """
    by.require_somewhere(capability)
    found = within_areas(Plan.objects.select_for_update(of=("self",)), by, capability, "area").get(uuid=uuid)
    held = by.require(capability, found.area)
    if died(found):
        moved(by, found, State.SUBMITTED, reason=why_died(found))
    if states and State(found.state) not in states:
        raise wrong_state(found.state, *states)
    return found, held


def died(found: Plan) -> bool:
    """Whether its approval is under way, and nobody works on it any more."""
    if State(found.state) is not State.APPROVING:
        return False
    return found.job is None or not Job.objects.filter(pk=found.job, status__in=UNFINISHED).exists()


def why_died(found: Plan) -> str:
    """What the job of an approval that died left behind, in both languages."""
    job = Job.objects.filter(pk=found.job).first() if found.job is not None else None
    told_id, told_en = (job.failure_id, job.failure_en) if job is not None else ("", "")
    return " / ".join(text.format(why=why).strip() for text, why in zip(_LOST, (told_id, told_en), strict=True))


def moved(by: Actor, plan: Plan, target: State, *, reason: str = "") -> None:
    """Put the plan into its next state, with a step; raises `PlanningRefused` where it is not legal.

    Back to submitted, it has no decree: nothing was decided.
    """
    source = State(plan.state)
    if target not in LEGAL[source]:
        raise wrong_state(source, *(state for state in State if target in LEGAL[state]))
    plan.state, plan.reason = target, reason
    if target in (State.SUBMITTED, State.DRAFT):
        plan.decree_number, plan.decree_on, plan.decided_at, plan.decided_by_user_id = "", None, None, None
    plan.save()
    Step.objects.create(
        plan=plan, source=source, target=target, reason=reason, at=timezone.now(), by_user_id=by.user_id
    )


def item_of(plan: Plan, item_id: str) -> Item:
    """One line of the plan; raises `PlanningRefused` where it has none of that name."""
    found: Item | None = plan.items.filter(item_id=item_id).first()
    if found is None:
        raise PlanningRefused(f"Rencana ini tidak memuat {item_id}.", f"This plan has no item {item_id}.")
    return found
