"""The journal, page by page, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.models import Entry, Transfer

PAGE = 50


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What of the journal is wanted; an empty field asks for nothing. `text` is sought in reason and document."""

    owner: str = ""
    year: int | None = None
    kind: str = ""
    person: int | None = None
    from_day: date | None = None
    until_day: date | None = None
    text: str = ""
    line: int | None = None
    programme: str = ""
    village_code: str = ""
    proposal: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries with their persons, and the number to give as `before` for the page after; None at the end."""

    entries: tuple[Entry, ...]
    before: int | None


def journal(
    actor: Actor, wanted: JournalFilter | None = None, *, before: int | None = None, size: int = PAGE
) -> JournalPage:
    """One page of the entries in the actor's areas, below the number `before`; two queries, whatever is asked."""
    entries = _wanted(_visible(actor), wanted or JournalFilter())
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries.select_related("person").order_by("-pk")[: size + 1])
    shown = tuple(found[:size])
    return JournalPage(shown, shown[-1].pk if len(found) > size else None)


def entry(actor: Actor, number: int) -> Entry | None:
    """One entry with its person and event; None where there is none in the actor's areas."""
    return _visible(actor).select_related("person", "event").filter(pk=number).first()


def transfers(actor: Actor, number: int) -> QuerySet[Transfer]:
    """The transfers of an entry in the actor's areas, with line and earmark, in their order."""
    of_entry = Transfer.objects.filter(entry=number).select_related("line", "earmark").order_by("pk")
    return within_areas(of_entry, actor, Capability.VIEW_LEDGER, "line__owner")


def _visible(actor: Actor) -> QuerySet[Entry]:
    return within_areas(Entry.objects.all(), actor, Capability.VIEW_LEDGER, "owner")


def _wanted(entries: QuerySet[Entry], wanted: JournalFilter) -> QuerySet[Entry]:
    own = {
        "owner": wanted.owner,
        "year": wanted.year,
        "kind": wanted.kind,
        "person": wanted.person,
        "day__gte": wanted.from_day,
        "day__lte": wanted.until_day,
    }
    entries = entries.filter(**{field: value for field, value in own.items() if value not in {None, ""}})
    if wanted.text:
        entries = entries.filter(Q(reason__icontains=wanted.text) | Q(document__icontains=wanted.text))
    of_transfers = {
        "line": wanted.line,
        "earmark__programme": wanted.programme,
        "earmark__village_code": wanted.village_code,
        "earmark__proposal": wanted.proposal,
        "earmark__plan": wanted.plan,
    }
    asked = {field: value for field, value in of_transfers.items() if value not in {None, ""}}
    return entries.filter(Exists(Transfer.objects.filter(entry=OuterRef("pk"), **asked))) if asked else entries
