"""Who may not decide an objection, because the decision is partly their own."""

from __future__ import annotations

from merata_portal.actor import Actor, SamePerson, refuse_same_person
from merata_portal.jobs.models import Job
from merata_portal.programmes.models.enrolments import Enrolment, Transition
from merata_portal.programmes.models.launches import Launch
from merata_portal.programmes.models.objections import Objection
from merata_portal.programmes.models.verification import Verification, Word

LISTING = "programmes.list"
WHAT = (
    "menyusun, menyetujui, memverifikasi, menetapkan, atau memutus lebih dulu, dan memutus keberatannya / "
    "list, approve, verify, decree or decide before, and decide the objection"
)
FILED = "mengajukan dan memutus keberatan yang sama / file and decide the same objection"


def refuse_who_acted(by: Actor, objection: Objection) -> None:
    """Raise `SamePerson` where the actor filed the objection, or had a part in what it objects to.

    That is: simulated, launched, listed, approved or decreed it; spoke of the household in the village's verification,
    or closed that; changed the state of its enrolment, by another objection too; answered what this one appeals.
    """
    if objection.filed_by_user_id is not None:
        refuse_same_person(by, objection.filed_by_user_id, what=FILED)
    refuse_same_person(by, *acted(objection), what=WHAT)


def may_decide(by: Actor, objection: Objection) -> bool:
    """Whether the actor had no part in it."""
    try:
        refuse_who_acted(by, objection)
    except SamePerson:
        return False
    return True


def acted(objection: Objection) -> frozenset[int]:
    """The accounts of those who decided before, as far as the household and the launch are known."""
    found: set[int | None] = set()
    if objection.appeals is not None:
        found.add(objection.appeals.answered_by_user_id)
        found.add(objection.appeals.filed_by_user_id)
    launch = objection.launch
    if launch is not None:
        found |= _of_launch(launch, objection.village_code)
        found |= _of_household(launch, objection)
    return frozenset(one for one in found if one is not None and one > 0)


def _of_launch(launch: Launch, village_code: str) -> set[int | None]:
    found: set[int | None] = {
        launch.made_by_user_id,
        launch.simulation.by_user_id,
        launch.approved_by_user_id,
        launch.decreed_by_user_id,
    }
    # A launch does not keep who had its list made; the job does.
    found |= set(Job.objects.filter(kind=LISTING, unique_key=str(launch.uuid)).values_list("asked_by", flat=True))
    return found | set(
        Verification.objects.filter(launch=launch, village_code=village_code).values_list(
            "closed_by_user_id", flat=True
        )
    )


def _of_household(launch: Launch, objection: Objection) -> set[int | None]:
    if objection.household_id is None:
        return set()
    enrolments = Enrolment.objects.filter(launch=launch, household_id=objection.household_id)
    answered = Objection.objects.filter(launch=launch, household_id=objection.household_id).exclude(pk=objection.pk)
    return {
        *Word.objects.filter(enrolment__in=enrolments).values_list("by_user_id", flat=True),
        *Transition.objects.filter(enrolment__in=enrolments).values_list("by_user_id", flat=True),
        *answered.values_list("answered_by_user_id", flat=True),
    }
