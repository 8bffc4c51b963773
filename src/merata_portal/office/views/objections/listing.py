"""The objections of one's areas: what is overdue and due first, what is closed, and what waits for screening."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import DAY, address_with, going_on, newest_first
from merata_portal.office.telling import done
from merata_portal.programmes.actions import screening
from merata_portal.programmes.queries import objection_lists as lists
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_choices import own_villages, programmes

TICKET: Final = re.compile(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}", re.ASCII)


@require_safe
@requires(Capability.FILE_OBJECTION)
def objections(request: HttpRequest) -> HttpResponse:
    """What waits, the overdue first; or what is closed."""
    by, village, is_closed = actor(request), request.GET.get("desa", ""), request.GET.get("lihat") == "selesai"
    if is_closed:
        page = newest_first(request, lists.closed(by, village=village), "id")
        rows, following = page.rows, page.next
    else:
        rows, after = lists.waiting(by, village=village, after=going_on(request.GET, DAY))
        following = address_with(request, lanjut=after) if after else ""
    late = [one for one in lists.overdue_by_village(by) if one[2]]
    context = {
        "rows": _told(rows),
        "next": following,
        "closed": is_closed,
        "counts": lists.counts(by, village=village),
        "late": late,
        "villages": own_villages(by),
        "village": village,
        "names": area_names({one.village_code for one in rows} | {one[0] for one in late}),
        "may_decide": by.may(Capability.DECIDE_OBJECTION),
        "today": timezone.localdate(),
    }
    return render(request, "office/objections/list.html", context)


@require_safe
@requires(Capability.DECIDE_OBJECTION)
def screen(request: HttpRequest) -> HttpResponse:
    """What waits for screening, by village and day."""
    by = actor(request)
    groups = lists.held(by)
    context = {
        "floods": [
            (village, day, many, [(one, queries.text_of(by, one)) for one in first])
            for village, day, many, first in groups
        ],
        "names": area_names({group[0] for group in groups}),
    }
    return render(request, "office/objections/screen.html", context)


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def release(request: HttpRequest) -> HttpResponse:
    """Pass on one that is held, or all of a village and day."""
    by, village, day = actor(request), request.POST.get("desa", ""), _day(request)
    ticket = request.POST.get("tiket", "")
    if TICKET.fullmatch(ticket):
        done(request, lambda: screening.release_one(by=by, objection=ticket), _("Diteruskan kepada petugas."))
    elif day is not None:
        done(
            request,
            lambda: screening.release(by=by, village_code=village, on_day=day),
            _("Diteruskan kepada petugas."),
        )
    return redirect("office:objections-screen")


@require_POST
@requires(Capability.DECIDE_OBJECTION)
def discard(request: HttpRequest) -> HttpResponse:
    """Discard all of a village and day."""
    by, village, day = actor(request), request.POST.get("desa", ""), _day(request)
    if day is not None:
        done(
            request,
            lambda: screening.discard(by=by, village_code=village, on_day=day, reason=reason_of(request)),
            _("Tidak diproses; tiketnya menyebutkan apa yang dapat dilakukan."),
        )
    return redirect("office:objections-screen")


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("hari", ""))
    except ValueError:
        return None


def _told(rows: Sequence[Any]) -> list[dict[str, Any]]:
    today, names = timezone.localdate(), dict(programmes(get_language() or "id"))
    return [
        {
            "one": one,
            "programme": names.get(one.programme_id, one.programme_id),
            "late": one.due_on is not None and one.due_on < today,
        }
        for one in rows
    ]
