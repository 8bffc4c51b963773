"""The self-check: would the rules admit a household like mine? Read, answered in the same page, and nothing kept.

No session, no event, no address with an answer in it, and in the log no more than that the page was asked for, as of
every page. A form with a fault is answered with 200 too, so that not even this is told of whoever filled it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from merata.programmes.decisions.reasons import Outcome
from merata.programmes.decisions.skeleton import State
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.self_check.questions import Questions, questions
from merata.programmes.self_check.verdict import Verdict, verdict
from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.programmes.queries import everybody
from merata_portal.programmes.queries.objection_choices import all_villages
from merata_portal.public.views.programmes import words
from merata_portal.public.views.programmes.forms import MOST_MEMBERS, Home, Member, Places

SHOWN = "shown"
"""In the form: of how many members it had questions when it was sent."""
REGENCY, KECAMATAN = ("village", "regency_code"), ("village", "kecamatan_code")
MARKS = {Outcome.ELIGIBLE: "", Outcome.REFUSED: "bad", Outcome.UNDECIDED: "waiting"}
SIGNS = {State.TRUE: "met", State.FALSE: "unmet", State.MISSING: "open", State.ARITHMETIC: "open"}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@public
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The self-check of one programme whose rules are in force today."""
    today = timezone.localdate()
    book = everybody.in_force_today(everybody.rulebooks(), today).get(code)
    if book is None:
        raise Http404
    return _checked(request, [book], today)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@public
def check_all(request: HttpRequest) -> HttpResponse:
    """The self-check of all programmes whose rules are in force today, each question asked once."""
    today = timezone.localdate()
    books = everybody.in_force_today(everybody.rulebooks(), today)
    return _checked(request, sorted(books.values(), key=lambda book: words.in_language(book.name)), today)


def _checked(request: HttpRequest, books: Sequence[Rulebook], today: date) -> HttpResponse:
    asked = questions(books)
    data = request.POST if request.method == "POST" else None
    home = Home(asked, _places(asked), data)
    members: list[Member] = []
    if data is not None and asked.each_member:
        members = [Member(asked, number, data) for number in range(1, home.members + 1)]
    # Whoever has just said how many they are is asked about each before anything is said of them.
    told_of = _shown(data) >= len(members)
    sound = data is not None and all([home.is_valid(), *(one.is_valid() for one in members)])
    found = _verdicts(home, members, books, today) if sound and told_of else []
    context = {
        "book": books[0] if len(books) == 1 else None,
        "name": words.in_language(books[0].name) if len(books) == 1 else "",
        "form": home,
        "members": members,
        "faults": sum(len(one.errors) for one in (home, *members)) if data is not None else 0,
        "asks_members": bool(asked.each_member),
        "next_step": sound and not told_of,
        "verdicts": found,
        "today": today,
    }
    return render(request, "public/programmes/check.html", context)


def _shown(data: Mapping[str, str] | None) -> int:
    text = (data or {}).get(SHOWN, "")
    return min(int(text), MOST_MEMBERS) if text.isascii() and text.isdecimal() and len(text) < 3 else 0


def _verdicts(
    home: Home, members: Sequence[Member], books: Sequence[Rulebook], today: date
) -> list[dict[str, object]]:  # fmt: skip
    answers, called = home.answers(members), home.called()
    order = (Outcome.ELIGIBLE, Outcome.UNDECIDED, Outcome.REFUSED)
    found = sorted((verdict(book, answers, today, called) for book in books), key=lambda one: order.index(one.outcome))
    return [_told(one) for one in found]


def _told(one: Verdict) -> dict[str, object]:
    benefit = one.book.benefit.household
    return {
        "verdict": one,
        "name": words.in_language(one.book.name),
        "decider": words.in_language(one.book.decider),
        "outcome": _outcomes()[one.outcome],
        "mark": MARKS[one.outcome],
        "conditions": [(SIGNS[each.state], words.in_language(each.sentence)) for each in one.conditions],
        "changes": [words.in_language(each) for each in one.changes],
        "undecided": one.outcome is Outcome.UNDECIDED,
        "unit": benefit.unit if benefit is not None else None,
        "members": [(each.position + 1, words.in_language(each.component.name), each) for each in one.members],
        "checked_by_decider": [words.in_language(each) for each in one.book.checked_by_decider],
    }


def _outcomes() -> dict[Outcome, str]:
    return {
        Outcome.ELIGIBLE: _("Mungkin memenuhi syarat"),
        Outcome.REFUSED: _("Tidak memenuhi syarat"),
        Outcome.UNDECIDED: _("Belum dapat dikatakan"),
    }


def _places(asked: Questions) -> Places:
    """The areas that can be chosen where the rules ask for one; no query where they ask for none."""
    keys = {one.key for one in asked.home} & {REGENCY, KECAMATAN}
    if not keys:
        return {}
    villages = [code for _kecamatan, inside in all_villages() for code, _name in inside]
    codes = {REGENCY: {code[:5] for code in villages}, KECAMATAN: {code[:8] for code in villages}}
    names = area_names(set().union(*(codes[key] for key in keys)))
    return {key: [(code, names.get(code, code)) for code in sorted(codes[key])] for key in keys}
