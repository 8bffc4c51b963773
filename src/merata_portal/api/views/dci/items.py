"""The questions of a search message: criteria, purpose and right of each; what cannot be read is refused by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from merata_portal.api.views.dci.criteria import criteria_of
from merata_portal.api.views.dci.envelope import FRESH
from merata_portal.api.views.dci.schema import time_of
from merata_portal.exchange.asked import Right
from merata_portal.exchange.items import Item
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import LAWFUL, Basis, Scope

MOST_REFERENCE = 200


def items_of(message: Mapping[str, Any]) -> list[Item]:
    """One item for each `search_request`, in their order."""
    seen: set[str] = set()
    items = []
    for one in message["search_request"]:
        items.append(_item(one, repeated=one["reference_id"] in seen))
        seen.add(one["reference_id"])
    return items


def _item(one: Mapping[str, Any], *, repeated: bool) -> Item:
    reference, asked = one["reference_id"], one["search_criteria"]
    try:
        _refuse(one, repeated=repeated)
        criteria = criteria_of(asked, one.get("pagination"))
    except QuestionRefused as refusal:
        return Item(reference, refusal=refusal)
    given = _given(asked, criteria.scope)
    if given is None:
        return Item(reference, criteria)
    basis, said = given
    purpose = said.get("purpose") or {}
    at = time_of(said.get("ts", ""))
    # JSON-LD names a thing by @id: the asker's own reference to the consent, where it has one.
    name = said.get("@id") or said.get("id") or ""
    right = Right(basis, at, str(name)[:MOST_REFERENCE]) if at else None
    return Item(reference, criteria, str(purpose.get("code", "")), str(purpose.get("text", "")), right)


def _given(asked: Mapping[str, Any], scope: Scope) -> tuple[str, Mapping[str, Any]] | None:
    """The `consent` or `authorize` of a question: the one that its scope needs, else the other, to be refused."""
    lawful = [basis for basis in Basis if basis in LAWFUL[scope]]
    others = [basis for basis in Basis if basis not in LAWFUL[scope]]
    return next(((str(basis), asked[basis]) for basis in (*lawful, *others) if asked.get(basis)), None)


def _refuse(one: Mapping[str, Any], *, repeated: bool) -> None:
    if repeated:
        raise QuestionRefused(
            Why.REFERENCE,
            "reference_id dipakai dua kali dalam pesan ini.",
            "reference_id stands twice in this message.",
        )
    at = time_of(one["timestamp"])
    if at is None or at - FRESH > timezone.now():
        raise QuestionRefused(Why.TIMESTAMP, "timestamp di masa depan.", "The timestamp lies in the future.")
