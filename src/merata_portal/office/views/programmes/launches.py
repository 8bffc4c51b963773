"""Launches: where each stands, whose turn it is, and its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.jobs.queries import visible
from merata_portal.office.paging import newest_first
from merata_portal.office.views.programmes.finding import sought
from merata_portal.office.views.programmes.forms import Decree
from merata_portal.office.views.programmes.words import NEXT
from merata_portal.programmes.queries import decree as decrees
from merata_portal.programmes.queries import launches as queries
from merata_portal.programmes.queries import verifications
from merata_portal.programmes.queries.launch_money import moneys

SHOWN = 20
MOVING = ("launched", "listing", "approved", "enrolling", "running")
"""States in which background work of the launch may be under way."""
ORDER = ("launched", "listing", "listed", "approved", "enrolling", "running", "closed")
MOST_VILLAGES = 300


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a launch as its page shows it: "done", "now", "later" or "ended"."""

    label: str | Promise
    standing: str
    at: Any = None
    by: str = ""
    note: str | Promise = ""


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def launches(request: HttpRequest) -> HttpResponse:
    """The launches of one's areas, the newest first: where each stands, its money, and what is next."""
    by = actor(request)
    page = newest_first(request, queries.launches(by).order_by("-id"), "id", size=SHOWN)
    money = moneys(by, page.rows)
    rows = [(one, money.get(one.uuid), NEXT.get(one.state)) for one in page.rows]
    context = {
        "rows": rows,
        "next": page.next,
        "names": area_names({one.owner for one in page.rows}),
        "may_simulate": by.may(Capability.SIMULATE_PROGRAMME),
    }
    return render(request, "office/programmes/launches.html", context)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def launch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One launch: its steps with who took each and when, what waits, its money by village."""
    return show(request, uuid)


def show(request: HttpRequest, uuid: UUID, *, decree: Decree | None = None) -> HttpResponse:
    """The page of a launch, with the decree's form where it was filled in wrongly (422)."""
    by = actor(request)
    found = sought(lambda: queries.launch(by, uuid))
    villages = queries.money_by_village(by, uuid) if by.may(Capability.VIEW_LEDGER, found.owner) else []
    context = {
        **frame(by, found),
        "stages": stages(found),
        "position": moneys(by, [found]).get(found.uuid),
        "villages": villages[:MOST_VILLAGES],
        "names": area_names([found.owner, *(code for code, _position in villages)]),
        "job": visible(by).filter(parameters__launch=str(found.uuid)).first() if found.state in MOVING else None,
        "next_step": NEXT.get(found.state),
        "progress": _progress(by, uuid) if found.state == ORDER[3] else None,
        **_decree(by, found, decree),
    }
    return render(request, "office/programmes/launch.html", context, status=422 if decree and decree.errors else 200)


def frame(by: Actor, found: Any) -> dict[str, Any]:
    """What every page of a launch shows around its own matter: the launch, and which of its steps the actor may take.

    Whoever took the step before is not offered the next: the action would refuse them.
    """
    others = {found.made_by_user_id}
    return {
        "launch": found,
        "may_launch": by.may(Capability.LAUNCH_PROGRAMME, found.owner),
        "may_approve": by.may(Capability.APPROVE_LIST, found.owner) and by.user_id not in others,
        "may_close": by.may(Capability.ISSUE_DECREE, found.owner),
        "may_decree": by.may(Capability.ISSUE_DECREE, found.owner),
        "may_pay": by.may(Capability.MAKE_PAYMENTS, found.owner),
        "may_manage": by.may(Capability.MANAGE_ENROLMENT),
        "may_verify": by.may(Capability.VERIFY_LIST),
    }


def stages(found: Any) -> list[Stage]:
    """The steps of a launch in order, each with who took it and when."""
    users = (found.made_by_user_id, found.approved_by_user_id, found.decreed_by_user_id, found.ended_by_user_id)
    who = names_of({one for one in users if one})
    told = [
        (_("Diluncurkan"), "launched", found.made_at, who.get(found.made_by_user_id, ""), ""),
        (_("Daftar beku"), "listed", found.listed_at, "", ""),
        (_("Disetujui"), "approved", found.approved_at, who.get(found.approved_by_user_id, ""), ""),
        (_("Verifikasi desa"), "verified", found.decreed_at, "", ""),
        (_("SK"), "enrolling", found.decreed_at, who.get(found.decreed_by_user_id, ""), found.decree_number),
        (_("Berjalan"), "running", found.decreed_at if found.state in ORDER[5:] else None, "", ""),
    ]
    closing = _("Ditarik") if found.state == "withdrawn" else _("Ditutup")
    told.append((closing, "closed", found.ended_at, who.get(found.ended_by_user_id, ""), found.ended_reason))
    current = next((place for place, one in enumerate(told) if one[2] is None), len(told))
    if found.ended_at is not None:
        return [Stage(one[0], "ended" if one[2] else "later", *one[2:]) for one in told]
    return [
        Stage(one[0], "done" if one[2] else ("now" if place == current else "later"), *one[2:])
        for place, one in enumerate(told)
    ]


def _progress(by: Actor, uuid: UUID) -> dict[str, int]:
    """How many villages have spoken."""
    rows = verifications.verifications(by, uuid)
    return {"closed": sum(one.closed for one in rows), "villages": len(rows)}


def decree_form(by: Actor, found: Any, given: Any = None) -> Decree:
    """The form of a launch's decree, with the villages that have not spoken."""
    names = area_names(open_codes := decrees.decree(by, found).open_villages)
    return Decree(given, open_villages=[(code, f"{names.get(code, code)} ({code})") for code in open_codes])


def _decree(by: Actor, found: Any, form: Decree | None) -> dict[str, Any]:
    """What the decree would say now, for who issues it while villages are heard."""
    if found.state != ORDER[3] or not by.may(Capability.ISSUE_DECREE, found.owner):
        return {}
    would = decrees.decree(by, found)
    at = 0 if get_language() == "id" else 1
    return {
        "decree": form or decree_form(by, found),
        "would": would,
        "would_count": sum(one.enrolments for one in would.sums),
        "faults": [fault[at] for fault in would.faults],
    }
