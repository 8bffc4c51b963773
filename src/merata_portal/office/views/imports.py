"""Bringing lists in: upload, what was found, acceptance, and taking a whole import back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
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
from merata_portal.office.exports import download
from merata_portal.office.forms import Upload, reason_of
from merata_portal.office.telling import done
from merata_portal.registry.actions import importing, numbers, undoing
from merata_portal.registry.queries import imports as queries
from merata_portal.registry.recorded_programmes import programmes_recorded

SHOWN = 50
CHECKED, APPLYING, APPLIED = "checked", "applying", "applied"
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
                    mapping=given["mapping"], nobody=form.list_of_nobody(),
                ).uuid
            ),
        ):  # fmt: skip
            return redirect("office:import", uuid=made[0])
    found = list(queries.imports(by)[:SHOWN])
    people, areas = names_of({one.by_user_id for one in found}), area_names({one.area for one in found})
    rows = [
        (one, labels.import_state(one.state), people.get(one.by_user_id, ""), areas.get(one.area, one.area))
        for one in found
    ]
    context = {"rows": rows, "form": form, "shown": SHOWN}
    return render(request, "office/imports.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.IMPORT_REGISTRY)
def one_import(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One import: what was recognised and found, the first rows, and what may be done now."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    moving = found.state in MOVING
    job = visible(by).filter(parameters__import=str(uuid)).first() if moving else None
    stopped = moving and (job is None or job.finished_at is not None)
    columns, preview = labels.first_rows(queries.preview(by, uuid))
    difference = queries.difference(by, uuid) if found.state == APPLIED else {}
    at = 0 if get_language() == "id" else 1
    context = {
        "found": found,
        "state": labels.import_state(found.state),
        "area": area_names([found.area]).get(found.area, found.area),
        "job": job,
        "may_cancel": by.may(Capability.CANCEL_JOB, found.area),
        "stopped": stopped and found.state == APPLYING,
        "findings": [(one.severity, (one.text_id, one.text_en)[at], one.cells) for one in queries.findings(by, uuid)],
        "columns": columns,
        "preview": preview,
        "difference": difference,
        "names": area_names(difference),
        "may_undo": by.may(Capability.UNDO_IMPORT, found.area)
        and (found.state == APPLIED or (found.state == APPLYING and stopped)),
        "checked": found.state == CHECKED,
        "nobody_of": programmes_recorded().get(found.nobody_of, found.nobody_of) if found.nobody_of else "",
    }
    return render(request, "office/import.html", context)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the sound rows of a checked import in; a reason is needed where others are left out."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    partially = request.POST.get("partially") == "1"
    done(
        request,
        lambda: importing.accept_import(
            by=by,
            uuid=found.uuid,
            partially=partially,
            reason=reason_of(request) if partially or found.nobody_of else "",
        ),
        _("Diterima; data sedang dimasukkan."),
    )
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on with an import that was stopped half-way."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    done(request, lambda: importing.resume_import(by=by, uuid=found.uuid), _("Dilanjutkan."))
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a checked import up."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    done(
        request,
        lambda: importing.discard_import(by=by, uuid=found.uuid, reason=reason_of(request)),
        _("Impor dibuang; tidak ada yang masuk."),
    )
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.UNDO_IMPORT)
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back all that an import did."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    done(
        request,
        lambda: undoing.undo_import(by=by, uuid=found.uuid, reason=reason_of(request)),
        _("Impor sedang dibatalkan; keadaan sebelumnya dikembalikan."),
    )
    return redirect("office:import", uuid=uuid)


@require_POST
@requires(Capability.IMPORT_REGISTRY)
def faults(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The faulty rows in the file's own columns with the reasons. They hold whole numbers: each time is an event."""
    by = actor(request)
    found = get_object_or_404(queries.imports(by), uuid=uuid)
    pieces: list[Iterator[bytes]] = []
    if not done(request, lambda: pieces.append(numbers.download_faults(by=by, uuid=found.uuid))):
        return redirect("office:import", uuid=uuid)
    return download(f"baris-salah-{str(uuid)[:8]}", pieces[0])
