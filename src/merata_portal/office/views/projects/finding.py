"""What the views of works look for, and how what is not there becomes a page that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from merata_portal.accounts.access import actor
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.queries import projects as queries
from merata_portal.office.forms import Asking, reason_of
from merata_portal.office.telling import done

if TYPE_CHECKING:
    from merata_portal.infrastructure.models import Project


def own_project(by: Actor, uuid: UUID, capability: Capability) -> Project:
    """A work of one's areas for that capability; not found otherwise, before any form is looked at."""
    try:
        return queries.own_project(by, uuid, capability)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def reasoned(
    request: HttpRequest, uuid: UUID, capability: Capability, action: Callable[..., Any], said: str, **given: Any
) -> HttpResponseBase:
    """Do something to a work for the reason that a button's form gives, and go back to its page."""
    by = actor(request)
    found = own_project(by, uuid, capability)
    done(request, lambda: action(by=by, project=found.uuid, reason=reason_of(request), **given), said)
    return redirect("office:project", uuid=uuid)


def filled(
    request: HttpRequest, found: Project, form: Asking, action: Callable[[], Any], said: str
) -> HttpResponseBase:
    """Do what a whole form asks for and go back to the work's page; the form again where it is not whole or refused."""
    if form.is_valid() and done(request, action, said):
        return redirect("office:project", uuid=found.uuid)
    return render(request, "office/projects/edit.html", {"form": form, "project": found}, status=422)


def opened(files: Iterable[Any]) -> list[tuple[str, IO[bytes]]]:
    """Uploaded files as name and bytes."""
    return [(one.name or "", one.file) for one in files]
