"""Watching who is in a programme: deaths and moves that the registry learns hold what is due, and ask a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from merata_portal.actor import SYSTEM, Actor, Held
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.actions.settling import settle_flags
from merata_portal.programmes.models import Enrolment, Flag, Launch
from merata_portal.programmes.queries.departures import LIVE, departures
from merata_portal.programmes.states import Answer
from merata_portal.registry.models import HouseholdBefore, Membership, PersonBefore

WATCH = "programmes.watch"
CHUNK = 2_000
WATCHED = (Flag.Kind.DEATH, Flag.Kind.MOVE, Flag.Kind.DUPLICATE)
ENDED = (Launch.State.CLOSED, Launch.State.WITHDRAWN)


def ask_watch(*, by: Actor, held: Held | None, area: str, changes: Sequence[int], undone: bool) -> Job | None:
    """Have those who are in programmes held against changes of the registry, in the caller's transaction.

    None where nobody is in any: then nobody is to be looked for.
    """
    if not _watched(Enrolment.objects.all()).exists():
        return None
    parameters: dict[str, Any] = {"changes": list(changes), "undone": undone}
    key = f"{min(changes)}-{max(changes)}-{undone}"
    return enqueue(by=by, held=held, kind=WATCH, parameters=parameters, area=area, unique_key=key)


def run_watch(job: Running) -> dict[str, int]:
    """The background half of `ask_watch`: flags and pauses for who died or left; after an undone change, withdrawn.

    Killed, it begins anew: what is asked already is not asked twice.
    """
    changes, by = job.parameters["changes"], SYSTEM(WATCH)
    counts: dict[str, int] = defaultdict(int)
    if job.parameters["undone"]:
        counts["withdrawn"] = _withdraw(by, changes)
        return dict(counts)
    for start in range(0, len(changes), CHUNK):
        job.stop_if_asked()
        for change in changes[start : start + CHUNK]:
            for kind, count in watch(by=by, enrolments=_touched(change), change=change).items():
                counts[kind] += count
        job.progress(min(start + CHUNK, len(changes)), len(changes), "Memeriksa peserta", "Looking at who is enrolled")
    return dict(counts)


def watch(*, by: Actor, enrolments: QuerySet[Enrolment], change: int | None = None) -> dict[str, int]:
    """Ask about each of `enrolments` who died or left, as the registry knows it now; how many by kind of flag.

    What a person has answered of the same event is not asked again. Looked for before anything is locked: it takes
    seconds of a large launch.
    """
    found = _departed(enrolments)
    if not found:
        return {}
    told = {"change": change} if change is not None else {}
    with transaction.atomic():
        return {
            kind.value: _ask(by, kind, {pk: {**each, **told} for pk, each in _unanswered(kind, evidence).items()})
            for kind, evidence in found.items()
        }


def departed(enrolments: QuerySet[Enrolment]) -> int:
    """Of how many of `enrolments` the registry knows now that they died or left, and no person has kept them on."""
    return sum(len(_unanswered(kind, evidence)) for kind, evidence in _departed(enrolments).items())


def _departed(enrolments: QuerySet[Enrolment]) -> dict[Flag.Kind, dict[int, dict[str, Any]]]:
    found: dict[Flag.Kind, dict[int, dict[str, Any]]] = defaultdict(dict)
    for enrolment, departure in departures(_watched(enrolments)):
        found[departure.kind][enrolment.pk] = departure.evidence
    return found


def _ask(by: Actor, kind: Flag.Kind, evidence: dict[int, dict[str, Any]]) -> int:
    held = by.held[0] if by.held else None
    return raise_flags(by=by, held=held, kind=kind, evidence=evidence, day=timezone.localdate())


def _watched(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return enrolments.filter(state__in=LIVE).exclude(launch__state__in=ENDED)


def _touched(change: int) -> QuerySet[Enrolment]:
    """Those whose person or household a change touched, or whose household somebody left by it.

    Asked of each enrolment by index, for a month's import touches a million rows and few of them are enrolled.
    """
    person = Exists(PersonBefore.objects.filter(change_id=change, row_id=OuterRef("person")))
    home = Exists(HouseholdBefore.objects.filter(change_id=change, row_id=OuterRef("household")))
    left = Exists(
        Membership.objects.filter(household=OuterRef("household"), changed_by=change, until_day__isnull=False)
    )
    return Enrolment.objects.filter(person | home | left)


def _unanswered(kind: Flag.Kind, evidence: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Those who have not been kept on upon the same before; whoever left upon it and is back is asked about anew."""
    open_again = dict(evidence)
    answered = Flag.objects.filter(enrolment__in=list(evidence), kind=kind, answered_at__isnull=False)
    for pk, before in answered.filter(answer=Answer.KEEP).values_list("enrolment", "evidence"):
        same = all(before.get(name) == value for name, value in evidence[pk].items())
        if same:
            open_again.pop(pk, None)
    return open_again


@transaction.atomic
def _withdraw(by: Actor, changes: Sequence[int]) -> int:
    """Close the flags that changes raised, which have been undone: where nothing else says the same."""
    raised = Flag.objects.filter(kind__in=WATCHED, answered_at__isnull=True, evidence__change__in=list(changes))
    flags = list(raised.select_related("enrolment__launch"))
    still = {
        (enrolment.pk, departure.kind)
        for enrolment, departure in departures(Enrolment.objects.filter(pk__in=[one.enrolment_id for one in flags]))
    }
    gone = [one for one in flags if (one.enrolment_id, one.kind) not in still]
    settle_flags(by=by, flags=gone, answer=Answer.WITHDRAWN, reason="perubahan registri dibatalkan / change undone")
    return len(gone)
