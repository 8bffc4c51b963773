"""Meetings: the list, a new one, who is invited, the invitations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.forums.forms import Change, ManyGuests, OneGuest, Plan, said
from merata_portal.office.views.forums.meeting import show
from merata_portal.office.views.forums.seeking import to_hold
from merata_portal.participation.actions import inviting
from merata_portal.participation.documents import making
from merata_portal.participation.queries.findings import waiting
from merata_portal.participation.queries.matching import matched
from merata_portal.participation.queries.meetings import meetings


@require_safe
@requires(Capability.VIEW_FORUMS)
def forums(request: HttpRequest) -> HttpResponse:
    """The meetings of one's areas, the latest first."""
    by = actor(request)
    page = newest_first(request, meetings(by).order_by("-pk"), "pk")
    context = {
        "rows": page.rows,
        "next": page.next,
        "names": area_names({one.area for one in page.rows}),
        "may_plan": by.may(Capability.HOLD_FORUM) or by.may(Capability.HOLD_RESES),
        "waiting": waiting(by).count() if by.may(Capability.ANSWER_FINDING) else 0,
    }
    return render(request, "office/forums/forums.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def plan(request: HttpRequest) -> HttpResponse:
    """A new meeting."""
    by = actor(request)
    form = Plan(request.POST or None, actor=by)
    if request.method == "POST" and form.is_valid():
        given, made = form.cleaned_data, []
        if done(
            request,
            lambda: made.append(
                inviting.plan_meeting(
                    by=by, kind=given["kind"], area=given["area"], starts_at=given["starts_at"], place=given["place"],
                    agenda=form.items(),
                )
            ),
            _("Musyawarah direncanakan. Sekarang susun daftar undangan."),
        ):  # fmt: skip
            return redirect("office:forum", uuid=made[0].uuid)
    return render(request, "office/forums/plan.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another day, place or agenda; once the invitations are sent, back to the meeting."""
    by = actor(request)
    page = to_hold(by, uuid)
    meeting = page.meeting
    if meeting.state != "planned":
        messages.error(request, _("Undangan sudah dikirim; waktu, tempat dan acara tidak dapat diubah lagi."))
        return redirect("office:forum", uuid=uuid)
    items = list(meeting.agenda.all())
    initial = {
        "starts_at": timezone.localtime(meeting.starts_at),
        "place": meeting.place,
        "agenda": "\n".join(one.title for one in items if not one.oversight),
        "oversight": any(one.oversight for one in items),
    }
    form = Change(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if done(
            request,
            lambda: inviting.change_plan(
                by=by, meeting=uuid, starts_at=given["starts_at"], place=given["place"], agenda=form.items()
            ),
            _("Rencana diubah."),
        ):
            return redirect("office:forum", uuid=uuid)
    context = {"form": form, "meeting": meeting, "place": area_names([meeting.area]).get(meeting.area, meeting.area)}
    return render(request, "office/forums/plan.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put one person on the list, from the registry where a NIK is given."""
    by = actor(request)
    page = to_hold(by, uuid)
    form = OneGuest(request.POST, elements=page.procedure.elements)
    if not form.is_valid():
        return show(request, page, guest=form)
    given = form.cleaned_data
    known = matched(by, given["nik"]) if given["nik"] else None
    if given["nik"] and known is None:
        form.add_error("nik", _("Tidak ada satu warga dengan NIK itu di wilayah Anda; isi data dirinya sendiri."))
    if not given["name"] and known is None:
        form.add_error("name", _("Isi nama, atau NIK."))
    if form.errors:
        return show(request, page, guest=form)
    guest = inviting.Guest(
        given["name"] or (known.name if known else ""), given["element"], given["sex"], said(given["disability"]),
        said(given["poor"]), given["part"],
    )  # fmt: skip
    done(
        request,
        lambda: inviting.add_invitees(by=by, meeting=uuid, guests=[guest], matched={} if known is None else {0: known}),
        _("Masuk daftar undangan."),
    )
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def invite_many(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put several people on the list, one in a line."""
    by = actor(request)
    page = to_hold(by, uuid)
    form = ManyGuests(request.POST, elements=page.procedure.elements)
    if not form.is_valid():
        return show(request, page, many=form)
    try:
        inviting.add_invitees(by=by, meeting=uuid, guests=form.guests())
    except MerataError as error:
        form.add_error("lines", why_not(error))
        return show(request, page, many=form)
    messages.success(request, _("Masuk daftar undangan."))
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def uninvite(request: HttpRequest, uuid: UUID, invitee: UUID) -> HttpResponse:
    """Take somebody off the list."""
    by = actor(request)
    done(
        request, lambda: inviting.remove_invitee(by=by, meeting=uuid, invitee=invitee), _("Dikeluarkan dari daftar.")
    )  # fmt: skip
    return redirect("office:forum", uuid=uuid)


@require_POST
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fix the list, and begin the log."""
    by = actor(request)
    done(request, lambda: inviting.send_invitations(by=by, meeting=uuid), _("Undangan ditetapkan; cetak dan antarkan."))
    return redirect("office:forum", uuid=uuid)


@require_safe
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def invitations(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The invitations of all invitees, to be printed."""
    page = to_hold(actor(request), uuid)
    return as_pdf(making.invitations(page), f"undangan-{timezone.localtime(page.meeting.starts_at):%Y-%m-%d}")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF as a download that no cache keeps: it holds names."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
