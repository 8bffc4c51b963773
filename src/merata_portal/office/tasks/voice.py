"""What of residents' voices waits for somebody: complaints, findings of forums, proposals that came in a flood."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.complaints.queries.complaints import turn
from merata_portal.office.tasks.task import MOST_COUNTED, Task, counted
from merata_portal.participation.queries import findings
from merata_portal.participation.queries.proposals import to_review


def voice(actor: Actor) -> list[Task]:
    """What of complaints, findings and proposals waits for the actor's own step."""
    found: list[Task] = []
    if actor.may(Capability.HANDLE_COMPLAINT):
        mine = turn(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Pengaduan menunggu jawaban"), mine, reverse("office:complaints")))
    if actor.may(Capability.ANSWER_FINDING):
        open_ones = findings.waiting(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Temuan musyawarah menunggu jawaban"), open_ones, reverse("office:findings")))
    if actor.may(Capability.SUBMIT_PROPOSAL):
        unseen = to_review(actor).values_list("pk", flat=True)[:MOST_COUNTED]
        found.append(counted(_("Usulan menunggu dilihat"), unseen, f"{reverse('office:proposals')}?state=review"))
    return found
