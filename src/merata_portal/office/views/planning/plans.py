"""Plans: the list, and one of them as its readers need it: drawn up, before the council, under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import address_with, newest_first, number
from merata_portal.office.telling import why_not
from merata_portal.office.views.planning.monitoring import PAGES
from merata_portal.office.views.planning.plan_gains import gains, hand_changes
from merata_portal.office.views.planning.plan_made import together
from merata_portal.office.views.planning.plan_words import KINDS, PILLARS
from merata_portal.office.views.planning.wording import halves
from merata_portal.planning.actions import revoking
from merata_portal.planning.queries import plan_sums
from merata_portal.planning.queries import plans as queries
from merata_portal.planning.queries.monitoring import monitoring

SHOWN = 20
ROWS = 100
VILLAGES = 12
PROPOSALS = 30
LINES = 10
MADE = 30
WAIT_SECONDS = 4
DECIDED = ("approved", "revoked")
BEFORE = ("draft", "submitted", "approving")
ITEM = (
    "item_id", "kind", "pillar", "name", "village_code", "households", "proved_idr", "asked_idr", "change_reason",
    "state", "left_reason",
)  # fmt: skip
Found = TypeVar("Found")


@require_safe
@requires(Capability.VIEW_PLANS)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of one's areas, the newest first."""
    by = actor(request)
    page = newest_first(request, queries.plans(by).order_by("-id"), "id", size=SHOWN)
    asked = plan_sums.asked_of_many(page.rows)
    context = {
        "rows": [(one, asked.get(one.pk, 0)) for one in page.rows],
        "next": page.next,
        "names": area_names({one.area for one in page.rows}),
    }
    return render(request, "office/planning/plans.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One plan: sums, who gains, changes by hand and their cost, the lines that pay, and the next step."""
    by = actor(request)
    found = sought(lambda: queries.plan(by, uuid))
    sums = plan_sums.sums(found)
    job = plan_sums.approval_job(found) if found.state == "approving" else None
    drafting = found.state == "draft" and by.may(Capability.SUBMIT_PLAN, found.area)
    lines = plan_sums.paying_lines(found) if found.state in BEFORE else []
    answered = queries.proposals_answered(found)
    proposals = [(one, name) for name, many in answered.items() for one in many]
    context = {
        **frame(by, found),
        "sums": sums,
        "pillars": [(PILLARS.get(one.code, one.code), one) for one in sums.pillars],
        "villages": sums.villages[:VILLAGES],
        "more_villages": max(len(sums.villages) - VILLAGES, 0),
        **lines_shown(lines),
        "changes": plan_sums.changed_items(found)[:ROWS],
        "change_state": queries.changed(found),
        **hand_changes(by, found),
        "faults": _faults(found) if drafting else [],
        **gains(by, found),
        "proposals": proposals[:PROPOSALS],
        "proposals_count": len(proposals),
        "proposals_more": max(len(proposals) - PROPOSALS, 0),
        "steps": _steps(found),
        "job": job,
        "stopped": job is not None and job.finished_at is not None,
        "given_back": halves(plan_sums.why_given_back(found)) if found.state == "submitted" else "",
        "drafting": drafting,
        **(_carried_out(by, found) if found.state in DECIDED else {}),
    }
    response = render(request, "office/planning/plan.html", context)
    if found.state == "approving":
        # A header, so that the page shows how far it is without a script.
        response["Refresh"] = str(WAIT_SECONDS)
    return response


@require_safe
@requires(Capability.VIEW_PLANS)
def items(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The items of a plan: proved beside asked, what pays each; by pillar, village and text."""
    by = actor(request)
    found = sought(lambda: queries.plan(by, uuid))
    asked = {name: request.GET.get(name, "").strip().replace("\x00", "") for name in ("pilar", "desa", "cari", "hanya")}
    rows = plan_sums.wanted_items(
        found, pillar=asked["pilar"], village=asked["desa"], text=asked["cari"], only=asked["hanya"]
    )
    if request.GET.get("bentuk") == "csv":
        told = ([getattr(one, _COLUMN.get(name, name)) for name in ITEM] for one in rows)
        return csv_response(f"rencana-{found.area}-{found.year}-{found.uuid.hex[:8]}", ITEM, told)
    first = number(request.GET, "mulai") or 0
    shown = list(rows[first : first + ROWS + 1])
    lines = {one.line.pk: one.line for one in plan_sums.paying_lines(found)}
    context = {
        **frame(by, found),
        "rows": [
            (
                one,
                KINDS.get(one.kind, one.kind),
                [(lines.get(each.line), each.amount_idr) for each in one.charges.all()],
            )
            for one in shown[:ROWS]
        ],
        "names": area_names({one.village_code for one in shown if one.village_code}),
        "asked": asked,
        "pillar_names": [(code, name) for code, name in PILLARS.items() if code],
        "next": address_with(request, mulai=str(first + ROWS)) if len(shown) > ROWS else "",
        "csv": address_with(request, bentuk="csv"),
        "drafting": found.state == "draft" and by.may(Capability.SUBMIT_PLAN, found.area),
    }
    return render(request, "office/planning/plan_items.html", context)


def frame(by: Actor, found: Any) -> dict[str, Any]:
    """What every page of a plan shows around its own matter, and which steps its reader may take."""
    return {
        "plan": found,
        "area_name": area_names([found.area]).get(found.area, found.area),
        "may_submit": by.may(Capability.SUBMIT_PLAN, found.area),
        "may_decide": by.may(Capability.APPROVE_PLAN, found.area)
        and by.user_id not in (found.submitted_by_user_id, found.made_by_user_id),
        "may_take_over": found.state in ("submitted", "approved")
        and by.may(Capability.SUBMIT_PLAN, found.area)
        and by.user_id != found.submitted_by_user_id,
        "decided": found.state in DECIDED,
    }


def lines_shown(lines: Sequence[Any]) -> dict[str, Any]:
    """The lines that pay: the first in sight, those that lack money always; the rest folded away with its sum."""
    lacking = [one for one in lines if one.lacks_idr]
    first = min(len(lines), max(LINES, len(lacking)))
    return {
        "lines": lines,
        "lacking": lacking,
        "line_owners": area_names({one.line.owner for one in lines}),
        "lines_first": lines[:first],
        "lines_rest": lines[first:],
        "lines_rest_idr": sum(one.asked_idr for one in lines[first:]),
    }


def sought(find: Callable[[], Found]) -> Found:
    """What is found; `Http404` where it does not exist in the actor's areas."""
    try:
        return find()
    except ObjectDoesNotExist as error:
        raise Http404 from error


_COLUMN = {"asked_idr": "amount_idr"}


def _carried_out(by: Actor, found: Any) -> dict[str, Any]:
    """What became of an approved plan: its drafts with their state and money, what can still be taken back."""
    seen = monitoring(by, found.uuid)
    made = together(seen.rows)
    kinds = {"launch": _("Program bantuan"), "course": _("Pelatihan"), "project": _("Pekerjaan fisik")}
    return {
        "seen": seen,
        "made": [
            (name, kind, of_kind[:MADE], max(len(of_kind) - MADE, 0), by.may(PAGES[kind]))
            for kind, name in kinds.items()
            if (of_kind := [one for one in made if one.kind == kind])
        ],
        "kept": revoking.kept_of(found)[:ROWS] if found.state == "revoked" else (),
    }


def _faults(found: Any) -> list[tuple[str, str]]:
    """What keeps a draft from being submitted; frozen data that are gone keep it too."""
    try:
        return list(queries.submission_faults(found))
    except MerataError as error:
        return [(why_not(error),) * 2]


def _steps(found: Any) -> list[tuple[Any, str]]:
    rows = list(queries.steps(found))
    who = names_of({one.by_user_id for one in rows})
    return [(one, who.get(one.by_user_id, "")) for one in rows]
