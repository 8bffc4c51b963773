"""What of courses and works waits for somebody: defects, payments by milestone, surveys of graduates."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.queries.defects import waiting as defects
from merata_portal.infrastructure.queries.pages import payments_waiting
from merata_portal.office.tasks.task import MOST_COUNTED, Task, counted
from merata_portal.training.queries.applicants import due


def development(actor: Actor) -> list[Task]:
    """What of courses and works waits for the actor's own step."""
    found: list[Task] = []
    if actor.may(Capability.MANAGE_PROJECT):
        broken = defects(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Kerusakan pekerjaan fisik menunggu tindakan"), broken, reverse("office:defects")))
    if actor.may(Capability.CHECK_PAYMENTS):
        asked = payments_waiting(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Pembayaran pekerjaan fisik menunggu"), asked, reverse("office:projects")))
    if actor.may(Capability.SURVEY_GRADUATE):
        asked_later = due(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Survei susulan pelatihan jatuh tempo"), asked_later, reverse("office:surveys")))
    return found
