"""Aid that may not stand beside a programme's: asked about before anybody is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from merata_portal.actor import Actor, Held
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.models import Flag, Launch
from merata_portal.programmes.queries.overlaps import overlapping

_PART = 5_000


def flag_overlaps(*, by: Actor, held: Held, launch: Launch, enrolled: Sequence[tuple[int, int]], day: date) -> int:
    """Raise a flag for each enrolment whose household gets what may not stand beside this programme; how many.

    `enrolled`: enrolment and household. What a person has answered already is not asked again.
    """
    raised = 0
    for start in range(0, len(enrolled), _PART):
        told = _beside(launch, enrolled[start : start + _PART])
        if told:
            raised += raise_flags(by=by, held=held, kind=Flag.Kind.OVERLAP, evidence=told, day=day)
    return raised


def _beside(launch: Launch, enrolled: Sequence[tuple[int, int]]) -> dict[int, dict[str, list[str]]]:
    """What stands beside each enrolment and was not answered before."""
    found = overlapping(launch, [household for _, household in enrolled])
    beside = {enrolment: set(found[household]) for enrolment, household in enrolled if found.get(household)}
    answered = Flag.objects.filter(enrolment__in=list(beside), kind=Flag.Kind.OVERLAP, answered_at__isnull=False)
    for enrolment, evidence in answered.values_list("enrolment", "evidence"):
        if beside.get(enrolment, set()) <= set(evidence.get("programmes", ())):
            beside.pop(enrolment, None)
    return {enrolment: {"programmes": sorted(programmes)} for enrolment, programmes in beside.items()}
