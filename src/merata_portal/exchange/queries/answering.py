"""An answer to each question of a message, or why there is none: read, not yet told to anybody."""

from __future__ import annotations

from merata_portal.exchange.asked import refuse_unlawful
from merata_portal.exchange.items import Answered, Item
from merata_portal.exchange.models import Client
from merata_portal.exchange.queries.searching import search
from merata_portal.exchange.refusals import QuestionRefused


def refusal_of(client: Client, item: Item) -> QuestionRefused | None:
    """Why the question may not be asked, before anything is looked up; None where it may."""
    if item.refusal is not None:
        return item.refusal
    try:
        refuse_unlawful(client, item.scope, item.purpose, item.right)
    except QuestionRefused as refusal:
        return refusal
    return None


def answered(client: Client, item: Item) -> Answered:
    """The answer as far as the client may be told now."""
    refusal = refusal_of(client, item)
    if refusal is not None or item.criteria is None:
        return _refused(item, refusal)
    try:
        found = search(client, item.criteria)
    except QuestionRefused as unseen:
        return _refused(item, unseen)
    return Answered(item, found.records, found.total, found.page, found.rows)


def _refused(item: Item, refusal: QuestionRefused | None) -> Answered:
    if refusal is None:
        raise ValueError("an item without criteria must say why it has none")
    return Answered(item, why=refusal.why, text=str(refusal))
