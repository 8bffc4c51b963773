"""Editions of open data: prepared by one person, looked at and published by another, withdrawn with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions import publishing
from merata_portal.analysis.queries import publications
from merata_portal.office.forms import Asking, reason_of
from merata_portal.office.telling import done, why_not

SHOWN, ROWS = 50, 200
FIRST_YEAR = 2020


class Preparing(Asking):
    """A regency and a year to prepare an edition of."""

    area = forms.ChoiceField(label=gettext_lazy("Wilayah"))
    year = forms.IntegerField(label=gettext_lazy("Tahun data"), min_value=FIRST_YEAR)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = areas(actor, Capability.PUBLISH_DATA).filter(kind="regency").order_by("code")
        choices = [(code, f"{name} ({code})") for code, name in found.values_list("code", "name")]
        self.fields["area"] = forms.ChoiceField(label=gettext_lazy("Wilayah"), choices=choices)
        this_year = timezone.localdate().year
        self.fields["year"] = forms.IntegerField(
            label=gettext_lazy("Tahun data"), min_value=FIRST_YEAR, max_value=this_year + 1, initial=this_year
        )
        self.order_fields(["area", "year"])


@require_safe
@requires(Capability.PUBLISH_DATA, Capability.RELEASE_DATA)
def listed(request: HttpRequest) -> HttpResponse:
    """The editions of one's areas, those that wait first in time."""
    return _list(request, None)


@require_POST
@requires(Capability.PUBLISH_DATA)
def prepare(request: HttpRequest) -> HttpResponse:
    """Have an edition prepared in the background."""
    by = actor(request)
    form = Preparing(request.POST, actor=by)
    if not form.is_valid():
        return _list(request, form)
    given = form.cleaned_data
    made: list[Any] = []
    done(
        request,
        lambda: made.append(publishing.prepare(by=by, area=given["area"], year=given["year"])),
        _("Edisi sedang disiapkan. Belum ada yang terbit: edisi ini menunggu orang lain memeriksanya."),
    )
    return redirect("office:editions")


@require_safe
@requires(Capability.PUBLISH_DATA, Capability.RELEASE_DATA)
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What an edition holds or will hold: each table with the cells it withholds."""
    by = actor(request)
    found = _found(by, uuid)
    lang = "id" if get_language() == "id" else "en"
    cells, withheld = publications.withheld(found)
    last = publications.newest(found.area)
    people = names_of({one for one in (found.prepared_by_user_id, found.published_by_user_id) if one is not None})
    waits = found.state == "prepared"
    context = {
        "found": found,
        "area": area_names([found.area]).get(found.area, found.area),
        "datasets": [
            (told["title"][lang], told["protection"][lang], [
                {"dataset": name, "name": table, "title": each["title"][lang], **_counts(each)}
                for table, each in told["tables"].items()
            ], told["files"])
            for name, told in found.manifest.items()
        ],
        "cells": cells,
        "withheld": withheld,
        "by": people.get(found.prepared_by_user_id, _("mesin")),
        "published_by": people.get(found.published_by_user_id or 0, ""),
        "sources": sorted(found.sources.items()),
        "overtaken": waits and last != found.beside,
        "own": found.prepared_by_user_id == by.user_id,
        "may_publish": waits and by.may(Capability.RELEASE_DATA, found.area),
        "may_drop": waits and by.may(Capability.PUBLISH_DATA, found.area),
        "may_withdraw": found.state == "published" and by.may(Capability.RELEASE_DATA, found.area),
    }  # fmt: skip
    return render(request, "office/publishing/edition.html", context)


@require_safe
@requires(Capability.PUBLISH_DATA, Capability.RELEASE_DATA)
def table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The first rows of a table as they will be told: what is withheld shows as a dash."""
    by = actor(request)
    found = _found(by, uuid)
    dataset, name = request.GET.get("dataset", ""), request.GET.get("tabel", "")
    if name not in found.manifest.get(dataset, {}).get("tables", {}):
        raise Http404
    told = found.manifest[dataset]["tables"][name]
    lang = "id" if get_language() == "id" else "en"
    rows: list[list[object]] = []
    broken = ""
    try:
        rows = publications.first_rows(found, dataset, name, ROWS)
    except MerataError as error:
        broken = why_not(error)
    context = {
        "found": found, "title": told["title"][lang], "columns": told["columns"], "rows": rows, "all": told["rows"],
        "shown": ROWS, "broken": broken, "area": area_names([found.area]).get(found.area, found.area),
    }  # fmt: skip
    return render(request, "office/publishing/table.html", context)


@require_POST
@requires(Capability.RELEASE_DATA)
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a prepared edition everybody's."""
    by = actor(request)
    _found(by, uuid)
    done(request, lambda: publishing.publish(by=by, publication=uuid), _("Terbit. Alamatnya tetap selamanya."))
    return redirect("office:edition", uuid=uuid)


@require_POST
@requires(Capability.PUBLISH_DATA)
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a prepared edition up."""
    by = actor(request)
    _found(by, uuid)
    done(request, lambda: publishing.drop(by=by, publication=uuid, reason=reason_of(request)), _("Edisi batal terbit."))
    return redirect("office:edition", uuid=uuid)


@require_POST
@requires(Capability.RELEASE_DATA)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a published edition back; the reason is public."""
    by = actor(request)
    _found(by, uuid)
    done(
        request,
        lambda: publishing.withdraw(by=by, publication=uuid, reason=reason_of(request)),
        _("Edisi ditarik; alamatnya kini menyebut alasannya."),
    )
    return redirect("office:edition", uuid=uuid)


def _counts(table: dict[str, Any]) -> dict[str, int]:
    """Rows, cells of people and withheld ones of a table of a manifest."""
    return {name: table[name] for name in ("rows", "cells", "withheld")}


def _list(request: HttpRequest, form: Preparing | None) -> HttpResponse:
    by = actor(request)
    found = list(publications.editions(by)[:SHOWN])
    people = names_of({one.prepared_by_user_id for one in found})
    may = by.may(Capability.PUBLISH_DATA)
    context = {
        "rows": [
            (one, *publications.withheld(one), people.get(one.prepared_by_user_id, _("mesin"))) for one in found
        ],
        "names": area_names({one.area for one in found}),
        "form": (form or Preparing(actor=by)) if may else None,
        "preparing": publications.being_prepared(by),
    }  # fmt: skip
    status = 422 if form is not None else 200
    return render(request, "office/publishing/editions.html", context, status=status)


def _found(by: Actor, uuid: UUID) -> Any:
    try:
        return publications.editions(by).get(uuid=uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
