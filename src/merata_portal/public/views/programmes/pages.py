"""All programmes, and one: what it gives, to whom, by which law, who receives it and how to object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata.programmes.aid import forbidden_pairs
from merata.programmes.rules.programme_names import programme_name, regency_name
from merata.programmes.rules.rulebook import Rulebook
from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.programmes.queries import everybody
from merata_portal.programmes.queries.objections import shortest_term
from merata_portal.programmes.terms import terms
from merata_portal.public.views.programmes import describing, words
from merata_portal.public.views.programmes import recipients as told
from merata_portal.public.views.programmes.recipients_map import recipients_map

TRAINING = "training"


@public
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes whose rules are in force today, by what they are for; what runs now; how many receive."""
    today = timezone.localdate()
    books = everybody.rulebooks()
    standing = everybody.in_force_today(books, today)
    editions = told.editions()
    counted = told.in_whole(editions)
    announced = everybody.announced()
    running = [one for one in announced if one.running]
    names = area_names({one.launch.owner for one in running})
    groups = [
        (heading, purpose, [_row(book, today, counted) for book in _by_name(standing) if book.kind == kind])
        for kind, (heading, purpose) in words.KINDS.items()
    ]
    others = [_row(book, today, counted) for book in _by_name(standing) if book.kind not in words.KINDS]
    context = {
        "groups": [group for group in groups if group[2]],
        "others": others,
        "ended": [book for book in _by_name(books) if book.programme_id not in standing],
        "running": [(one, words.STATES[one.launch.state], names.get(one.launch.owner, "")) for one in running],
        "announced": len(announced),
        "most": everybody.MOST_LAUNCHES,
        "editions": editions,
    }
    return render(request, "public/programmes/programmes.html", context)


@public
@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme, from its rules as they stand today, or as they stood when it ended."""
    today = timezone.localdate()
    books = everybody.rulebooks()
    if code not in books:
        raise Http404
    book = books[code]
    on, ended = _day(book, today)
    launches = everybody.announced(code)
    editions = told.editions()
    context = {
        "book": book,
        "name": words.in_language(book.name),
        "purpose": words.KINDS.get(book.kind, ("", ""))[1],
        "payer": words.PAYERS.get(book.payer, book.payer),
        "residents": [regency_name(one) for one in book.regencies],
        "gifts": describing.gifts(book, on),
        "members_max": describing.bases(book, on, [book.benefit.members_max])[0] if book.benefit.members_max else None,
        "required": describing.required(book, on),
        "by_decile": describing.by_decile(book),
        "changed": describing.changed(book),
        "not_with": _not_with(books, code),
        "launches": [_launch(one, today) for one in launches],
        "most": everybody.MOST_LAUNCHES,
        "names": area_names({one.launch.owner for one in launches}),
        "recipients": [(one, recipients_map(one)) for one in told.recipients(editions, code)],
        "editions": editions,
        "term": shortest_term(),
        "appeal": terms().appeal_within,
        "training": book.kind == TRAINING,
        "on": on,
        "ended": ended,
        "begins": None if ended or on <= today else on,
    }
    return render(request, "public/programmes/programme.html", context)


def _by_name(books: Mapping[str, Rulebook]) -> list[Rulebook]:
    return sorted(books.values(), key=lambda book: words.in_language(book.name))


def _day(book: Rulebook, today: date) -> tuple[date, date | None]:
    """The day whose rules are told, and the last day of rules that are over."""
    first, last = book.days
    if last is not None and last < today:
        return last, last
    return max(first, today), None


def _row(
    book: Rulebook, today: date, counted: Mapping[str, list[tuple[told.Counted, int | None]]]
) -> dict[str, object]:
    return {
        "book": book,
        "name": words.in_language(book.name),
        "payer": words.PAYERS.get(book.payer, book.payer),
        "residents": [regency_name(one) for one in book.regencies],
        "gifts": describing.gifts(book, today),
        "recipients": counted.get(book.programme_id, []),
    }


def _not_with(books: Mapping[str, Rulebook], code: str) -> list[tuple[str, str, bool]]:
    """The programmes that one household may not have beside it: code, name, and whether they have a page here."""
    pairs = forbidden_pairs(books.values())
    others = sorted({one if other == code else other for one, other in pairs if code in (one, other)})
    return [(one, words.in_language(programme_name(one)), one in books) for one in others]


def _launch(one: everybody.Announced, today: date) -> dict[str, object]:
    launch = one.launch
    return {
        "launch": launch,
        "name": launch.name_id if get_language() == "id" else launch.name_en,
        "state": words.STATES[launch.state],
        "running": one.running,
        "delivery": words.DELIVERY.get(launch.delivery, launch.delivery),
        "announced": words.PUBLICATION.get(launch.publication, ""),
        "own": [
            (words.parameter_called(name), describing.written(name, int(value) if value.isdecimal() else value))
            for name, value in one.parameters.items()
        ],
        "cycles": one.cycles,
        "next": one.next_payment(today),
    }
