"""Two enrolments of a launch that may be one family's: people of both are a pair on which nobody has decided yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.registry.models import LinkPair, Membership

CHUNK = 5_000


def doubles(launch: Launch) -> dict[int, dict[str, Any]]:
    """What is asked of each of the two, by enrolment: the other one (`other`, its uuid) and the pair.

    For a household its head is looked at: children who look alike do not make two families one.
    """
    found: dict[int, dict[str, Any]] = {}
    unclear = LinkPair.objects.filter(state=LinkPair.State.UNCLEAR).order_by("id")
    pairs = list(unclear.values_list("id", "first_id", "second_id"))
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        enrolled = _enrolled(launch, {person for _, *both in part for person in both})
        for pair, *both in part:
            one, other = (enrolled.get(person) for person in both)
            if one is None or other is None or one == other:
                continue
            found.setdefault(one[0], {"other": str(other[1]), "pair": pair})
            found.setdefault(other[0], {"other": str(one[1]), "pair": pair})
    return found


def _enrolled(launch: Launch, persons: set[int]) -> dict[int, tuple[int, UUID]]:
    """The enrolment, id and uuid, of those persons who are in the launch, or head a household that is."""
    if launch.unit == Launch.Unit.PERSON:
        own = Enrolment.objects.filter(launch=launch, person__in=persons)
        return {person: (pk, uuid) for person, pk, uuid in own.values_list("person_id", "pk", "uuid") if person}
    heads = Membership.objects.filter(
        person__in=persons, person__relation="head", until_day__isnull=True, household__enrolments__launch=launch
    )
    columns = ("person_id", "household__enrolments__pk", "household__enrolments__uuid")
    # One join, so that the filter and what is read are of the same enrolment.
    return {person: (pk, uuid) for person, pk, uuid in heads.values_list(*columns)}
