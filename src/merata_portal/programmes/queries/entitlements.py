"""What is due in a cycle, row by row, and what one enrolment was due so far."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Entitlement
from merata_portal.programmes.queries.rows import PAGE_ROWS, Page, page


def entitlements(
    actor: Actor, cycle_id: int, *, village: str = "", state: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[Entitlement]:
    """Entitlements of a cycle in the actor's villages, with enrolment, household and person."""
    found = _visible(actor).filter(cycle=cycle_id)
    if village:
        found = found.filter(village_code=village)
    if state:
        found = found.filter(state=state)
    return page(found, after, limit)


def of_enrolment(actor: Actor, enrolment: UUID) -> list[Entitlement]:
    """All that one enrolment was due, by cycle, with its payments and receipts."""
    found = _visible(actor).filter(enrolment__uuid=enrolment).select_related("cycle")
    return list(found.prefetch_related("payments__batch", "receipts").order_by("cycle__number"))


def _visible(actor: Actor) -> QuerySet[Entitlement]:
    rows = Entitlement.objects.select_related("enrolment__household", "enrolment__person")
    return within(rows, actor, Capability.VIEW_PROGRAMMES)
