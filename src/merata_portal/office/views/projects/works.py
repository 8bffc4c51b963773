"""Works: the list with early warnings, one work with everything about it, a new candidate."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.actions import planning
from merata_portal.infrastructure.queries import defects, pages
from merata_portal.infrastructure.queries import projects as queries
from merata_portal.ledger import queries as ledger
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done
from merata_portal.office.views.projects.forms import (
    AmendForm,
    CandidateForm,
    ContractForm,
    HandOverForm,
    PartyForm,
    PlanForm,
    ReportForm,
)

WITH_REPORTS = ("under_way",)


@require_safe
@requires(Capability.VIEW_PROJECTS)
def projects(request: HttpRequest) -> HttpResponse:
    """The works of one's villages, the newest first, with what somebody must look at."""
    by = actor(request)
    state = request.GET.get("keadaan", "").replace("\x00", "")
    page = newest_first(request, queries.projects(by, state=state), "id")
    rows = queries.summaries(page.rows)
    context = {
        "rows": rows, "next": page.next, "state": state, "states": queries.codes()["state"],
        "names": area_names({one.project.village_code for one in rows}),
        "may_make": by.may(Capability.MANAGE_PROJECT), "defects": defects.waiting(by).count(),
    }  # fmt: skip
    return render(request, "office/projects/projects.html", context)


@require_safe
@requires(Capability.VIEW_PROJECTS)
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One work: how far, money, contract, photographs, defects, and the step that comes next."""
    by = actor(request)
    found = get_object_or_404(queries.projects(by), uuid=uuid)
    page, summary = pages.page(found), queries.summary(found)
    may = {
        name: by.may(capability, found.village_code)
        for name, capability in (
            ("manages", Capability.MANAGE_PROJECT), ("reports", Capability.REPORT_PROGRESS),
            ("accepts", Capability.ACCEPT_PROJECT), ("reserves", Capability.PROPOSE_SPENDING),
            ("makes", Capability.MAKE_PAYMENTS), ("checks", Capability.CHECK_PAYMENTS), ("pays", Capability.PAY),
        )
    }  # fmt: skip
    people = {one.by_user_id for one in page.steps} | {one.progress.by_user_id for one in page.reports}
    context = {
        "project": found, "page": page, "summary": summary, "defects": defects.office_defects(by, found),
        "minutes": [(one, pages.minutes_of(one)) for one in page.hand_overs], "people": names_of(people),
        "names": area_names([found.owner, found.village_code]), "forms": _forms(by, summary, may), **may,
    }  # fmt: skip
    return render(request, "office/projects/project.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_PROJECT)
def new(request: HttpRequest) -> HttpResponseBase:
    """A new candidate."""
    by = actor(request)
    form = CandidateForm(request.POST or None, actor=by)
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        if done(
            request,
            lambda: made.append(planning.register(by=by, candidate=form.candidate()).uuid),
            _("Calon disimpan."),
        ):
            return redirect("office:project", uuid=made[0])
    context = {"form": form, "project": None}
    return render(request, "office/projects/edit.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.VIEW_PROJECTS)
def file(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """A photograph or the minutes of a work."""
    try:
        found, pieces = pages.office_file(actor(request), uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answer = StreamingHttpResponse(pieces, content_type=found.content_type)
    answer["Content-Disposition"] = f'inline; filename="{found.uuid}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _forms(by: Actor, summary: queries.Summary, may: dict[str, bool]) -> dict[str, object]:
    """The forms of the steps that can be taken now."""
    project, contract = summary.project, summary.contract
    state, forms = str(project.state), dict[str, object]()
    if state == "candidate" and may["reserves"]:
        # What an approved plan has set aside is planned from the line that holds it.
        set_aside = {} if project.line is None else {"line": project.line, "amount_idr": project.budget_idr}
        forms["plan"] = PlanForm(lines=_lines(by, project.owner), initial=set_aside)
    if state == "tendered" and may["manages"]:
        forms["contract"] = ContractForm()
    if may["manages"] and state in ("planned", "tendered", "contracted", "under_way"):
        forms["party"] = PartyForm()
    if may["manages"] and contract is not None and state in ("contracted", "under_way"):
        forms["amend"] = AmendForm(initial={"value_idr": contract.value_idr, "ends_on": contract.ends_on})
    if may["reports"] and state in WITH_REPORTS:
        forms["report"] = ReportForm()
    if may["accepts"] and state == "finished":
        forms["hand_over"] = HandOverForm()
    return forms


def _lines(by: Actor, owner: str) -> list[tuple[int, str]]:
    return [(one.pk, f"{one.year} {one.account_code} {one.fund_source}") for one in ledger.lines(by, owner=owner)]
