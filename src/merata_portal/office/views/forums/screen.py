"""The secretary's screen during the meeting: state, quorum, people and agenda; every action one tap, by forms alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata.participation.entries import KINDS, faults_of
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.telling import done
from merata_portal.office.views.forums.seeking import check_held, to_hold
from merata_portal.office.views.forums.wording import entry_lines, outcome_words
from merata_portal.participation import names
from merata_portal.participation.actions.recording import record_entry
from merata_portal.participation.logs import as_uuid
from merata_portal.participation.queries.findings import unsettled_in
from merata_portal.participation.queries.meetings import MeetingPage

SHOWN = 12
WRITTEN = frozenset(KINDS) - {"invited", "reported"}
"""What is written on this screen; invitations and the report have their own pages."""
STARTING = ("invited", "postponed", "reconvened")


@require_safe
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def screen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The screen of a meeting whose invitations were sent; before, its plan."""
    page = to_hold(actor(request), uuid)
    if page.meeting.state == "planned":
        return redirect("office:forum", uuid=uuid)
    return render(request, "office/forums/screen.html", _shown(page))


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def write(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write one entry, and back to where it was tapped."""
    by = actor(request)
    check_held(by, uuid)
    kind = request.POST.get("kind", "")
    data, texts = read_fields(kind, request.POST) if kind in WRITTEN else ({}, {})
    faults = faults_of(kind, data, texts) if kind in WRITTEN else ["kind"]
    if faults:
        messages.error(request, _("Isian belum lengkap; tidak dicatat. Lengkapi lalu kirim lagi."))
    if faults or not done(
        request,
        lambda: record_entry(
            by=by, meeting=uuid, kind=kind, data=data, texts=texts, event_uuid=as_uuid(request.POST.get("event"))
        ),
    ):
        # What was typed is shown once more and kept nowhere, neither in the session nor in an address.
        page = to_hold(by, uuid)
        if page.meeting.state != "planned":
            typed = [one for one in texts.values() if one]
            return render(request, "office/forums/screen.html", {**_shown(page), "typed": typed}, status=422)
    place = request.POST.get("place", "")
    anchor = f"#{place}" if place in {"hadir", "acara", "bicara", "catat"} else ""
    return redirect(f"{reverse('office:forum-screen', args=[uuid])}{anchor}")


def read_fields(kind: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form says, as an entry's data and texts; empty fields are left out, for the entry to miss."""
    known = KINDS[kind]
    data = {
        name: _typed(what, str(given[name]).strip())
        for name, what in {**known.data, **known.maybe}.items()
        if str(given.get(name, "")).strip()
    }
    texts = {
        name: str(given[name]).strip()
        for name in (*known.texts, *known.maybe_texts)
        if str(given.get(name, "")).strip()
    }
    return data, texts


def _typed(what: str, text: str) -> Any:
    if what in {"count", "idr"}:
        plain = text.replace(".", "").replace(" ", "")
        return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 18 else text
    return {"true": True, "false": False}.get(text, text) if what == "flag" else text


def _shown(page: MeetingPage) -> dict[str, Any]:
    record, now = page.log.record, page.log.record.meeting
    present = [one for one in page.attendees if one.signed_at is not None]
    clock = timezone.localtime().replace(tzinfo=None)
    spoken: dict[str, int] = {}
    for one in record.spoken:
        if one.attendee is not None:
            spoken[one.attendee] = spoken.get(one.attendee, 0) + 1
    items = outcome_words(page)
    return {
        "page": page,
        "meeting": page.meeting,
        "place": area_names([page.meeting.area]).get(page.meeting.area, page.meeting.area),
        "now": now,
        "state": names.STATES[now.state],
        "needed": page.needed,
        "missing": now.missing_signatures,
        "share": min(100, round(100 * now.signed / page.needed)) if page.needed else 100,
        "steps": _steps(page, clock),
        "absent": sorted(
            (one for one in page.attendees if one.invited and one.signed_at is None),
            key=lambda one: one.name.casefold(),
        ),
        "signed": sorted((one for one in present if one.invited), key=lambda one: one.signed_at or clock, reverse=True),
        "present": [(one, spoken.get(one.uuid, 0)) for one in present],
        "voters": now.signed,
        "undecided": len(record.undecided),
        "women": sum(one.sex == "female" for one in present),
        "items": items,
        "current": next((one for one in items if one["uuid"] == record.current), None),
        "objections": [
            (one, page.texts.get(one.uuid, {}).get("text", ""), record.objections.get(one.uuid))
            for one in page.entries
            if one.kind == "objected"
        ],
        "findings": unsettled_in(page.meeting.area) if now.state == "open" else [],
        "lines": entry_lines(page, most=SHOWN),
        "elements": [(one, names.element(one)) for one in page.procedure.elements],
        "conflicts": len(page.conflicts),
        "event": uuid4,
        "gathering": now.state in (*STARTING, "open"),
        "regency": ".".join(page.meeting.area.split(".")[:2]),
    }


def _steps(page: MeetingPage, clock: datetime) -> dict[str, Any]:
    """Which regulated steps are open now, with what they are filled in with."""
    now = page.log.record.meeting
    start, latest = now.starts_at, now.open_until
    due = start is not None and clock >= start
    quorum = now.quorate or now.second
    again = None if now.reconvene_by is None else min(
        (clock + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0),
        datetime.combine(now.reconvene_by, datetime.max.time().replace(second=0, microsecond=0)),
    )  # fmt: skip
    overdue = latest is not None and clock > latest and not quorum
    overnight = start is not None and latest is not None and start.date() != latest.date()
    too_late = now.state == "postponed" and latest is not None and clock > latest
    return {
        "open": now.state in STARTING
        and quorum
        and now.signed > 0
        and (due or now.state == "postponed")
        and not too_late,
        "postpone": now.state == "invited" and due and not now.quorate and latest is not None and clock <= latest,
        "consult": now.state == "postponed" and due and not now.quorate and page.procedure.consultation,
        "reconvene": again if now.state == "consulted" else None,
        "stuck": (now.state == "invited" and overdue)
        or (now.state == "consulted" and now.reconvene_by is not None and clock.date() > now.reconvene_by),
        "latest": latest,
        "clock": "j M, H.i" if overnight else "H.i",
        "start": start,
        "waits": now.state in STARTING and not due,
        "close": now.state == "open",
        "cancel": now.state in (*STARTING, "consulted"),
    }
