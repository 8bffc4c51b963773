"""Studies: the list with whose turn it is, a new design, and one study with everything about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries.results import progress
from merata_portal.analysis.queries.staleness import staleness
from merata_portal.evaluation.actions import studies as actions
from merata_portal.evaluation.designs import Design
from merata_portal.evaluation.queries import attributions, places
from merata_portal.evaluation.queries import studies as queries
from merata_portal.evaluation.queries.follow_ups import follow_ups
from merata_portal.evaluation.states import Method, State
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done
from merata_portal.office.views.evaluation import asking, words
from merata_portal.office.views.evaluation.forms import FORMS, AttributionForm, LotteryForm, ReviewForm, StudyForm

_MOST_ATTRIBUTIONS = 10
STAGES = (State.DESIGNED, State.REGISTERED, State.ESTIMATED, State.ACCEPTED)


@require_safe
@requires(Capability.VIEW_PLANS)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies of one's areas with whose turn it is, and the reports on what changed inequality."""
    by = actor(request)
    page = newest_first(request, queries.studies(by), "id")
    area = asking.chosen_area(by, Capability.RUN_ANALYSIS, "")
    reports = list(attributions.attributions(by)[:_MOST_ATTRIBUTIONS])
    context = {
        "studies": page.rows,
        "next": page.next,
        "to_review": queries.to_review(by),
        "to_estimate": queries.to_estimate(by),
        "attributions": reports,
        "names": area_names({*(one.area for one in page.rows), *(one.area for one in reports)}),
        "may_design": by.may(Capability.DESIGN_EVALUATION),
        "methods": Method,
        "asking": AttributionForm(inputs=asking.inputs_choices(by, area)) if area else None,
    }
    return render(request, "office/evaluation/studies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.DESIGN_EVALUATION)
def new(request: HttpRequest, method: str) -> HttpResponseBase:
    """A new design by one of the methods; its power is asked at once where inputs are chosen."""
    by = actor(request)
    if method not in Method.values:
        raise Http404
    area = asking.chosen_area(by, Capability.DESIGN_EVALUATION, request.GET.get("wilayah", ""))
    form = _form(request, by, area, Method(method))
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        draft, typed = form.draft(), form.cleaned_data["inputs"]

        def design() -> None:
            inputs = asking.inputs_of(by, area, typed) if typed else None
            made.append(actions.design(by=by, area=area, year=draft.starts_on.year, draft=draft, inputs=inputs).uuid)

        if done(request, design, _("Rancangan disimpan; daftarkan sebelum dimulai.")):
            return redirect("office:study", uuid=made[0])
    context = {
        "form": form,
        "method": Method(method),
        "area": area,
        "regencies": asking.regencies(by, Capability.DESIGN_EVALUATION),
    }
    return render(request, "office/evaluation/new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.VIEW_PLANS)
def study(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One study: design, what it can find, what it found, what differs from the design, reviews, what comes next."""
    by = actor(request)
    get_object_or_404(queries.studies(by), uuid=uuid)
    found = queries.study(by, uuid)
    context = {
        "found": found,
        "study": found.study,
        "design": Design.from_json(found.study.design),
        "stages": _stages(State(found.study.state)),
        "ready": queries.ready(found.study),
        "asked": follow_ups(found.study),
        "names": area_names(_codes(found.study)),
        "people": names_of(_people(found)),
        "power": words.power(found.power_answer) if found.power_answer else None,
        **_estimate(found),
        **_steps(by, found),
    }
    return render(request, "office/evaluation/study.html", context)


def _form(request: HttpRequest, by: Actor, area: str, method: Method) -> StudyForm:
    """The form of a method; of village programmes the subject may be one that no record knows yet."""
    known: dict[str, Any] = {
        "subjects": asking.subjects(by, area, method),
        "inputs": [("", _("nanti")), *asking.inputs_choices(by, area)],
    }
    kind = FORMS[method]
    if kind is LotteryForm:
        known["courses"] = asking.courses(by, area)
    else:
        known["kecamatan"] = places.kecamatan_of(area)
    return kind(request.POST or None, **known)


def _stages(state: State) -> list[tuple[str, str]]:
    """The stages with where the study stands: done, now, later, ended."""
    if state is State.DROPPED:
        return [(str(State.DROPPED.label), "ended")]
    at = STAGES.index(State.ESTIMATED if state is State.RETURNED else state)
    labels = [_("Dirancang"), _("Didaftarkan"), _("Dihitung dan diperiksa"), _("Diterima sebagai bukti")]
    last = len(STAGES) - 1
    return [
        (label, "done" if number < at or at == last else "now" if number == at else "later")
        for number, label in enumerate(labels)
    ]


def _estimate(found: queries.StudyFound) -> dict[str, Any]:
    newest = found.newest
    if newest is None:
        return {}
    key = "text_id" if get_language() == "id" else "text_en"
    context: dict[str, Any] = {
        "newest": newest,
        "progress": progress(newest.result),
        "stale": [getattr(one, key) for one in staleness(newest.result)],
        "deviations": [(getattr(one, key), one.grave) for one in found.deviations],
    }
    if newest.answer is None:
        return context
    return context | {
        "findings": words.findings(newest.answer),
        "refusals": words.refusals(newest.answer),
        "learned": words.learned(newest.answer),
        "compared": max((one["n"] for one in newest.answer["findings"]), default=None),
        "treated": max((one["treated"] for one in newest.answer["findings"]), default=None),
    }


def _steps(by: Actor, found: queries.StudyFound) -> dict[str, Any]:
    """The forms of the steps that the actor may take now."""
    one, state = found.study, State(found.study.state)
    designs = by.may(Capability.DESIGN_EVALUATION, one.area)
    reviews = state is State.ESTIMATED and found.newest is not None and found.newest.answer is not None
    waits = one.method == Method.STAGGERED and "seed" not in one.lot
    return {
        "designs": designs,
        "draws": designs and state is State.DESIGNED and waits,
        "registers": designs and state is State.DESIGNED and not waits and one.power is not None,
        "asks_power": designs and state is State.DESIGNED,
        "estimates": designs and state in (State.REGISTERED, State.RETURNED, State.ESTIMATED),
        "drops": designs and state not in (State.ACCEPTED, State.DROPPED),
        "inputs": asking.inputs_choices(by, one.area) if designs else [],
        "review": ReviewForm() if reviews and queries.may_review(by, one) else None,
        "may_not_review": reviews and by.may(Capability.REVIEW_EVALUATION, one.area)
        and not queries.may_review(by, one),
    }  # fmt: skip


def _codes(one: Any) -> set[str]:
    return {one.area, *one.design["villages"], *one.design["comparison"]}


def _people(found: queries.StudyFound) -> set[int]:
    return {
        found.study.made_by_user_id,
        *(one.asked.by_user_id for one in found.estimates),
        *(one.by_user_id for one in found.reviews),
    }
