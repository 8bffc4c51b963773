"""What of residents' voices waits for somebody: complaints, findings of forums."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.complaints.queries.complaints import turn
from merata_portal.office.tasks.task import MOST_COUNTED, Task, counted
from merata_portal.participation.queries import findings


def voice(actor: Actor) -> list[Task]:
    """What of complaints and findings waits for the actor's own step."""
    found: list[Task] = []
    if actor.may(Capability.HANDLE_COMPLAINT):
        mine = turn(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Pengaduan menunggu jawaban"), mine, reverse("office:complaints")))
    if actor.may(Capability.ANSWER_FINDING):
        open_ones = findings.waiting(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Temuan musyawarah menunggu jawaban"), open_ones, reverse("office:findings")))
    return found
