"""The board of the council's points."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import requires
from merata_portal.actor import Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import number
from merata_portal.office.views.oversight.asking import asked, csv_wanted
from merata_portal.oversight import names
from merata_portal.oversight.queries.pokir import MOST, STATES, Point, board

COLUMNS = (
    "ticket", "title", "village_code", "member", "reses_on", "filed_on", "requirements_met", "requirements", "missing",
    "state", "outcome", "answer", "cost_idr", "set_aside_idr", "realised_idr", "complete_by", "answer_by", "overdue",
)  # fmt: skip
QUARTERS = (1, 2, 3, 4)


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def points(request: HttpRequest) -> HttpResponseBase:
    """Each point from its reses to its result; filtered by member, quarter and state."""
    wanted = asked(request, year=timezone.localdate().year + 1)
    member, quarter = number(request.GET, "anggota"), number(request.GET, "triwulan")
    quarter = quarter if quarter in QUARTERS else None
    state = request.GET.get("keadaan", "")
    state = state if state in STATES else ""
    found = board(wanted.by, wanted.place, year=wanted.year, member=member, quarter=quarter, state=state)
    if csv_wanted(request):
        return csv_response(f"pokir-{wanted.name}", COLUMNS, (_line(one) for one in found.points))
    context = {
        "board": found,
        "rows": [(one, names.POINTS[one.state], wanted.place.villages) for one in found.points],
        "counts": [(names.POINTS[code], sum(_is(one, code) for one in found.points)) for code in STATES],
        "late": [one for one in found.points if one.late],
        "member": member,
        "quarter": quarter,
        "quarters": QUARTERS,
        "state": state,
        "states": [(code, names.POINTS[code]) for code in STATES],
        "most": MOST,
        "may_record": wanted.by.may(Capability.HOLD_RESES),
        **wanted.context(request, "pokir"),
    }
    return render(request, "office/oversight/pokir.html", context)


def _is(point: Point, state: str) -> bool:
    return bool(point.late) if state == "overdue" else point.state == state


def _line(point: Point) -> list[object]:
    one = point.proposal
    return [
        one.ticket, one.title, one.village_code, point.member,
        timezone.localtime(point.meeting.starts_at).date() if point.meeting else None,
        timezone.localtime(one.filed_at).date(), point.completeness.met, point.completeness.asked,
        "; ".join(missing.id for missing in point.completeness.missing), point.state, one.outcome, one.answer,
        one.cost_idr, point.set_aside_idr, point.realised_idr, point.due, point.answer_due, point.late,
    ]  # fmt: skip
