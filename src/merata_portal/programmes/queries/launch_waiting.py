"""Launches that wait for the actor's own step: for their first page, which counts no list."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Launch, Verification

MOST_WAITING = 50


def to_approve(actor: Actor) -> list[Launch]:
    """The launches whose frozen list waits for approval by the actor, who did not launch them; the oldest first."""
    listed = Launch.objects.filter(state=Launch.State.LISTED).exclude(made_by_user_id=actor.user_id)
    return list(
        within_areas(listed, actor, Capability.APPROVE_LIST, "owner").order_by("listed_at", "id")[:MOST_WAITING]
    )


def to_decree(actor: Actor) -> list[Launch]:
    """Those that every village has spoken of, for who may issue the decree and did not launch them."""
    heard = Launch.objects.filter(state=Launch.State.APPROVED).exclude(made_by_user_id=actor.user_id)
    parts = Verification.objects.filter(launch=OuterRef("pk"))
    heard = heard.filter(Exists(parts), ~Exists(parts.filter(closed_at__isnull=True)))
    return list(
        within_areas(heard, actor, Capability.ISSUE_DECREE, "owner").order_by("approved_at", "id")[:MOST_WAITING]
    )
