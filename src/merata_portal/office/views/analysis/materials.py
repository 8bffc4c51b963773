"""Materials of an area, what is missing for what, and freezing them with a snapshot into inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import Fault, MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions.calculating import calculate
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.actions.materials import bring
from merata_portal.analysis.queries import inputs as input_queries
from merata_portal.analysis.queries import provenance, staleness
from merata_portal.analysis.queries.materials import newest
from merata_portal.analysis.refusals import FaultyMaterial
from merata_portal.analysis.sources import sources_of
from merata_portal.analysis.tables_of_catalogue import brought
from merata_portal.office.forms import Asking
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.analysis import words
from merata_portal.office.views.analysis.measured import Measuring
from merata_portal.registry.queries.snapshots import snapshots

MOST_FAULTS = 200
SHOWN = 20
SEED = 1


class Bringing(Asking):
    """A table as a file, and where it comes from."""

    area = forms.ChoiceField(label=gettext_lazy("Wilayah"))
    table = forms.ChoiceField(label=gettext_lazy("Tabel"))
    file = forms.FileField(
        label=gettext_lazy("Berkas Parquet, CSV, XLSX, atau GeoJSON"),
        widget=forms.FileInput(attrs={"accept": ".parquet,.csv,.xlsx,.geojson,.json"}),
    )
    origin = forms.CharField(label=gettext_lazy("Asal"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [(name, f"{name}: {words.meaning(name)}") for name in brought()]
        self.fields["area"] = forms.ChoiceField(
            label=gettext_lazy("Wilayah"), choices=_regencies(actor, Capability.BRING_MATERIAL)
        )
        self.fields["table"] = forms.ChoiceField(label=gettext_lazy("Tabel"), choices=given)
        self.order_fields(["area", "table", "file", "origin"])


class Freezing(Asking):
    """A snapshot of the registry to freeze inputs with."""

    snapshot = forms.ChoiceField(label=gettext_lazy("Potret registri"))

    def __init__(self, *args: Any, actor: Actor, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = snapshots(actor).filter(area=area, state="taken")[:SHOWN]
        choices = [(str(one.uuid), f"{one.as_of:%d-%m-%Y} · {one.content_hash[:8]}") for one in found]
        self.fields["snapshot"] = forms.ChoiceField(label=gettext_lazy("Potret registri"), choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_PLANS)
def materials(request: HttpRequest) -> HttpResponse:
    """The tables of an area by what they are for; bringing one, with all its faults when it has any."""
    by = actor(request)
    regencies = _regencies(by, Capability.VIEW_PLANS)
    area = request.GET.get("wilayah", "") or (regencies[0][0] if regencies else "")
    if regencies and area not in dict(regencies):
        raise Http404
    form = Bringing(request.POST or None, request.FILES or None, actor=by, initial={"area": area})
    faults: Sequence[Fault] = ()
    if request.method == "POST":
        by.require_somewhere(Capability.BRING_MATERIAL)
        if form.is_valid():
            faults = _bring(request, by, form)
            if not form.errors:
                return redirect(f"{request.path}?wilayah={form.cleaned_data['area']}")
    status = 422 if request.method == "POST" else 200
    return render(request, "office/analysis/materials.html", _page(by, area, regencies, form, faults), status=status)


@require_POST
@requires(Capability.RUN_ANALYSIS)
def freezing(request: HttpRequest) -> HttpResponse:
    """Freeze an area's inputs now with a snapshot."""
    by, made = actor(request), []
    area = request.POST.get("area", "")
    try:
        snapshot = UUID(request.POST.get("snapshot", ""))
    except ValueError:
        by.require(Capability.RUN_ANALYSIS, area)
        return redirect("office:materials")
    if done(request, lambda: made.append(freeze(by=by, area=area, snapshot=snapshot)), _("Masukan dibekukan.")):
        return redirect("office:inputs", uuid=made[0].uuid)
    return redirect("office:materials")


@require_safe
@requires(Capability.VIEW_PLANS)
def inputs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One frozen dataset: each table with rows, hash and origin, and what is newer."""
    by = actor(request)
    try:
        found = input_queries.one(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    tables = provenance.origins(found)
    context = {
        "found": found,
        "area": area_names([found.area]).get(found.area, found.area),
        "by": names_of([found.by_user_id]).get(found.by_user_id, _("mesin")),
        "tables": [(one, words.meaning(one.table), [words.part_text(part) for part in one.parts]) for one in tables],
        "stale": [words.in_language(one.text_id, one.text_en) for one in staleness.newer_than(found)],
        "results": [(one, words.kind_name(one.kind)) for one in found.results.order_by("-id")[:SHOWN]],
        "measuring": Measuring() if by.may(Capability.RUN_ANALYSIS, found.area) else None,
    }
    return render(request, "office/analysis/inputs.html", context)


@require_POST
@requires(Capability.RUN_ANALYSIS)
def measuring(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have inequality and poverty measured from frozen inputs, and go to where the result will stand."""
    by, form, made = actor(request), Measuring(request.POST), []
    parameters = {"by": form.cleaned_data["by"] if form.is_valid() else "regency", "seed": SEED}
    if done(request, lambda: made.append(calculate(by=by, kind="measure", inputs=uuid, parameters=parameters))):
        return redirect("office:result", uuid=made[0].uuid)
    return redirect("office:inputs", uuid=uuid)


def _bring(request: HttpRequest, by: Actor, form: Bringing) -> Sequence[Fault]:
    """Bring the form's table; what is wrong with it stands in the form, and its faults are given back."""
    given = form.cleaned_data
    try:
        bring(
            by=by, area=given["area"], table=given["table"], file=given["file"].file, file_name=given["file"].name,
            origin=given["origin"],
        )  # fmt: skip
    except MerataError as error:
        form.add_error(None, why_not(error))
        return error.faults[:MOST_FAULTS] if isinstance(error, FaultyMaterial) else ()
    messages.success(request, _("Bahan dibawa masuk; hasil yang memakai bahan lama kini ditandai usang."))
    return ()


def _page(
    by: Actor, area: str, regencies: list[tuple[str, str]], form: Bringing, faults: Sequence[Fault]
) -> dict[str, Any]:
    there = newest(area)
    people = names_of({one.by_user_id for one in there.values()})
    rows = [
        (
            table,
            words.meaning(table),
            there.get(table),
            people.get(there[table].by_user_id, _("mesin")) if table in there else "",
            bool(sources_of(table)) or table == "villages",
        )
        for table in brought()
    ]
    frozen = list(input_queries.inputs(by, area)[:SHOWN])
    return {
        "rows": rows,
        "missing": [(table, told) for table, told, found, _by, portal in rows if found is None and not portal],
        "area": area,
        "area_name": dict(regencies).get(area, area),
        "regencies": regencies,
        "form": form if by.may(Capability.BRING_MATERIAL) else None,
        "freezing": Freezing(actor=by, area=area) if by.may(Capability.RUN_ANALYSIS, area) else None,
        "faults": faults,
        "frozen": [(one, len(one.tables), sum(table["rows"] for table in one.tables.values())) for one in frozen],
    }


def _regencies(by: Actor, capability: Capability) -> list[tuple[str, str]]:
    found = areas(by, capability).filter(kind="regency").order_by("code").values_list("code", "name")
    return [(code, f"{name} ({code})") for code, name in found]
