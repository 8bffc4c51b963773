"""One meeting: its plan and people, what was decided, conflicts, documents, the report, and who was heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.attachments.queries import attached, content
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.forums.forms import ManyGuests, OneGuest
from merata_portal.office.views.forums.seeking import sought, to_hold
from merata_portal.office.views.forums.wording import dimension_name, entry_lines, group_name, outcome_words, row_line
from merata_portal.participation.actions import closing
from merata_portal.participation.actions.syncing import decide_conflict
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.queries.aspirations import aspirations_of
from merata_portal.participation.queries.inclusion import Heard, heard, without_small_parts
from merata_portal.participation.queries.meetings import MeetingPage

SHOWN = 200
"""The latest entries on the page; all of them are in the notulen."""
SHOWN_ASPIRATIONS = 50
LONGEST_NUMBER = 6


@require_safe
@requires(Capability.VIEW_FORUMS)
def forum(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The meeting; names and words only for who holds it."""
    return show(request, sought(actor(request), uuid))


def show(
    request: HttpRequest, page: MeetingPage, *, guest: OneGuest | None = None, many: ManyGuests | None = None
) -> HttpResponse:
    """The page of a meeting, with a form that was filled in wrongly where there is one (422)."""
    planning = page.may_hold and page.meeting.state == "planned"
    subject, by = f"meeting:{page.meeting.uuid}", actor(request)
    aspirations = aspirations_of(page) if page.may_hold else []
    asked = request.GET.get("aspirasi", "")
    first = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER else 0
    closed = page.meeting.closed_at is not None
    context = {
        "page": page,
        "meeting": page.meeting,
        "place": area_names([page.meeting.area]).get(page.meeting.area, page.meeting.area),
        "agenda": list(page.meeting.agenda.all()),
        "decisions": outcome_words(page),
        "guest": guest or (OneGuest(elements=page.procedure.elements) if planning else None),
        "many": many or (ManyGuests(elements=page.procedure.elements) if planning else None),
        "conflicts": [(row, row_line(page, row)) for row in page.conflicts] if page.may_hold else [],
        "amended": [(row, row_line(page, row)) for row in page.amended] if page.may_hold else [],
        "lines": entry_lines(page, most=SHOWN) if page.may_hold else [],
        "more_lines": max(0, len(page.entries) - SHOWN),
        "listened": groups_told(_listened(page)) if closed else [],
        "scans": list(attached(subject, closing.SCAN)) if page.may_hold else [],
        "findings": list(page.meeting.findings.all()),
        "aspirations": aspirations[first : first + SHOWN_ASPIRATIONS],
        "next_aspirations": first + SHOWN_ASPIRATIONS if first + SHOWN_ASPIRATIONS < len(aspirations) else 0,
        "may_propose": by.may(Capability.SUBMIT_PROPOSAL),
        "outdated": page.may_hold and page.differs_from_documents,
    }  # fmt: skip
    return render(request, "office/forums/forum.html", context, status=422 if guest or many else 200)


def _listened(page: MeetingPage) -> list[Heard]:
    return heard([page], least=None) if page.may_hold else without_small_parts(heard([page]))


def groups_told(rows: Sequence[Heard]) -> list[dict[str, Any]]:
    """The groups of who was heard, each with its dimension's name where a new one begins."""
    told, before = [], ""
    for row in rows:
        heading = "" if row.dimension == before else dimension_name(row.dimension)
        before = row.dimension
        told.append({"row": row, "heading": heading, "name": group_name(row.dimension, row.group)})
    return told


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def decide(request: HttpRequest, uuid: UUID, entry: UUID) -> HttpResponse:
    """Accept an event in conflict as an amendment, or put it aside."""
    by = actor(request)
    to_hold(by, uuid)
    amend = request.POST.get("how") == "amend"
    done(
        request,
        lambda: decide_conflict(by=by, meeting=uuid, entry=entry, amend=amend, reason=reason_of(request)),
        _("Diterima sebagai ralat.") if amend else _("Disisihkan; tetap tersimpan."),
    )
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def seal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make and seal the documents; the outcome is published."""
    by = actor(request)
    done(
        request, lambda: closing.seal_documents(by=by, meeting=uuid), _("Dokumen dibuat dan disegel; hasilnya terbit.")
    )  # fmt: skip
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def scan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Attach the signed minutes."""
    by = actor(request)
    file = request.FILES.get("file")
    if file is None:
        to_hold(by, uuid)
        done(request, _no_file)
    else:
        done(
            request,
            lambda: closing.attach_scan(by=by, meeting=uuid, file_name=file.name or "", file=file),
            _("Pindaian disimpan."),
        )
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the report in."""
    by = actor(request)
    done(request, lambda: closing.report(by=by, meeting=uuid), _("Laporan dicatat diserahkan."))
    return redirect("office:forum", uuid=uuid)


@require_safe
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def document(request: HttpRequest, uuid: UUID, document: UUID) -> HttpResponse:
    """A sealed document or a scan, as it was kept."""
    page = to_hold(actor(request), uuid)
    kept = attached(f"meeting:{page.meeting.uuid}").filter(uuid=document).first()
    if kept is None:
        raise Http404
    response = HttpResponse(b"".join(content(kept)), content_type=kept.content_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.file_name}"'
    response["Cache-Control"] = "no-store"
    return response


def _no_file() -> None:
    raise MeetingDeclined("Pilih berkas pindaian dahulu.", "Choose the scan first.")
