"""Two or three scenarios side by side, and what moved between a scenario and a newer one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata.report.shapes import class_limits
from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries import inputs as frozen
from merata_portal.office.views.planning import room_pictures
from merata_portal.office.views.planning.figures import Shown
from merata_portal.office.views.planning.finding import asked_of, scenario_of
from merata_portal.office.views.planning.room_words import changes
from merata_portal.office.views.planning.settings_words import chosen
from merata_portal.office.views.planning.village_shapes import shapes_among
from merata_portal.office.views.planning.wording import gain_of, numbers, pillar_name, said
from merata_portal.office.views.programmes.finding import uuid_of
from merata_portal.planning.queries.comparing import moved_between
from merata_portal.planning.settings import Settings

LEAST, MOST = 2, 3
ITEMS_SHOWN = 40
Named = Sequence[tuple[Any, Mapping[str, Any]]]


@require_safe
@requires(Capability.VIEW_PLANS)
def compare(request: HttpRequest) -> HttpResponseBase:
    """The scenarios that the address names (`pilih`), those that have an answer."""
    by = actor(request)
    wanted = [uuid_of(one) for one in dict.fromkeys(request.GET.getlist("pilih"))]
    if not LEAST <= len(wanted) <= MOST:
        messages.info(request, _("Pilih dua atau tiga skenario untuk dibandingkan."))
        return redirect("office:scenarios")
    found = [(one, asked_of(by, one.result)) for one in (scenario_of(by, uuid) for uuid in wanted)]
    missing = [one.name for one, asked in found if asked.answer is None]
    if missing:
        messages.error(request, _("Belum ada hasil: %(names)s.") % {"names": ", ".join(missing)})
        return redirect("office:scenarios")
    named = [(one, dict(asked.answer or {})) for one, asked in found]
    return render(request, "office/planning/compare.html", _beside(by, named))


@require_safe
@requires(Capability.VIEW_PLANS)
def moved(request: HttpRequest, uuid: UUID, newer: UUID) -> HttpResponse:
    """What is different in a newer scenario, and which evidence moved it."""
    by = actor(request)
    before, after = scenario_of(by, uuid), scenario_of(by, newer)
    old, new = asked_of(by, before.result), asked_of(by, after.result)
    context: dict[str, Any] = {"before": before, "after": after}
    if old.answer is None or new.answer is None:
        return render(request, "office/planning/moved.html", context | {"missing": True})
    found = moved_between(old.answer, new.answer)
    gain, money = gain_of(new.answer), numbers()
    context |= {
        "moved": found,
        "sentences": [said(row) for row in found["sentences"]],
        "gains": [gain(found["gain"][key]) for key in ("before", "after", "difference")],
        "evidence": [
            {"name": row["evidence_id"], "text": said(row), "money": money.money_short(row["moved_idr"])}
            for row in found["evidence"]
        ],
        "pillars": [
            (pillar_name(row["pillar"]), row["before_idr"], row["after_idr"], row["change_idr"])
            for row in found["pillars"]
        ],
        "items": found["items"][:ITEMS_SHOWN],
        "more": max(len(found["items"]) - ITEMS_SHOWN, 0),
        "settings": _settings([(before, old.answer), (after, new.answer)]),
    }
    return render(request, "office/planning/moved.html", context)


def _beside(by: Actor, named: Named) -> dict[str, Any]:
    answers = [answer for _one, answer in named]
    titles = [one.name for one, _answer in named]
    return {
        "named": named,
        "count": "two" if len(named) == LEAST else "three",
        "settings": _settings(named),
        "figures": _figures(answers),
        "spending": [
            (one, room_pictures.spending(_("Menurut pilar"), room_pictures.by_pillar(answer), f"pillars-{at}"))
            for at, (one, answer) in enumerate(named)
        ],
        "maps": _maps(by, named),
        "deciles": room_pictures.by_decile_beside(list(zip(titles, answers, strict=True))),
        "only": [(one, _only(at, answers)) for at, (one, _answer) in enumerate(named)],
        "same_measure": len({answer["objective"] for answer in answers}) == 1,
    }


def _settings(named: Named) -> list[tuple[str, list[str]]]:
    """The choices in which the scenarios differ, each with what every one of them says."""
    told = []
    for one, answer in named:
        names = {row["source_id"]: row["name"] for row in answer["items"]}
        told.append(dict(chosen(Settings.from_json(one.settings), names)) | {_("Tahun"): str(one.year)})
    labels = list(dict.fromkeys(label for each in told for label in each))
    rows = [(label, [each.get(label, "–") for each in told]) for label in labels]
    return [(label, values) for label, values in rows if len(set(values)) > 1]


def _figures(answers: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Gain, spending, gap, inequality and poverty of each: the figure, and its interval under it."""
    money = numbers()
    gains = []
    for answer in answers:
        gain = gain_of(answer)
        low, high = answer["intervals"]["gain"]
        gains.append((gain(answer["gain"]), f"{gain.short(low)} – {gain.short(high)}"))
    rows = [
        (_("Kenaikan"), gains),
        (_("Belanja"), [(money.money_short(answer["spent_idr"]), "") for answer in answers]),
        (_("Celah"), [("–" if answer["gap"] is None else money.percent(answer["gap"], 2), "") for answer in answers]),
    ]
    after = [{one.name: (one.after, one.after_ends) for one in changes(answer)} for answer in answers]
    names = [name for name in after[0] if all(name in each for each in after)]
    return rows + [(_("%(name)s sesudahnya") % {"name": name}, [each[name] for each in after]) for name in names]


def _maps(by: Actor, named: Named) -> list[tuple[Any, Shown]]:
    """What villages gain by each, in the same classes, so that shades mean the same."""
    values = [float(row["gain_pc_idr"]) for _one, answer in named for row in answer["by_village"]]
    limits = class_limits([value for value in values if value])
    found = []
    for at, (one, answer) in enumerate(named):
        codes = frozenset(row["village_code"] for row in answer["by_village"])
        shapes = shapes_among(frozen.one(by, one.inputs), codes)
        if shapes is None:
            return []
        found.append((one, room_pictures.gain_map(answer, shapes, limits, f"gain-map-{at}")))
    return found


def _only(at: int, answers: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """What is in one package alone: its name, its village, its money; by programme, dearest first."""
    others = {row["item_id"] for place, answer in enumerate(answers) if place != at for row in answer["items"]}
    own = [row for row in answers[at]["items"] if row["item_id"] not in others]
    own.sort(key=lambda row: (-row["cost_idr"], row["item_id"]))
    return [(row["name"], row["village"] or "", row["cost_idr"]) for row in own]
