"""What is read of the audit: events of one's areas, the head to publish, and what a personal text said."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from merata_portal.actor import EVERYWHERE, Actor, Capability
from merata_portal.audit.heads import PublishedHead
from merata_portal.audit.models import Event, Head
from merata_portal.audit.verifying import Broken, Verdict, verify
from merata_portal.personal.erasure import unseal_erasably
from merata_portal.personal.errors import Erased

__all__ = ["Broken", "PublishedHead", "Verdict", "data_of", "events", "head", "of_subject", "verify"]


def events(actor: Actor) -> QuerySet[Event]:
    """The events in the actor's areas for VIEW_AUDIT, the newest first; those of no area for who holds a regency's.

    Nobody without the capability sees any. The rule is that of `actor.covers`, for events of any level of area.
    """
    held = actor.areas(Capability.VIEW_AUDIT)
    if EVERYWHERE in held:
        return Event.objects.order_by("-sequence")
    seen = reduce(or_, (_lying_in(area) for area in held), Q(pk__in=[]))
    return Event.objects.filter(seen).order_by("-sequence")


def _lying_in(area: str) -> Q:
    inside = Q(area=area) | Q(area__startswith=f"{area}.")
    return inside | Q(area="") if area.count(".") == 1 else inside


def of_subject(actor: Actor, subject: str) -> QuerySet[Event]:
    """Those of `events` that were done to one subject ("person:<uuid>")."""
    return events(actor).filter(subject=subject)


def head() -> PublishedHead | None:
    """The last event's sequence, hash and time, to be published; None before the first event."""
    found = Head.objects.filter(id=1, sequence__gt=0).first()
    if found is None or found.at is None:
        return None
    return PublishedHead(found.sequence, found.hash, found.at)


def data_of(event: Event) -> dict[str, Any]:
    """An event's data with personal texts opened, None where their subject was erased.

    Only for who may see the person; the caller has checked, and records the reveal.
    """
    return {name: _opened(value) for name, value in json.loads(event.data).items()}


def _opened(value: Any) -> Any:
    if not isinstance(value, Mapping) or set(value) != {"sealed", "sealed_for"}:
        return value
    try:
        return unseal_erasably(base64.b64decode(value["sealed"]), subject=UUID(value["sealed_for"]))
    except Erased:
        return None
