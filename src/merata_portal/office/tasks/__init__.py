"""What waits for somebody on their first page: each thing only for who can do it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.jobs.queries import unfinished
from merata_portal.office.tasks.aid import aid
from merata_portal.office.tasks.development import development
from merata_portal.office.tasks.planning import planning
from merata_portal.office.tasks.task import Task
from merata_portal.office.tasks.voice import voice
from merata_portal.registry.queries.imports import imports
from merata_portal.registry.queries.links import pairs

__all__ = ["Task", "tasks"]

LOOKED_AT = 20
"""How many unclear pairs are counted; more are told as more."""


def tasks(actor: Actor) -> list[Task]:
    """What waits for the actor, where anything does."""
    found: list[Task] = []
    if actor.may(Capability.IMPORT_REGISTRY):
        checked = imports(actor).filter(state="checked").count()
        found.append(Task(_("Impor menunggu keputusan"), checked, more=False, address=reverse("office:imports")))
    if actor.may(Capability.REVIEW_LINKS):
        page = pairs(actor, limit=LOOKED_AT)
        found.append(
            Task(_("Pasangan data perlu diperiksa"), len(page.rows), bool(page.after), reverse("office:pairs"))
        )
    if actor.may(Capability.VIEW_JOBS):
        running = unfinished(actor).count()
        found.append(Task(_("Proses latar sedang berjalan"), running, more=False, address=reverse("office:jobs")))
    return [task for task in [*found, *aid(actor), *voice(actor), *development(actor), *planning(actor)] if task.count]
