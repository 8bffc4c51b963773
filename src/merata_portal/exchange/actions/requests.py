"""Keeping what a client asked: before anything is told. What cannot be kept is not answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.exchange.acting import actor_of_client, subject_of
from merata_portal.exchange.asked import Asked, refuse_unlawful
from merata_portal.exchange.limits import is_too_often, refuse_too_many, refuse_too_often
from merata_portal.exchange.models import Client, Key, Request
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Basis
from merata_portal.personal.columns import sealed
from merata_portal.personal.digests import digest

MOST_WORDS = 500
KNOWN = frozenset(str(one) for one in Basis)


@transaction.atomic
def noted(
    *, client: Client, scope: str, asked: Sequence[Asked], message_id: str, transaction_id: str = ""
) -> list[Request]:
    """Keep a message's questions with purpose, right and how many records each is answered with; one event for all.

    Call it when the answer is ready and before it is sent: whoever cannot be noted is told nothing. Checked here again,
    with the client locked: that it is open, its scope, each purpose and right, its limits, and that the message did not
    come before. Raises `QuestionRefused`; write that down by `refused`, outside any transaction around this.
    """
    found = Client.objects.select_for_update().get(pk=client.pk)
    for one in asked:
        if not one.refusal:
            refuse_unlawful(found, one.scope or scope, one.purpose, one.right)
    refuse_too_often(found, len(asked))
    refuse_too_many(found, sum(one.records for one in asked))
    _refuse_replayed(found, message_id)
    rows = [_row(found, scope, one, message_id, transaction_id, at) for at, one in enumerate(asked, start=1)]
    Request.objects.bulk_create(rows)
    by = actor_of_client(found)
    _use(client.key_in_use)
    _record(by, next(iter(by.holding(Capability.SHARE_REGISTRY)), None), "exchange.answer", found, rows)
    return rows


@transaction.atomic
def refused(*, client: Client, scope: str, why: str, message_id: str = "") -> None:
    """Keep that a client's message was refused as a whole; not of what came too often: a flood fills no table."""
    found = Client.objects.select_for_update().get(pk=client.pk)
    if why == Why.TOO_OFTEN or is_too_often(found):
        return
    row = _row(found, scope, Asked(refusal=why), message_id, "", 1)
    row.save(force_insert=True)
    _record(actor_of_client(found), None, "exchange.refuse", found, [row])


def _refuse_replayed(client: Client, message_id: str) -> None:
    """The client is locked, so that of two that come at the same moment one sees the other."""
    if Request.objects.filter(client=client, message_digest=digest("message", message_id), refusal="").exists():
        raise QuestionRefused(
            Why.REPLAYED,
            "Pesan dengan message_id ini sudah pernah dijawab; pakai yang baru.",
            "A message with this message_id was answered before; use a new one.",
        )


def _use(key: Key | None) -> None:
    """Note the day of the key's last use; it must hold still, for it may have been revoked while it was answered."""
    if key is None:
        return
    today = timezone.localdate()
    found = Key.objects.filter(pk=key.pk, revoked_at__isnull=True, expires_on__gt=today).first()
    if found is None:
        raise QuestionRefused(Why.CLOSED, "Kunci ini dicabut atau berakhir.", "This key was revoked, or has ended.")
    if found.last_used_on != today:
        found.last_used_on = today
        found.save(update_fields=["last_used_on"])


def _row(client: Client, scope: str, asked: Asked, message_id: str, transaction_id: str, item: int) -> Request:
    uuid = uuid4()
    right = asked.right
    return Request(
        uuid=uuid, client=client, at=timezone.now(), scope=asked.scope or scope, item=item, refusal=asked.refusal,
        records=asked.records, purpose=asked.purpose if asked.purpose in client.purposes else "",
        purpose_text_sealed=sealed(Request, "purpose_text_sealed", asked.purpose_text[:MOST_WORDS] or None, uuid),
        basis=right.basis if right and right.basis in KNOWN else "",
        basis_at=right.given_at if right and not asked.refusal else None,
        basis_reference_sealed=sealed(Request, "basis_reference_sealed", (right and right.reference) or None, uuid),
        message_digest=digest("message", message_id), transaction_digest=digest("transaction", transaction_id),
        query_digest=digest("query", json.dumps(asked.query, sort_keys=True, ensure_ascii=False)),
    )  # fmt: skip


def _record(by: Actor, held: Held | None, action: str, client: Client, rows: Sequence[Request]) -> None:
    data = {
        "scopes": sorted({one.scope for one in rows}), "purposes": sorted({one.purpose for one in rows if one.purpose}),
        "bases": sorted({one.basis for one in rows if one.basis}), "requests": [str(one.uuid) for one in rows],
        "refusals": sorted({one.refusal for one in rows if one.refusal}),
    }  # fmt: skip
    told = sum(one.records for one in rows)
    record(by=by, held=held, action=action, subject=subject_of(client), area=client.area, data=data, rows=told)
