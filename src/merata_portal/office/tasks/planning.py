"""What of the planning room waits for somebody: plans to decide on or submit, studies to review or estimate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.evaluation.queries.studies import to_estimate, to_review
from merata_portal.office.tasks.task import MOST_COUNTED, Task, counted
from merata_portal.planning.queries.plan_sums import own_drafts, to_decide


def planning(actor: Actor) -> list[Task]:
    """What of plans and studies waits for the actor's own step."""
    found: list[Task] = []
    if actor.may(Capability.APPROVE_PLAN):
        plans = list(to_decide(actor).values_list("uuid", flat=True)[:MOST_COUNTED])
        found.append(counted(_("Rencana menunggu keputusan DPRD"), plans, _page(plans)))
    if actor.may(Capability.SUBMIT_PLAN):
        drafts = list(own_drafts(actor).values_list("uuid", flat=True)[:MOST_COUNTED])
        found.append(counted(_("Rancangan rencana belum diajukan"), drafts, _page(drafts)))
    studies = reverse("office:studies")
    if actor.may(Capability.REVIEW_EVALUATION):
        found.append(counted(_("Evaluasi menunggu telaah"), to_review(actor), studies))
    if actor.may(Capability.DESIGN_EVALUATION):
        found.append(counted(_("Evaluasi siap diperkirakan"), to_estimate(actor), studies))
    return found


def _page(plans: Sequence[Any]) -> str:
    """The page of the one that waits; of several, the list's."""
    return reverse("office:plan", args=(plans[0],)) if len(plans) == 1 else reverse("office:plans")
