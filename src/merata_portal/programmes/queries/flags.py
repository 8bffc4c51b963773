"""The questions that wait for an answer, with what raised them and which answers there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Flag
from merata_portal.programmes.queries.enrolments import EnrolmentRow, enrolment_rows
from merata_portal.programmes.states import ANSWERS, Answer
from merata_portal.registry.queries.people import Page

PAGE_ROWS = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class FlagRow:
    """An open question: of which enrolment, what raised it (without names), and the ways out, the likeliest first."""

    uuid: UUID
    kind: str
    label: str
    at: datetime
    evidence: dict[str, object]
    enrolment: EnrolmentRow
    programme_id: str
    name_id: str
    name_en: str
    answers: tuple[Answer, ...]


def flags(
    actor: Actor, *, kind: str = "", launch: UUID | None = None, after: str = "", limit: int = PAGE_ROWS
) -> Page[FlagRow]:
    """Those that wait in the actor's villages, the longest waiting first; of a kind or a launch where asked."""
    found = _open(actor)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(enrolment__launch__uuid=launch) if launch else found
    found = found.filter(pk__gt=int(after)) if after else found
    rows = list(found.order_by("pk")[: limit + 1])
    following = str(rows[limit - 1].pk) if len(rows) > limit else ""
    return Page(_rows(rows[:limit]), following)


def flag(actor: Actor, uuid: UUID) -> FlagRow:
    """One that waits; raises Flag.DoesNotExist where it is answered, or in another's area."""
    return _rows([_open(actor).get(uuid=uuid)])[0]


def waiting(actor: Actor) -> int:
    """How many wait for the actor to answer, at most `MOST_COUNTED`: for a first page, which counts no list."""
    mine = within(
        Flag.objects.filter(answered_at__isnull=True), actor, Capability.MANAGE_ENROLMENT, "enrolment__village_code"
    )
    return mine[:MOST_COUNTED].count()


def _open(actor: Actor) -> QuerySet[Flag]:
    every = Flag.objects.filter(answered_at__isnull=True).select_related(
        "enrolment__launch", "enrolment__household", "enrolment__person", "enrolment__recipient"
    )
    return within(every, actor, Capability.VIEW_PROGRAMMES, "enrolment__village_code")


def _rows(found: list[Flag]) -> tuple[FlagRow, ...]:
    enrolments = enrolment_rows([one.enrolment for one in found])
    return tuple(
        FlagRow(
            one.uuid, one.kind, str(one.get_kind_display()), one.at, dict(one.evidence), enrolment,
            one.enrolment.launch.programme_id, one.enrolment.launch.name_id, one.enrolment.launch.name_en,
            ANSWERS[one.kind],
        )
        for one, enrolment in zip(found, enrolments, strict=True)
    )  # fmt: skip
