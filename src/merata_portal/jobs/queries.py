"""What is read of background work: one's own jobs, and those of an area for who may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from merata_portal.accounts.scope import area_codes
from merata_portal.actor import EVERYWHERE, Actor, Capability, Refused
from merata_portal.jobs.models import UNFINISHED, Job


def visible(actor: Actor) -> QuerySet[Job]:
    """The jobs that the actor asked for, and those of their areas where they may see jobs; the newest first.

    A job of no area is seen by who asked for it and by the machine's operator.
    """
    seen = Q(asked_by=actor.user_id)
    held = actor.areas(Capability.VIEW_JOBS)
    if EVERYWHERE in held:
        seen = Q()
    elif held:
        seen |= Q(area__in=sorted(area_codes(actor, Capability.VIEW_JOBS)))
    return Job.objects.filter(seen).order_by("-queued_at", "-id")


def unfinished(actor: Actor) -> QuerySet[Job]:
    """Those of `visible` that wait or run."""
    return visible(actor).filter(status__in=UNFINISHED)


def one(actor: Actor, job_id: UUID) -> Job:
    """A job the actor may see; raises `Refused`, the same whether it is another's or does not exist."""
    found = visible(actor).filter(id=job_id).first()
    if found is None:
        raise Refused(
            f"Pekerjaan {job_id} tidak ada atau bukan milik wilayah Anda. / "
            f"There is no job {job_id}, or it is not of your area."
        )
    return found
