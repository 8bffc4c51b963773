"""The registered rule versions, and the rulebooks that could be registered."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.programme_names import available, rulebook_file
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import RuleVersion
from merata_portal.programmes.queries.rulebooks import NO_AID


@dataclass(frozen=True, slots=True)
class PackagedRule:
    """A rulebook that comes with Merata and whose text is not registered yet."""

    programme_id: str
    name_id: str
    name_en: str


def rules(actor: Actor) -> QuerySet[RuleVersion]:
    """All rule versions, the latest first: rules are public, and of no area; nothing for who sees no programmes."""
    found = RuleVersion.objects.order_by("-at", "-id")
    return found if actor.may(Capability.VIEW_PROGRAMMES) else found.none()


def rule(actor: Actor, uuid: UUID) -> RuleVersion:
    """One rule version; raises `RuleVersion.DoesNotExist`."""
    return rules(actor).get(uuid=uuid)


def packaged(actor: Actor) -> list[PackagedRule]:
    """The rulebooks that come with Merata and are not registered as they stand, by programme."""
    registered = set(rules(actor).values_list("content_hash", flat=True))
    found = []
    for programme_id in available():
        text = rulebook_file(programme_id).read_bytes()
        if sha256(text).hexdigest() in registered:
            continue
        book = rulebook(programme_id)
        if book.kind not in NO_AID:
            found.append(PackagedRule(programme_id, book.name.id, book.name.en))
    return found
