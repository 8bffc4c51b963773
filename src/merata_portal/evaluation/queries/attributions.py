"""Reports on what changed inequality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.results import answer, settled
from merata_portal.analysis.states import State
from merata_portal.evaluation.models import Attribution


@dataclass(frozen=True, slots=True)
class Attributed:
    """An attribution with its result and, once it is there, its answer."""

    attribution: Attribution
    result: Result
    answer: dict[str, Any] | None


def attributions(actor: Actor) -> QuerySet[Attribution]:
    """The attributions of the actor's areas, the newest first."""
    return within_areas(Attribution.objects.order_by("-id"), actor, Capability.VIEW_PLANS, "area")


def attribution(actor: Actor, uuid: UUID) -> Attributed:
    """One attribution; raises `Attribution.DoesNotExist`, and `BrokenStore` for an answer that was changed."""
    found = attributions(actor).get(uuid=uuid)
    result = Result.objects.select_related("inputs").get(uuid=found.result)
    settled([result])
    return Attributed(found, result, answer(result) if result.state == State.DONE else None)
