"""Bringing lists in: upload, what was found, acceptance, and taking a whole import back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Capability
from merata_portal.jobs.queries import visible
from merata_portal.office import labels
from merata_portal.office.forms import Upload
from merata_portal.office.telling import done
from merata_portal.registry.actions import importing, numbers, undoing
from merata_portal.registry.queries import imports as queries

SHOWN = 50
CHECKED, APPLIED = "checked", "applied"
MOVING = ("checking", "applying", "undoing")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.IMPORT_REGISTRY)
def imports(request: HttpRequest) -> HttpResponseBase:
    """The imports of one's areas, and the upload of a new file."""
    by = actor(request)
    form = Upload(request.POST or None, request.FILES or None, actor=by)
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        given = form.cleaned_data
        if done(
            request,
            lambda: made.append(
                importing.start_import(
                    by=by, area=given["area"], file_name=given["file"].name, content=given["file"].file,
                    as_of=given["as_of"], layout=given["layout"],
                )
            ),
        ):  # fmt: skip
            return redirect("office:import", uuid=made[0])
    found = list(queries.imports(by)[:SHOWN])
    people, areas = names_of({one.by_user_id for one in found}), area_names({one.area for one in found})
    rows = [
        (one, labels.import_state(one.state), people.get(one.by_user_id, ""), areas.get(one.area, one.area))
        for one in found
    ]
    return render(request, "office/imports.html", {"rows": rows, "form": form})


@require_safe
@requires(Capability.IMPORT_REGISTRY)
def one_import(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One import: what was recognised and found, the first rows, and what may be done now."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    indonesian = get_language() == "id"
    told = [(one.severity, one.text_id if indonesian else one.text_en, one.cells) for one in queries.findings(by, uuid)]
    shown = queries.preview(by, uuid)
    context = {
        "found": found,
        "state": labels.import_state(found.state),
        "area": area_names([found.area]).get(found.area, found.area),
        "moving": found.state in MOVING,
        "job": visible(by).filter(parameters__import=str(uuid)).first() if found.state in MOVING else None,
        "findings": told,
        "columns": [labels.field_name(name) for name in shown[0]] if shown else [],
        "preview": [[labels.written(value) for value in row.values()] for row in shown],
        "difference": queries.difference(by, uuid) if found.state == APPLIED else {},
        "names": area_names(set(queries.difference(by, uuid))) if found.state == APPLIED else {},
        "may_undo": by.may(Capability.UNDO_IMPORT, found.area) and found.state == APPLIED,
        "checked": found.state == CHECKED,
    }
    return render(request, "office/import.html", context)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the sound rows of a checked import in."""
    partially, reason = request.POST.get("partially") == "1", request.POST.get("reason", "")
    done(
        request,
        lambda: importing.accept_import(by=actor(request), uuid=uuid, partially=partially, reason=reason),
        _("Diterima; data sedang dimasukkan."),
    )
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a checked import up."""
    reason = request.POST.get("reason", "")
    done(
        request,
        lambda: importing.discard_import(by=actor(request), uuid=uuid, reason=reason),
        _("Impor dibuang; tidak ada yang masuk."),
    )
    return redirect("office:imports")


@require_POST
@requires(Capability.UNDO_IMPORT)
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back all that an import did."""
    reason = request.POST.get("reason", "")
    done(
        request,
        lambda: undoing.undo_import(by=actor(request), uuid=uuid, reason=reason),
        _("Impor sedang dibatalkan; keadaan sebelumnya dikembalikan."),
    )
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def faults(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The faulty rows in the file's own columns with the reasons. They hold whole numbers: each time is an event."""
    pieces = []
    if not done(request, lambda: pieces.append(numbers.download_faults(by=actor(request), uuid=uuid))):
        return redirect("office:import", uuid=uuid)
    response = StreamingHttpResponse(pieces[0], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="baris-salah-{str(uuid)[:8]}.csv"'
    response["Cache-Control"] = "no-store"
    return response
