"""A new scenario, from nothing or from another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.office.telling import why_not
from merata_portal.office.views.planning import scenario_forms as forms
from merata_portal.office.views.planning import scenario_rows as rows
from merata_portal.office.views.planning.finding import scenario_of
from merata_portal.office.views.planning.scenario_settings import settings_of
from merata_portal.office.views.planning.settings_words import group_name
from merata_portal.office.views.planning.wording import numbers, pillar_name
from merata_portal.planning.actions.scenarios import make_scenario
from merata_portal.planning.queries.choosable import Choosable, budget_years, choosable, lines_left
from merata_portal.planning.refusals import FaultySettings
from merata_portal.planning.settings import Settings, faults
from merata_portal.registry.queries.snapshots import snapshots

OFFERED = 60


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RUN_ANALYSIS)
def new(request: HttpRequest) -> HttpResponseBase:
    """An empty form with what is usual, or what is wrong with it, or the scenario that was made."""
    return _page(request, actor(request), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RUN_ANALYSIS)
def copy(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The form with what another scenario was asked."""
    by = actor(request)
    return _page(request, by, scenario_of(by, uuid))


def _page(request: HttpRequest, by: Actor, origin: Any) -> HttpResponseBase:
    regencies = _regencies(by)
    taken = _snapshots(by)
    given = request.POST if request.method == "POST" else None
    start = Settings.from_json(origin.settings) if origin is not None else None
    more = given.get(rows.ADD, "") if given is not None else ""
    budgeted = budget_years(by, regencies[0][0]) if regencies else []
    form = forms.ScenarioForm(
        # A row more is no answer yet: what was typed stays, and nothing is said to be wrong.
        None if more else given,
        areas=regencies,
        snapshots=[(uuid, told) for uuid, told, _year in taken],
        initial=given.dict() if given is not None and more else _initial(origin, start, regencies, taken, budgeted),
    )
    area, year = _place(form, regencies)
    known = choosable(by, area, year) if area else Choosable([], [], [], [], [], [])
    pillars = rows.pillar_cells(given, start)
    groups = rows.groups_of(given, start, _options, more)
    if given is not None and not more:
        made = _made(by, form, pillars, groups, known, origin)
        if made is not None:
            return redirect("office:scenario", uuid=made.uuid)
    sums = [(pillar_name(name), cells) for name, cells in pillars.items()]
    context = {
        "form": form, "origin": origin, "pillars": sums, "groups": groups, "known": known,
        "objectives": forms.OBJECTIVES, "lines": lines_left(by, area, year) if area else [], "year": year,
        "earlier": next((one for one in (budget_years(by, area) if area else []) if one < year), None),
        "row_faults": [(cell.name, cell.label, cell.fault) for cell in _cells(pillars, groups) if cell.fault],
    }  # fmt: skip
    wrong = given is not None and not more
    return render(request, "office/planning/scenario_new.html", context, status=422 if wrong else 200)


def _made(
    by: Actor, form: forms.ScenarioForm, pillars: Any, groups: dict[str, rows.RowGroup], known: Choosable, origin: Any
) -> Any:
    """The scenario; None where something is wrong, which is then noted beside its field."""
    sound = form.is_valid()
    if not sound:
        form.cleaned_data = {name: form.cleaned_data.get(name) for name in form.fields} | {
            "gap_percent": form.cleaned_data.get("gap_percent") or 0.1
        }
    settings = settings_of(form, pillars, groups, known.names)
    if any(cell.fault for cell in _cells(pillars, groups)) or not sound:
        return None
    wrong = faults(settings)
    if wrong:
        forms.note_faults(form, wrong)
        return None
    data = form.cleaned_data
    try:
        return make_scenario(
            by=by, area=settings.regency, year=settings.year, name=data["name"], snapshot=UUID(settings.snapshot),
            settings=settings, note=data["note"], copied_from=None if origin is None else origin.uuid,
        )  # fmt: skip
    except FaultySettings as refused:
        forms.note_faults(form, refused.faults)
    except MerataError as refused:
        form.add_error(None, why_not(refused))
    return None


def _cells(pillars: Any, groups: dict[str, rows.RowGroup]) -> list[rows.Cell]:
    found = [cell for both in pillars.values() for cell in both]
    return found + [cell for group in groups.values() for row in group.rows for cell in row]


def _initial(
    origin: Any, start: Settings | None, regencies: Sequence[Any], taken: Sequence[Any], budgeted: Sequence[int]
) -> dict[str, Any]:
    if start is not None:
        return forms.initial_of(start, _("%(name)s (salinan)") % {"name": origin.name[:100]}, origin.note)
    usual: dict[str, Any] = {"objective": "sen", "draws": 20, "seed": 1, "gap_percent": 0.1, "assumptions": True,
                             "robustness": True, "use_ceilings": True}  # fmt: skip
    if regencies:
        usual["area"] = regencies[0][0]
    if taken:
        usual["snapshot"] = taken[0][0]
    if taken or budgeted:
        # The coming year, once it has a budget: what lies in no budget can be computed and not be approved.
        coming = taken[0][2] + 1 if taken else budgeted[0]
        usual["year"] = next((year for year in budgeted if year <= coming), coming)
    return usual


def _place(form: forms.ScenarioForm, regencies: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """The area and year whose choices are offered: those that are chosen, as far as they are sound."""
    area, year = str(form["area"].value() or ""), str(form["year"].value() or "")
    known = [code for code, _name in regencies]
    return (area if area in known else next(iter(known), "")), int(year) if year.isdecimal() and len(
        year
    ) == 4 else 2026


def _regencies(by: Actor) -> list[tuple[str, str]]:
    """The regencies and cities whose money the actor plans."""
    found = areas(by, Capability.RUN_ANALYSIS).order_by("code").values_list("code", "name")
    return [(code, name) for code, name in found if code.count(".") == 1]


def _snapshots(by: Actor) -> list[tuple[str, str, int]]:
    """Finished snapshots: uuid, what they are called with day and size, and their year."""
    found = list(snapshots(by).filter(state="taken")[:OFFERED])
    names = area_names({one.area for one in found})
    return [
        (
            str(one.uuid),
            _("%(area)s, keadaan %(day)s: %(households)s rumah tangga, %(persons)s orang")
            % {
                "area": names.get(one.area, one.area),
                "day": date_format(one.as_of, "j F Y"),
                "households": numbers().integer(one.rows.get("households", 0)),
                "persons": numbers().integer(one.rows.get("persons", 0)),
            },
            one.as_of.year,
        )
        for one in found
    ]


def _options(name: str) -> Sequence[tuple[str, str]]:
    """The choices of the select boxes in rows."""
    if name == "limits.group":
        return [("", "–"), *((group, group_name(group)) for group in rows.GROUPS)]
    return [("", "–"), ("require", _("harus ada")), ("exclude", _("jangan ada"))]
