"""Searches in the background: asked for, done by a worker, kept sealed until they are fetched or their time is over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Capability
from merata_portal.audit.actions import record
from merata_portal.exchange.acting import actor_of_client, subject_of
from merata_portal.exchange.actions.answering import told
from merata_portal.exchange.actions.purging import purge_if_due
from merata_portal.exchange.items import Answered, Item
from merata_portal.exchange.models import Client, Search
from merata_portal.exchange.queries.answering import answered, refusal_of
from merata_portal.exchange.queries.searches import Standing, items_of
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.running import Running
from merata_portal.personal.columns import sealed
from merata_portal.personal.digests import digest

SEARCH = "exchange.search"
KEPT = timedelta(days=3)


@transaction.atomic
def ask_search(*, client: Client, items: Sequence[Item], message_id: str, transaction_id: str) -> Search:
    """Have a message's questions answered in the background; its uuid is what the asker fetches the answers by.

    Each is noted now with its purpose and right, and again whenever its answer is fetched. Raises `QuestionRefused`.
    """
    told(client=client, answers=_waiting(client, items), message_id=message_id, transaction_id=transaction_id)
    purge_if_due()
    uuid, now = uuid4(), timezone.now()
    kept = json.dumps({"transaction_id": transaction_id, "items": [one.as_json() for one in items]})
    made = Search.objects.create(
        uuid=uuid, client=client, at=now, kept_until=now + KEPT,
        query_sealed=sealed(Search, "query_sealed", kept, uuid),
        transaction_digest=digest("transaction", transaction_id),
    )  # fmt: skip
    enqueue(by=actor_of_client(client), kind=SEARCH, parameters={"search": str(uuid)}, area=client.area)
    return made


@transaction.atomic
def run_search(running: Running) -> dict[str, Any]:
    """Answer what a message asked, all or nothing; what the client may not ask any more is refused, item by item."""
    found = Search.objects.select_for_update().select_related("client").get(uuid=running.parameters["search"])
    if found.state != Search.State.WAITING:  # purged meanwhile, with its client
        return {"records": 0}
    client, (_, items) = found.client, items_of(found)
    answers = [answered(client, one) for one in items]
    result = json.dumps([one.as_json() for one in answers])
    found.result_sealed = sealed(Search, "result_sealed", result, found.uuid)
    found.records = sum(len(one.records) for one in answers)
    found.state, found.done_at = Search.State.DONE, timezone.now()
    found.save(update_fields=["result_sealed", "records", "state", "done_at"])
    running.progress(len(items), len(items), "Pencarian selesai", "The search is done")
    by = actor_of_client(client)
    record(
        by=by, held=next(iter(by.holding(Capability.SHARE_REGISTRY)), None), action="exchange.search",
        subject=subject_of(client), area=client.area, rows=found.records, data={"search": str(found.uuid)},
    )  # fmt: skip
    return {"records": found.records}


def fetch(*, client: Client, standing: Standing, message_id: str, transaction_id: str) -> None:
    """Note that the answers of a search are about to be told, as far as it stands; raises as `noted` does.

    An answer that is fetched twice is told twice, and counts twice.
    """
    answers: Sequence[Answered] = standing.answers
    if not standing.done:
        answers = _waiting(client, [one.item for one in standing.answers])
    told(client=client, answers=answers, message_id=message_id, transaction_id=transaction_id)
    purge_if_due()


def _waiting(client: Client, items: Sequence[Item]) -> list[Answered]:
    """Questions that are taken but not answered yet, and why one will not be."""
    refusals = [(one, refusal_of(client, one)) for one in items]
    return [Answered(one, why=refusal.why if refusal else "") for one, refusal in refusals]
