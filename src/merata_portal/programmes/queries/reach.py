"""The rows that an action is about, locked, as far as the actor reaches: what lies elsewhere is not there."""

from __future__ import annotations

from uuid import UUID

from merata_portal.accounts.scope import within, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment, Flag, Launch, Verification
from merata_portal.registry.models import Household


def enrolment_to_manage(by: Actor, uuid: UUID, capability: Capability = Capability.MANAGE_ENROLMENT) -> Enrolment:
    """An enrolment of the actor's areas, locked. Raises `Refused` without the capability, Enrolment.DoesNotExist."""
    by.require_somewhere(capability)
    reached = within(Enrolment.objects.select_for_update(of=("self",)), by, capability)
    return reached.select_related("launch", "household", "person").get(uuid=uuid)


def enrolment_in_reach(by: Actor, uuid: UUID, capability: Capability) -> tuple[UUID, str]:
    """An enrolment's launch and village, with nothing locked; raises `Refused`, Enrolment.DoesNotExist."""
    by.require_somewhere(capability)
    return within(Enrolment.objects.all(), by, capability).values_list("launch__uuid", "village_code").get(uuid=uuid)


def flag_to_answer(by: Actor, uuid: UUID) -> Flag:
    """A flag of the actor's areas and its enrolment, both locked; raises `Refused`, Flag.DoesNotExist."""
    by.require_somewhere(Capability.MANAGE_ENROLMENT)
    reached = within(Flag.objects.all(), by, Capability.MANAGE_ENROLMENT, "enrolment__village_code")
    enrolment = enrolment_to_manage(by, reached.values_list("enrolment__uuid", flat=True).get(uuid=uuid))
    found = Flag.objects.select_for_update().get(uuid=uuid)
    found.enrolment = enrolment
    return found


def launch_to_decide(by: Actor, uuid: UUID, capability: Capability) -> Launch:
    """A launch of an owner among the actor's areas, locked; raises `Refused`, Launch.DoesNotExist."""
    by.require_somewhere(capability)
    reached = within_areas(Launch.objects.select_for_update(of=("self",)), by, capability, "owner")
    return reached.select_related("rule_version", "simulation").get(uuid=uuid)


def launch_to_see(actor: Actor, uuid: UUID, capability: Capability = Capability.VIEW_PROGRAMMES) -> Launch:
    """A launch of an owner among the actor's areas; raises Launch.DoesNotExist."""
    reached = within_areas(Launch.objects.select_related("rule_version", "simulation"), actor, capability, "owner")
    return reached.get(uuid=uuid)


def verification_to_hold(by: Actor, launch: UUID, village_code: str, *capabilities: Capability) -> Verification:
    """A village's verification, locked, for whoever has one of the capabilities there; raises as the others do."""
    able = [one for one in capabilities if by.may(one)] or list(capabilities)
    by.require_somewhere(able[0])
    reached = Verification.objects.none()
    for one in able:
        reached = within(Verification.objects.select_for_update(of=("self",)), by, one)
        if reached.filter(launch__uuid=launch, village_code=village_code).exists():
            break
    return reached.select_related("launch").get(launch__uuid=launch, village_code=village_code)


def household_in_reach(by: Actor, uuid: UUID, capability: Capability) -> Household:
    """A household that is here, of the actor's areas; raises `Refused`, Household.DoesNotExist."""
    by.require_somewhere(capability)
    return within(Household.objects.filter(moved_out_on__isnull=True), by, capability).get(uuid=uuid)
