"""A village's word on its part of the list: one page for its operator, used in the meeting on a telephone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Capability
from merata_portal.office.paging import going_on
from merata_portal.office.views.programmes.enrolments import named
from merata_portal.office.views.programmes.finding import AFTER, following, sought, text_in
from merata_portal.office.views.programmes.forms import Meeting
from merata_portal.office.views.programmes.launches import frame
from merata_portal.office.views.programmes.words import SAID
from merata_portal.programmes.queries import enrolments, launches
from merata_portal.programmes.queries import verifications as queries
from merata_portal.registry.queries.searching import search

MOST_SOUGHT = 200
VERIFYING = "approved"
MISSING = {
    "meeting": _("musyawarah belum dicatat"),
    "minutes": _("berita acara belum dilampirkan"),
    "attendance": _("daftar hadir belum dilampirkan"),
    "words": _("masih ada yang belum dibahas"),
}
MEETING = ("held_on", "place", "leader", "invited", "present", "present_women", "minutes_number")


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def verifications(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The villages of one's areas: how far each has come."""
    by = actor(request)
    found = sought(lambda: launches.launch(by, uuid))
    rows = queries.verifications(by, uuid)
    codes = {one.verification.village_code for one in rows}
    context = {**frame(by, found), "rows": rows, "names": area_names(codes | {found.owner})}
    return render(request, "office/programmes/verifications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_PROGRAMMES)
def verification(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """One village's list. Whom somebody seeks to add comes in the body, never in an address."""
    return show(request, uuid, village, text=request.POST.get("cari", "").strip()[:MOST_SOUGHT].replace("\x00", ""))


def show(
    request: HttpRequest, uuid: UUID, village: str, *, text: str = "", meeting: Meeting | None = None
) -> HttpResponse:
    """The page of a village's verification, with the meeting's form where it was filled in wrongly (422)."""
    by = actor(request)
    page = sought(lambda: queries.verification(by, uuid, village))
    found, launch = page.row.verification, page.launch
    listed = enrolments.enrolments(by, uuid, village=village, after=going_on(request.GET, AFTER))
    mine = by.may(Capability.VERIFY_LIST, village) and launch.state == VERIFYING
    may = mine and found.closed_at is None
    context = {
        **frame(by, launch),
        "page": page,
        "found": found,
        "village": village,
        "rows": [{**row, "said": SAID.get(row["enrolment"].said, "")} for row in named(by, listed.rows)],
        "lanjut": text_in(request, "lanjut"),
        "next": following(request, listed.after),
        "names": area_names([village, launch.owner]),
        "may_say": may,
        "may_reopen": (mine or by.may(Capability.ISSUE_DECREE, village))
        and bool(found.closed_at)
        and launch.state == VERIFYING,
        "meeting": meeting or (Meeting(initial=_known(found)) if may else None),
        "text": text,
        "sought": search(by, text).rows if text and may else (),
        "missing": [MISSING[one] for one in page.missing],
        "closed_by": names_of([found.closed_by_user_id or 0]).get(found.closed_by_user_id or 0, ""),
    }
    return render(request, "office/programmes/verification.html", context, status=422 if meeting else 200)


def _known(found: Any) -> dict[str, Any]:
    """What is written down of the meeting already."""
    return {name: value for name in MEETING if (value := getattr(found, name)) not in {None, ""}}
