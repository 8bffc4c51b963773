"""A scenario's page: what was asked, how far the computation is, and its answer for who looks at it for an hour."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries import inputs as frozen
from merata_portal.analysis.queries.staleness import staleness
from merata_portal.office.views.planning import room_package, room_pictures, room_words
from merata_portal.office.views.planning.finding import Asked, asked_of, plans_here, scenario_of
from merata_portal.office.views.planning.settings_words import chosen
from merata_portal.office.views.planning.village_shapes import shapes_among
from merata_portal.office.views.planning.wording import numbers, said
from merata_portal.planning.queries import answered, plans
from merata_portal.planning.settings import Settings

CONTESTED_SHOWN = 8
PROPOSALS_SHOWN = 6


@require_safe
@requires(Capability.VIEW_PLANS)
def scenario(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One scenario; asked by htmx while it is computed, only the part that tells how far it is."""
    by = actor(request)
    found = scenario_of(by, uuid)
    asked = asked_of(by, found.result)
    if request.headers.get("HX-Request"):
        response = render(request, "office/planning/parts/progress.html", {"scenario": found, "asked": asked})
        if not asked.waiting:
            response["HX-Refresh"] = "true"
        return response
    settings = Settings.from_json(found.settings)
    context: dict[str, Any] = {
        "scenario": found,
        "asked": asked,
        "settings": settings,
        "plans_here": plans_here(by, found.area),
        "maker": names_of({found.made_by_user_id}).get(found.made_by_user_id, ""),
        "area_name": area_names({found.area}).get(found.area, found.area),
    }
    if asked.answer is not None:
        context |= _answered(by, found, asked) | _further(by, found, settings)
    else:
        places = {one.name for one in (*settings.kecamatan, *settings.villages)}
        context["chosen"] = chosen(settings, area_names(places))
    return render(request, "office/planning/scenario.html", context)


def _answered(by: Actor, found: Any, asked: Asked) -> dict[str, Any]:
    """Everything that the answer says."""
    answer = dict(asked.answer or {})
    rows = room_package.lines(answer)
    inputs = frozen.one(by, found.inputs)
    shapes = shapes_among(inputs, frozenset(row["village_code"] for row in answer["by_village"]))
    names = {row["village_code"]: row["name"] for row in answer["by_village"]}
    names |= {row["kecamatan_code"]: row["name"] for row in answer["by_kecamatan"]}
    names |= {row.source_id: row.name for row in rows} | {row.item_id: row.name for row in rows}
    proposals = answered.of_answer(inputs, answer)
    return {
        "answer": answer,
        "headline": room_words.headline(answer),
        "stale": [said_stale(one) for one in staleness(asked.result)],
        "bought": [room_pictures.spending(_("Menurut pilar"), room_pictures.by_pillar(answer), "pillars")]
        + ([room_pictures.spending(_("Menurut sumber dana"), room_pictures.by_fund(answer), "funds")]
           if answer["charges"] else []),
        "package": room_package.together(rows),
        "line_count": len(rows),
        "has_reasons": any(row.reason for row in rows),
        "changes": room_words.changes(answer),
        "proof": room_pictures.proof(answer),
        "gap_meaning": room_words.gap_meaning(answer),
        "maps": [room_pictures.gain_map(answer, shapes), room_pictures.money_map(answer, shapes)] if shapes else [],
        "deciles": room_pictures.deciles(answer),
        "groups": [one for one in (
            room_pictures.groups(_("Menurut jenis kelamin kepala keluarga"), answer.get("by_sex_of_head") or (), "sex"),
            room_pictures.groups(_("Menurut disabilitas"), answer.get("by_disability") or (), "disability"),
        ) if one],
        "regret": room_pictures.regret(answer),
        "regret_said": room_words.sentences(answer, "times"),
        "prices": room_words.prices(answer),
        "joint": room_words.joint(answer),
        "contested": _contested(answer),
        "robust_said": said(answer.get("robustness_said")),
        "proposals": [one for one in proposals if one.answered][:PROPOSALS_SHOWN],
        "proposal_counts": answered.counted(proposals),
        "notes": room_words.notes(answer),
        "caveats": room_words.caveats(answer),
        "effects": room_words.effects(answer),
        "inputs": inputs,
        "chosen": chosen(Settings.from_json(found.settings), names),
    }  # fmt: skip


def _further(by: Actor, found: Any, settings: Settings) -> dict[str, Any]:
    """What was asked beside the package: the frontier, "why not", plans made of it, newer scenarios."""
    frontier = asked_of(by, found.frontier) if found.frontier else None
    shown = room_pictures.frontier(frontier.answer, settings.budget_idr) if frontier and frontier.answer else None
    return {
        "frontier": frontier,
        "frontier_shown": shown,
        "budgets": _budgets(settings.budget_idr),
        "whys": sorted(found.whys),
        "plans": list(plans.plans(by).filter(scenario=found)),
        "copies": list(found.copies.order_by("-id")[:10]),
    }


def _budgets(budget_idr: int) -> str:
    """Budgets to offer around the scenario's own, in millions."""
    shares = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
    return ", ".join(numbers().plain(round(budget_idr * share / 1e6, 1)) for share in shares)


def _contested(answer: dict[str, Any]) -> dict[str, Any] | None:
    """Which choices hold in every draw, and which depend on which draw is true."""
    rows = answer.get("robustness")
    if not rows:
        return None
    money = numbers()
    near = sorted(
        (row for row in rows if row["standing"] == "contested"),
        key=lambda row: (abs(row["share"] - 0.5), row["item_id"]),
    )
    shown = [
        {
            "item_id": row["item_id"],
            "name": row["name"],
            "village": row["village"] or "",
            "share": money.percent(row["share"], 0),
            "in_plan": row["plan_idr"] > 0,
            "text": said(row),
        }
        for row in near[:CONTESTED_SHOWN]
    ]
    in_plan = [row for row in rows if row["plan_idr"] > 0]
    robust = [row for row in in_plan if row["standing"] == "robust"]
    total = sum(row["plan_idr"] for row in in_plan) or 1
    return {
        "rows": shown,
        "count": len(near),
        "robust_lines": len(robust),
        "lines": len(in_plan),
        "robust_money": money.percent(sum(row["plan_idr"] for row in robust) / total, 0),
    }


def said_stale(one: Any) -> str:
    """Why a result is stale, in the page's language."""
    return said({"text_id": one.text_id, "text_en": one.text_en})
