"""How much a client may ask: questions a minute and households a day, counted from the requests themselves.

Kept in the database with the requests, so that all processes count together and none is answered uncounted.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from merata_portal.exchange.models import Client, Request
from merata_portal.exchange.refusals import QuestionRefused, Why

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def is_too_often(client: Client, more: int = 1) -> bool:
    """Whether `more` questions would be over the client's limit a minute."""
    asked = Request.objects.filter(client=client, at__gt=timezone.now() - MINUTE).count()
    return asked + more > client.requests_a_minute


def refuse_too_often(client: Client, more: int = 1) -> None:
    """Raise `QuestionRefused` where `more` questions go over the client's limit a minute; refused ones count."""
    if is_too_often(client, more):
        raise QuestionRefused(
            Why.TOO_OFTEN,
            f"Paling banyak {client.requests_a_minute} pertanyaan per menit; coba lagi dalam satu menit.",
            f"At most {client.requests_a_minute} questions a minute; try again in a minute.",
            retry_seconds=60,
        )


def told_within_a_day(client: Client) -> int:
    """How many records the client was told within the last 24 hours."""
    found = Request.objects.filter(client=client, at__gt=timezone.now() - DAY)
    return int(found.aggregate(sum=Sum("records"))["sum"] or 0)


def refuse_too_many(client: Client, more: int) -> None:
    """Raise `QuestionRefused` where `more` records would be over the client's limit within 24 hours."""
    told = told_within_a_day(client)
    if more and told + more > client.records_a_day:
        raise QuestionRefused(
            Why.TOO_MANY_RECORDS,
            f"Paling banyak {client.records_a_day} rekaman per 24 jam, sudah {told}; coba lagi besok.",
            f"At most {client.records_a_day} records within 24 hours, {told} told so far; try again tomorrow.",
            retry_seconds=3600,
        )
