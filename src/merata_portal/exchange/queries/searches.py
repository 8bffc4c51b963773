"""Where a search in the background stands, for the client that asked for it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from merata_portal.exchange.items import Answered, Item
from merata_portal.exchange.models import Client, Search
from merata_portal.personal.columns import unsealed
from merata_portal.personal.digests import digest


@dataclass(frozen=True, slots=True)
class Standing:
    """A search of a client; `answers` have no records while it is not `done`."""

    uuid: UUID
    transaction_id: str
    done: bool
    answers: tuple[Answered, ...]

    def only(self, reference_ids: Collection[str]) -> Standing:
        """The same, of these references alone."""
        return replace(self, answers=tuple(one for one in self.answers if one.item.reference_id in reference_ids))


def by_transaction(client: Client, transaction_id: str) -> Standing | None:
    """The client's latest search of its transaction; None where it has none that is still kept."""
    found = Search.objects.filter(client=client, transaction_digest=digest("transaction", transaction_id))
    return _standing(found.order_by("-at", "-id").first())


def by_uuid(client: Client, uuid: str) -> Standing | None:
    """The client's search that it was told this uuid of; None as above, and for what is no uuid."""
    try:
        known = UUID(uuid)
    except ValueError:
        return None
    return _standing(Search.objects.filter(client=client, uuid=known).first())


def items_of(found: Search) -> tuple[str, list[Item]]:
    """The transaction id and the questions that a search keeps, unsealed."""
    kept = json.loads(unsealed(Search, "query_sealed", found.query_sealed, found.uuid) or "{}")
    return kept["transaction_id"], [Item.from_json(one) for one in kept["items"]]


def _standing(found: Search | None) -> Standing | None:
    # Not told after its time, whether or not it was purged yet.
    if found is None or found.state == Search.State.PURGED or found.kept_until <= timezone.now():
        return None
    transaction_id, items = items_of(found)
    done = found.state == Search.State.DONE
    if not done:
        return Standing(found.uuid, transaction_id, done, tuple(Answered(one) for one in items))
    results = json.loads(unsealed(Search, "result_sealed", found.result_sealed, found.uuid) or "[]")
    answers = tuple(Answered.from_json(item, one) for item, one in zip(items, results, strict=True))
    return Standing(found.uuid, transaction_id, done, answers)
