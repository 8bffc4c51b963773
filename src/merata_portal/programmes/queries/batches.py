"""Batches of payments: which there are, which wait for somebody, and who could not be paid by one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Batch, Entitlement
from merata_portal.programmes.queries.rows import PAGE_ROWS, Page, page

_MOST_WAITING = 50
ORDERED = (Batch.State.PAID, Batch.State.SETTLED)
"""The order to pay was given: before it nobody outside knows of a batch."""


def batches(actor: Actor, launch: UUID | None = None) -> QuerySet[Batch]:
    """The batches of the launches of the actor's areas, or of one launch, the newest first."""
    found = _visible(actor, Capability.VIEW_PROGRAMMES)
    if launch is not None:
        found = found.filter(launch__uuid=launch)
    return found.order_by("-pk")


def shared_batches(actor: Actor) -> QuerySet[Batch]:
    """The batches that the system of a payer may ask for: made, checked and ordered to be paid by three people."""
    return _visible(actor, Capability.SHARE_PAYMENTS).filter(state__in=ORDERED)


def batch(actor: Actor, uuid: UUID) -> Batch:
    """One batch with launch and cycle; raises Batch.DoesNotExist also where it is of another's area."""
    return _visible(actor, Capability.VIEW_PROGRAMMES).get(uuid=uuid)


def waiting(actor: Actor) -> list[Batch]:
    """The batches that wait for the actor: to be checked or paid by somebody who did no earlier step of them."""
    to_check = Q(state=Batch.State.MADE) & ~Q(made_by_user_id=actor.user_id)
    to_pay = Q(state=Batch.State.CHECKED) & ~Q(made_by_user_id=actor.user_id) & ~Q(checked_by_user_id=actor.user_id)
    keys = {
        *_visible(actor, Capability.CHECK_PAYMENTS).filter(to_check).values_list("pk", flat=True)[:_MOST_WAITING],
        *_visible(actor, Capability.PAY).filter(to_pay).values_list("pk", flat=True)[:_MOST_WAITING],
    }
    return list(Batch.objects.select_related("launch", "cycle").filter(pk__in=keys).order_by("made_at")[:_MOST_WAITING])


def left_out(actor: Actor, cycle_id: int, *, after: str = "", limit: int = PAGE_ROWS) -> Page[Entitlement]:
    """Who is due in a cycle and could not be paid: no account at a bank, or nobody to pay (`why`)."""
    rows = Entitlement.objects.select_related("enrolment__household", "enrolment__person")
    found = within_areas(rows, actor, Capability.VIEW_PROGRAMMES, "cycle__launch__owner")
    due = found.filter(
        cycle=cycle_id, state=Entitlement.State.DUE, why__in=(Entitlement.Why.NO_ACCOUNT, Entitlement.Why.NO_RECIPIENT)
    )
    return page(due, after, limit)


def _visible(actor: Actor, capability: Capability) -> QuerySet[Batch]:
    return within_areas(Batch.objects.select_related("launch", "cycle"), actor, capability, "launch__owner")
