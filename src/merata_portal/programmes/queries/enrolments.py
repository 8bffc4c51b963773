"""Enrolments as pages show them: in lists, and one with all that happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment, Flag, Launch, Pause, Transition, Word
from merata_portal.programmes.states import State
from merata_portal.registry.queries.people import Page

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment in a list; `flags`: the kinds of its open questions, `said`: the village's latest word."""

    uuid: UUID
    launch: UUID
    household: UUID
    person: UUID | None
    recipient: UUID | None
    village_code: str
    state: str
    since: date
    annual_idr: int
    rank: int | None
    score: str
    decided_by: str
    reason_id: str
    reason_en: str
    flags: tuple[str, ...]
    said: str
    said_reason: str


@dataclass(frozen=True, slots=True)
class EnrolmentPage:
    """One enrolment with its history: transitions and words the oldest first, flags and pauses the latest first."""

    row: EnrolmentRow
    launch: Launch
    transitions: tuple[Transition, ...]
    words: tuple[Word, ...]
    flags: tuple[Flag, ...]
    pauses: tuple[Pause, ...]


def enrolments(
    actor: Actor, launch: UUID, *, village: str = "", state: str = "", decided_by: str = "", after: str = "",
    limit: int = PAGE_ROWS,
) -> Page[EnrolmentRow]:  # fmt: skip
    """Those of a launch in the actor's villages, by village and place; of one village, state or way in, where asked."""
    found = _within(actor).filter(launch__uuid=launch)
    for name, value in (("village_code", village), ("state", state), ("decided_by", decided_by)):
        found = found.filter(**{name: value}) if value else found
    if after:
        code, last = after.split(":")
        found = found.filter(village_code__gte=code).exclude(village_code=code, pk__lte=int(last))
    rows = list(found.order_by("village_code", "pk")[: limit + 1])
    following = f"{rows[limit - 1].village_code}:{rows[limit - 1].pk}" if len(rows) > limit else ""
    return Page(enrolment_rows(rows[:limit]), following)


def enrolment(actor: Actor, uuid: UUID) -> EnrolmentPage:
    """One enrolment; raises Enrolment.DoesNotExist also where it lies in another's area."""
    found = _within(actor).get(uuid=uuid)
    pauses = Pause.objects.filter(
        programme_id=found.launch.programme_id, household=found.household, person=found.person
    )
    return EnrolmentPage(
        row=enrolment_rows([found])[0],
        launch=found.launch,
        transitions=tuple(found.transitions.order_by("pk")),
        words=tuple(found.words.order_by("pk")),
        flags=tuple(found.flags.order_by("-pk")),
        pauses=tuple(pauses.order_by("-pk")),
    )


def counts(actor: Actor, launch: UUID) -> Mapping[str, tuple[int, int]]:
    """Enrolments and their rupiah a year by state, of the actor's villages; every state is there."""
    grouped = _within(actor).filter(launch__uuid=launch).order_by().values_list("state")
    found = {state: (count, idr) for state, count, idr in grouped.annotate(Count("pk"), Sum("annual_idr"))}
    return {state.value: found.get(state.value, (0, 0)) for state in State}


def enrolment_rows(found: Sequence[Enrolment]) -> tuple[EnrolmentRow, ...]:
    """The rows of enrolments (with launch, household, person and recipient), in their order; two queries."""
    ids = [one.pk for one in found]
    asked = _grouped(Flag.objects.filter(enrolment__in=ids, answered_at__isnull=True).values_list("enrolment", "kind"))
    spoken = Word.objects.filter(enrolment__in=ids).order_by("pk").values_list("enrolment", "said", "reason")
    said = {pk: (word, reason) for pk, word, reason in spoken}
    return tuple(
        EnrolmentRow(
            one.uuid, one.launch.uuid, one.household.uuid, None if one.person is None else one.person.uuid,
            None if one.recipient is None else one.recipient.uuid, one.village_code, one.state, one.since,
            one.annual_idr, one.rank, one.score, one.decided_by, one.reason_id, one.reason_en,
            tuple(sorted(asked.get(one.pk, ()))), *said.get(one.pk, ("", "")),
        )
        for one in found
    )  # fmt: skip


def _within(actor: Actor) -> QuerySet[Enrolment]:
    every = Enrolment.objects.select_related("launch", "household", "person", "recipient")
    return within(every, actor, Capability.VIEW_PROGRAMMES)


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for pk, kind in pairs:
        found.setdefault(pk, []).append(kind)
    return found
