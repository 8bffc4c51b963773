"""A client as an actor: what the registry's queries are asked by, and what its events name."""

from __future__ import annotations

from django.utils import timezone

from merata_portal.actor import Actor, Held, Role
from merata_portal.exchange.models import Client

CLIENT_USER_ID = -2
"""No account has it; which client it was stands in the event's subject."""


def actor_of_client(client: Client) -> Actor:
    """The client, holding its one role in its one area; nothing once it is closed or its agreement ended."""
    open_now = client.state == Client.State.ACTIVE and timezone.localdate() < client.expires_on
    held = (Held(Role.CLIENT, client.area),) if open_now and client.area else ()
    return Actor(CLIENT_USER_ID, f"sistem kantor lain: {client.name}", held)


def subject_of(client: Client) -> str:
    """What the client is called in the audit."""
    return f"client:{client.uuid}"
