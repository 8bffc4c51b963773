"""Questions that a person must answer before an enrolment goes on: each with its ways out, none a dead end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import going_on
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.enrolments import named
from merata_portal.office.views.programmes.finding import AFTER, following, sought, text_in, uuid_of
from merata_portal.office.views.programmes.words import FLAGS, WHAT, programme_called
from merata_portal.programmes.actions import flagging
from merata_portal.programmes.queries import flags as queries
from merata_portal.programmes.states import Answer
from merata_portal.registry.queries.names import members_named


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def flags(request: HttpRequest) -> HttpResponse:
    """The open questions of one's areas, the oldest first, of one kind where asked."""
    by = actor(request)
    kind = text_in(request, "jenis")
    page = queries.flags(by, kind=kind if kind in FLAGS else "", after=going_on(request.GET, AFTER))
    enrolled = named(by, [one.enrolment for one in page.rows])
    members = members_named(by, {one.enrolment.household for one in page.rows if Answer.OTHER_MEMBER in one.answers})
    rows: list[dict[str, Any]] = [
        {
            **row,
            "flag": one,
            "kind": one.label,
            "evidence": told(one),
            "other": one.evidence.get("other"),
            "answers": [(answer.value, answer.label) for answer in one.answers],
            "members": members.get(one.enrolment.household, ()),
            "may": by.may(Capability.MANAGE_ENROLMENT, one.enrolment.village_code),
        }
        for one, row in zip(page.rows, enrolled, strict=True)
    ]
    context = {
        "rows": rows,
        "kind": kind,
        "kinds": list(FLAGS.items()),
        "names": area_names({one.enrolment.village_code for one in page.rows}),
        "next": following(request, page.after),
    }
    return render(request, "office/programmes/flags.html", context)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer one question with one of the ways out that its kind has."""
    by = actor(request)
    found = sought(lambda: queries.flag(by, uuid))
    by.require(Capability.MANAGE_ENROLMENT, found.enrolment.village_code)
    given = request.POST.get("answer", "")
    recipient, day = request.POST.get("recipient", ""), request.POST.get("on_day", "")
    done(
        request,
        lambda: flagging.answer_flag(
            by=by,
            flag=uuid,
            answer=given,
            reason=reason_of(request),
            recipient=uuid_of(recipient) if recipient else None,
            on_day=date.fromisoformat(day) if day else None,
        ),
        _("Dijawab."),
    )
    return redirect("office:flags")


def told(flag: Any) -> list[str]:
    """What raised a question, in words; it holds no name and no number."""
    known = flag.evidence
    day = known.get("day") or ""
    said = [
        str(WHAT.get(known.get("what", ""), "")),
        _("pada %(day)s") % {"day": date_format(date.fromisoformat(day), "j F Y")} if day else "",
        _("Menerima juga: %(programmes)s") % {"programmes": ", ".join(map(programme_called, known["programmes"]))}
        if "programmes" in known
        else "",
        _("Daftar bulan %(month)s: %(reason)s") % {"month": known["month"], "reason": known.get("reason") or "–"}
        if "month" in known
        else "",
    ]
    return [text for text in said if text]
