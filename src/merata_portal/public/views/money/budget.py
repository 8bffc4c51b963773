"""Where the money went: a budget by pillar and fund, and one line's life."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries.publications import Edition
from merata_portal.analysis.queries.published import standing
from merata_portal.analysis.refusals import NotNow
from merata_portal.ledger.queries import public_figures, public_lines
from merata_portal.planning.queries.public_plans import by_reference, items_of_earmarks
from merata_portal.programmes.queries import everybody
from merata_portal.public.views.money.owners import Owner, asked
from merata_portal.public.views.money.purposes import shown
from merata_portal.public.views.villages.received import Received, programmes

logger = logging.getLogger(__name__)
DATASET = "anggaran"
PILLARS = ("infrastructure", "training", "assistance", "participation", "", public_figures.FOLDED)
MOST_LINES = 60
MOST_PROGRAMMES = 12
NUMBERS = 2**63
"""A database's number is below it."""


@public
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """What was given, set aside, bound and paid, of a regency or of desa, in one year."""
    choices = asked(request)
    if choices is None:
        return render(request, "public/money/no_areas.html")
    owner, year = choices.owner, choices.year
    lines = (public_figures.desa_lines if owner.summed else public_figures.own_lines)(owner.area, year)
    groups = public_figures.grouped(lines, "pillar", "fund_source")
    by_pillar, folds = public_figures.rolled_up(groups, 0), _folds(owner, year)
    by_pillar = public_figures.folded(by_pillar) if folds else by_pillar
    pillars = [(code, by_pillar[code]) for code in PILLARS if code in by_pillar]
    total = public_figures.summed("", (one for _code, one in pillars))
    edition = standing(owner.regency)
    context = {
        "choices": choices, "owner": owner, "year": year, "pillars": pillars, "total": total,
        # By fund the sums would part again what is told in one.
        "funds": [] if folds else list(public_figures.rolled_up(groups, 1).items()), "folded": public_figures.FOLDED,
        "lines": [] if owner.summed else _lines(lines),
        "received": _received(owner, edition), "inside": _inside(owner, year), "edition": edition, "dataset": DATASET,
    }  # fmt: skip
    return render(request, "public/money/money.html", context)


@public
@require_safe
def line(request: HttpRequest, number: int) -> HttpResponse:
    """One budget line: adopted, amended, set aside for what, by which plan, for whose proposal, and paid."""
    try:
        story = public_lines.line_story(number) if number < NUMBERS else None
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if story is None:
        raise Http404("no such line")
    found = story.figure.line
    items = items_of_earmarks([one.earmark for one in story.purposes])
    purposes = shown(story.purposes, items, by_reference({one.plan for one in story.purposes}))
    paid_here = everybody.named(number) if story.figure.untold else []
    context = {
        "story": story, "figure": story.figure, "line": found, "purposes": purposes,
        "programmes": [(code, name_id if get_language() == "id" else name_en) for code, name_id, name_en in paid_here],
        "names": area_names({found.owner, *(one.village_code for one in purposes)}),
        "paid_by_head": public_figures.PAID_BY_HEAD,
    }  # fmt: skip
    return render(request, "public/money/line.html", context)


def _folds(owner: Owner, year: int) -> bool:
    if owner.summed:
        return public_figures.few_desa(owner.area, year)
    return public_figures.of_a_desa(owner.area)


def _lines(lines: Any) -> list[public_lines.LineFigure]:
    """The lines of a budget, pillar by pillar as the page tells them."""
    found = public_lines.line_figures(lines.order_by("account_code", "pk")[:MOST_LINES])
    return sorted(found, key=lambda one: PILLARS.index(one.line.pillar))


def _received(owner: Owner, edition: Edition | None) -> list[Received]:
    """Households that assistance reached in a regency, as its edition tells them: rounded, few withheld.

    Nothing where a file of the edition is gone, which the operator is told: the page's own figures are the ledger's.
    """
    if owner.area != owner.regency:
        return []
    try:
        return programmes(edition, owner.regency).reaching[:MOST_PROGRAMMES]
    except NotNow:
        logger.exception("recipients of %s cannot be read", owner.regency)
        return []


def _inside(owner: Owner, year: int) -> list[dict[str, Any]]:
    """What a sum is made of: the desa of a kecamatan, or kecamatan by kecamatan of a regency; of a desa nothing."""
    if not owner.summed and owner.area != owner.regency:
        return []
    lines = public_figures.desa_lines(owner.area, year)
    by_area = public_figures.by("kecamatan", lines) if owner.area == owner.regency else public_figures.by_desa(lines)
    names = area_names(by_area)
    return [
        {"code": code, "name": names.get(code, code), "group": one}
        for code, one in sorted(by_area.items(), key=lambda each: names.get(each[0], each[0]))
    ]
