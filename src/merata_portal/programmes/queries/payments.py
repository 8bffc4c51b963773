"""Payments of a batch, of an enrolment, and what one says of whom it was for when it was paid."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Payment
from merata_portal.programmes.queries.rows import PAGE_ROWS, Page, page


def payments(actor: Actor, batch: UUID, *, status: str = "", after: str = "", limit: int = PAGE_ROWS) -> Page[Payment]:
    """Payments of a batch, all or in one status, with entitlement, enrolment, household and person."""
    found = within_areas(_rows(), actor, Capability.VIEW_PROGRAMMES, "batch__launch__owner").filter(batch__uuid=batch)
    return page(found.filter(status=status) if status else found, after, limit)


def of_enrolment(actor: Actor, enrolment: UUID) -> list[Payment]:
    """All payments to one enrolment in the actor's villages, every attempt, in order."""
    found = within(_rows(), actor, Capability.VIEW_PROGRAMMES, "entitlement__village_code")
    return list(found.filter(entitlement__enrolment__uuid=enrolment).select_related("batch__cycle").order_by("pk"))


def _rows() -> QuerySet[Payment]:
    rows = Payment.objects.select_related("entitlement__enrolment__household", "entitlement__enrolment__person")
    # Sealed cells are for the file alone.
    return rows.defer("recipient_sealed", "account_sealed", "address_sealed")
