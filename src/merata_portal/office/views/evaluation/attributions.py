"""What changed inequality: asked for, shown with its picture and tables, and as the report for the LKPJ."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.analysis.queries.results import progress
from merata_portal.analysis.queries.staleness import staleness
from merata_portal.evaluation.actions.attributing import attribute
from merata_portal.evaluation.documents.lkpj import lkpj
from merata_portal.evaluation.queries import attributions as queries
from merata_portal.evaluation.queries.attribution_rows import Told, left_out, told
from merata_portal.office.telling import done
from merata_portal.office.views.evaluation import asking
from merata_portal.office.views.evaluation.forms import AttributionForm
from merata_portal.office.views.evaluation.pictures import Scale


@require_POST
@requires(Capability.RUN_ANALYSIS)
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for an attribution."""
    by = actor(request)
    area = asking.chosen_area(by, Capability.RUN_ANALYSIS, "")
    form = AttributionForm(request.POST, inputs=asking.inputs_choices(by, area))
    if not form.is_valid():
        context = {"form": form}
        return render(request, "office/evaluation/attribution_form.html", context, status=422)
    given, made = form.cleaned_data, list[UUID]()

    def attributing() -> None:
        later = asking.inputs_of(by, area, given["inputs"])
        earlier = asking.inputs_of(by, area, given["earlier"]) if given["earlier"] else later
        made.append(
            attribute(
                by=by, area=area, earlier=earlier, later=later, first_year=given["first_year"],
                second_year=given["second_year"], all_started=given["all_started"],
            ).uuid
        )  # fmt: skip

    if not done(request, attributing, _("Perubahan ketimpangan sedang dibagi menurut sebabnya.")):
        return redirect("office:studies")
    return redirect("office:attribution", uuid=made[0])


@require_safe
@requires(Capability.VIEW_PLANS)
def attribution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One attribution: each measure's parts as picture and table."""
    by = actor(request)
    get_object_or_404(queries.attributions(by), uuid=uuid)
    found = queries.attribution(by, uuid)
    key = "text_id" if get_language() == "id" else "text_en"
    answer = found.answer
    context = {
        "found": found,
        "attribution": found.attribution,
        "names": area_names([found.attribution.area]),
        "progress": progress(found.result),
        "stale": [getattr(one, key) for one in staleness(found.result)],
        "refused": found.result.refused_id if get_language() == "id" else found.result.refused_en,
        "measures": [(one, _drawn(one)) for one in told(answer)] if answer else [],
        "left_out": left_out(answer) if answer else [],
        "answer": answer,
    }
    return render(request, "office/evaluation/attribution.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The report as PDF, in Indonesian or (`?bahasa=en`) English."""
    by = actor(request)
    get_object_or_404(queries.attributions(by), uuid=uuid)
    found = queries.attribution(by, uuid)
    if found.answer is None:
        raise Http404
    language = "en" if request.GET.get("bahasa") == "en" else "id"
    made, area = found.attribution, found.attribution.area
    content = lkpj(found, office=area_names([area]).get(area, area), language=language)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"lkpj-atribusi-{area}-{made.first_year}-{made.second_year}-{language}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _drawn(one: Told) -> list[tuple[object, object]]:
    drawing = Scale(one.least, one.most)
    return [(row, drawing.draw(row.value, row.low, row.high)) for row in one.rows]
