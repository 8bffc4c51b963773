"""What is known of effects: every record, what changed it, and which plans rest on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.evaluation.queries import evidence as queries
from merata_portal.office.views.evaluation import asking, words
from merata_portal.office.views.evaluation.pictures import scale
from merata_portal.office.views.evaluation.resting import resting


@require_safe
@requires(Capability.VIEW_PLANS)
def evidence(request: HttpRequest) -> HttpResponse:
    """Every record with its interval, the studies that changed it, and the scenarios that count with it."""
    by = actor(request)
    area = asking.chosen_area(by, Capability.VIEW_PLANS, request.GET.get("wilayah", ""))
    newest, records = queries.known(by, area)
    shares = [one for one in records if one.record["unit"] != "pass_through"]
    drawing = scale([end for one in shares for end in (one.now.low, one.now.high)] or [0.0])
    rests = resting(by, area)
    rows = [
        {
            "record": one.record,
            "name": words.evidence_name(one.record["evidence_id"], one.record["intervention"]),
            "lever": words.LEVERS.get(one.record["lever"], one.record["lever"]),
            "effect": words.estimate({"effect": one.now.effect, "standard_error": one.now.standard_error}),
            "drawn": drawing.draw(one.now.effect, one.now.low, one.now.high) if one in shares else None,
            "taught": [(change, _learned(change)) for change in one.taught],
            "frozen": one.frozen,
            "rests": rests.get(one.record["evidence_id"], []),
        }
        for one in records
    ]
    context = {
        "rows": rows, "newest": newest, "area": area, "names": area_names([area]),
        "regencies": asking.regencies(by, Capability.VIEW_PLANS),
    }  # fmt: skip
    return render(request, "office/evaluation/evidence.html", context)


def _learned(change: queries.Taught) -> words.Learned:
    one = change.accepted
    return words.learned_row(one.evidence_id, one.before or None, one.local, one.record, one.local["prior_weight"])
