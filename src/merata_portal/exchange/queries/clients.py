"""Which client a key is of, and which clients there are."""

from __future__ import annotations

import hmac
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.exchange.key_texts import hash_of, name_in
from merata_portal.exchange.models import Client, Key, Request
from merata_portal.personal.columns import unsealed

_NO_HASH = bytes(32)


class Openness(StrEnum):
    """Whether a client is answered now, and what is in the way."""

    OPEN = "open"
    NO_KEY = "no_key"  # it has none that holds
    ENDED = "ended"  # its agreement's last day is over
    CLOSED = "closed"


def openness(client: Client) -> Openness:
    """How a client stands today; it asks for its keys unless they came with it (`clients`)."""
    today = timezone.localdate()
    if client.state != Client.State.ACTIVE:
        return Openness.CLOSED
    if client.expires_on <= today:
        return Openness.ENDED
    return Openness.OPEN if any(key.holds_on(today) for key in client.keys.all()) else Openness.NO_KEY


def client_of(key: str) -> Client | None:
    """The client whose key this is; None for no key, a revoked or expired one, and a client that is closed.

    Compared in constant time, against something also where no such key is known.
    """
    name = name_in(key)
    found = None if name is None else Key.objects.select_related("client").filter(name=name).first()
    same = hmac.compare_digest(hash_of(key), _NO_HASH if found is None else bytes(found.key_hash))
    today = timezone.localdate()
    if found is None or not same or not found.holds_on(today):
        return None
    if found.client.expires_on <= today or found.client.state != Client.State.ACTIVE:
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


def clients_with_last_question(actor: Actor) -> QuerySet[Client]:
    """As `clients`, each with `last_asked_at`: when its latest question came; None where none ever did."""
    latest = Request.objects.filter(client=OuterRef("pk")).order_by("-at").values("at")[:1]
    return clients(actor).annotate(last_asked_at=Subquery(latest))


def contact_of(actor: Actor, client: Client) -> str:
    """Whom to call there; raises `Refused` for who does not manage the client."""
    actor.require(Capability.MANAGE_ACCOUNTS, client.area)
    return unsealed(Client, "contact_sealed", client.contact_sealed, client.uuid) or ""
