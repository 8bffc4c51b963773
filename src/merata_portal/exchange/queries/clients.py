"""Which client a key is of, and which clients there are."""

from __future__ import annotations

import hmac

from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.exchange.key_texts import hash_of, name_in
from merata_portal.exchange.models import Client, Key

_NO_HASH = bytes(32)


def client_of(key: str) -> Client | None:
    """The client whose key this is; None for no key, a revoked or expired one, and a client that is closed.

    Compared in constant time, against something also where no such key is known.
    """
    name = name_in(key)
    found = None if name is None else Key.objects.select_related("client").filter(name=name).first()
    same = hmac.compare_digest(hash_of(key), _NO_HASH if found is None else bytes(found.key_hash))
    if found is None or not same or found.revoked_at is not None:
        return None
    today = timezone.localdate()
    if found.expires_on <= today or found.client.expires_on <= today or found.client.state != Client.State.ACTIVE:
        return None
    found.client.key_in_use = found
    return found.client


def clients(actor: Actor) -> QuerySet[Client]:
    """The clients of the areas in which the actor manages accounts, by name; with their keys."""
    found = within_areas(Client.objects.prefetch_related("keys"), actor, Capability.MANAGE_ACCOUNTS, "area")
    return found.order_by("name", "id")


def client_called(actor: Actor, sender_id: str) -> Client | None:
    """The client that calls itself so, where the actor manages it."""
    return clients(actor).filter(sender_id=sender_id).first()
