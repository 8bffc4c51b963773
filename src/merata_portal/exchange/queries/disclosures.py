"""What was told to whom, when, for what purpose and by what right: for who must be able to say so (UU 27/2022).

Of a question there is nothing to read here that could hold a number or a name: the asker's own words stay sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.exchange.models import Client, Request


class Outcome(StrEnum):
    """What became of a question."""

    TOLD = "told"  # at least one record
    NOBODY = "nobody"  # answered, and there was none
    REFUSED = "refused"


_FITS = {
    Outcome.TOLD: Q(records__gt=0),
    Outcome.NOBODY: Q(refusal="", records=0),
    Outcome.REFUSED: ~Q(refusal=""),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which questions: from `first_day` to `last_day`, both included; what is None or empty leaves nothing out."""

    client: UUID | None = None
    purpose: str = ""
    outcome: Outcome | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All questions of a client for one purpose: how many, the records told, and how many were refused.

    `purpose` is empty where a refused question named none that was agreed on.
    """

    uuid: UUID
    name: str
    purpose: str
    questions: int
    records: int
    refused: int


def answered_clients(actor: Actor) -> QuerySet[Client]:
    """The clients whose questions the actor may read: where they manage them, or read the audit; by name."""
    managed = within_areas(Client.objects.all(), actor, Capability.MANAGE_ACCOUNTS, "area")
    return (managed | within_areas(Client.objects.all(), actor, Capability.VIEW_AUDIT, "area")).order_by("name", "id")


def questions(actor: Actor, sought: Sought) -> QuerySet[Request]:
    """The questions that fit, each with its client, the newest first."""
    found = Request.objects.select_related("client").filter(client__in=answered_clients(actor).order_by().values("pk"))
    if sought.client is not None:
        found = found.filter(client__uuid=sought.client)
    if sought.purpose:
        found = found.filter(purpose=sought.purpose)
    if sought.outcome is not None:
        found = found.filter(_FITS[sought.outcome])
    if sought.first_day is not None:
        found = found.filter(at__gte=_begin(sought.first_day))
    if sought.last_day is not None:
        found = found.filter(at__lt=_begin(sought.last_day + timedelta(days=1)))
    return found.order_by("-id")


def told(actor: Actor, sought: Sought) -> list[Told]:
    """The same questions counted, by client and purpose."""
    counted = (
        questions(actor, sought)
        .order_by("client__name", "client__uuid", "purpose")
        .values_list("client__uuid", "client__name", "purpose")
        .annotate(asked=Count("id"), told=Sum("records"), refused=Count("id", filter=_FITS[Outcome.REFUSED]))
    )
    return [Told(*row) for row in counted]


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
