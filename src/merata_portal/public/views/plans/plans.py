"""What the council decided: the list of plans, and one with its effects, its items and what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.infrastructure.queries.public_works import public_works_of
from merata_portal.ledger.queries.public_lines import lines_numbered
from merata_portal.oversight.queries.places import regencies
from merata_portal.planning.queries.public_effects import effects_of
from merata_portal.planning.queries.public_plans import DecidedPlan, public_plan, public_plans
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.public.views.plans.words import effects_in_words
from merata_portal.training.queries.everybody import open_courses

MOST_PLANS = 50
PAGE = 100
"""Works, classes or proposals on one page."""
MOST_DIGITS = 6


@public
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the council decided on, the newest first; of one regency where asked."""
    places = regencies()
    asked = request.GET.get("wilayah", "")
    if asked and asked not in {one.code for one in places}:
        raise Http404("no such regency")
    rows = list(public_plans(asked)[:MOST_PLANS])
    context = {"plans": rows, "places": places, "asked": asked, "names": {one.code: one.name for one in places}}
    return render(request, "public/plans/plans.html", context)


@public
@require_safe
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One decided plan; assistance without a village and without a count of few."""
    try:
        found = public_plan(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    effects = effects_of(found.plan)
    start = _start(request)
    works, classes = found.works[start : start + PAGE], found.classes[:PAGE]
    made = [one.item.made_uuid for one in (*works, *classes) if one.item.made_uuid is not None]
    lines = lines_numbered(_lines(found))
    context = {
        "plan": found.plan, "found": found, "effects": None if effects is None else effects_in_words(effects),
        "shown_works": works, "shown_classes": classes, "accepted": found.answers.accepted[:PAGE],
        "before": max(start - PAGE, 0) if start else None,
        "after": start + PAGE if len(found.works) > start + PAGE else None, "start": start,
        "works": public_works_of(made),
        "classes": {one.uuid: one for one in open_courses().filter(uuid__in=made)} if made else {},
        "lines": lines, "names": area_names(_areas(found)),
        "called": {} if get_language() == "id" else {code: names[1] for code, names in known_programmes().items()},
        "total_idr": None if found.aid_idr is None else found.works_idr + found.classes_idr + found.aid_idr,
    }  # fmt: skip
    return render(request, "public/plans/plan.html", context)


def _start(request: HttpRequest) -> int:
    """From which work on a long plan is shown; the first where nothing sensible is asked."""
    text = request.GET.get("mulai", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _lines(found: DecidedPlan) -> set[int]:
    return {line for one in (*found.works, *found.classes) for line, _amount in one.lines} | {
        line for one in found.aid for line in one.lines
    }


def _areas(found: DecidedPlan) -> set[str]:
    codes: list[Any] = [found.plan.area, *(one.item.village_code for one in (*found.works, *found.classes))]
    codes += [one.village_code for one in found.left_out]
    codes += [one.village_code for one in (*found.answers.accepted, *found.answers.declined)]
    return {code for code in codes if code}
