"""The year's calendar, as a page and as a file for one's own calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import requires
from merata_portal.actor import Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.views.oversight.asking import asked, csv_wanted
from merata_portal.oversight import names
from merata_portal.oversight.documents.calendar_file import calendar_file
from merata_portal.oversight.queries.calendar import Dated, calendar

COLUMNS = (
    "step", "name", "begins", "due", "standing", "done", "of", "owed_by", "legal_base", "source", "certainty", "note",
)  # fmt: skip


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def year(request: HttpRequest) -> HttpResponseBase:
    """The steps in their order, with what is done, due soon or overdue, and who owes what."""
    wanted = asked(request)
    found = calendar(wanted.place, wanted.year)
    if csv_wanted(request):
        return csv_response(f"kalender-{wanted.name}", COLUMNS, (_line(one) for one in found))
    context = {
        "steps": [
            (one, names.STANDINGS[one.standing.value], [(names.SIDES[owed.side], owed) for owed in one.step.owes])
            for one in found
        ],
        "certainties": names.CERTAINTIES,
        **wanted.context(request, "calendar"),
    }
    return render(request, "office/oversight/calendar.html", context)


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def file(request: HttpRequest) -> HttpResponse:
    """The same as iCalendar, in the page's language."""
    wanted = asked(request)
    content = calendar_file(wanted.place, wanted.year, language="id" if get_language() == "id" else "en")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kalender-{wanted.name}.ics"'
    return response


def _line(one: Dated) -> list[object]:
    step, english = one.step, get_language() != "id"
    owed = "; ".join(
        f"{each.who.en}: {each.what.en}" if english else f"{each.who.id}: {each.what.id}" for each in step.owes
    )
    done, of = (one.progress.done, one.progress.of) if one.progress else (None, None)
    return [
        step.code, step.name.en if english else step.name.id, step.begins, step.due, one.standing.value, done, of,
        owed, step.legal_base, step.source.en if english else step.source.id, step.certainty, step.note,
    ]  # fmt: skip
