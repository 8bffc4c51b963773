"""What a village tells of its people between two imports: who died, who moved; and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import Death, Leave, Move, reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.households import show, sought
from merata_portal.registry.actions import declaring
from merata_portal.registry.queries.searching import NUMBER, search


@require_POST
@requires(Capability.EDIT_REGISTRY)
def death(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that somebody of the household died."""
    by = actor(request)
    page = sought(by, uuid, Capability.EDIT_REGISTRY)
    form = Death(request.POST, people=[(str(one.person.uuid), one.person.name) for one in page.members])
    if not form.is_valid():
        return show(request, page, death=form)
    given = form.cleaned_data
    done(
        request,
        lambda: declaring.declare_death(
            by=by, person=UUID(given["person"]), on_day=given["on_day"], reason=given["reason"]
        ),
        _("Kematian dicatat."),
    )
    return redirect("office:household", uuid=uuid)


@require_POST
@requires(Capability.EDIT_REGISTRY)
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that the household moved, with all who live there."""
    by = actor(request)
    page = sought(by, uuid, Capability.EDIT_REGISTRY)
    form = Move(request.POST, actor=by, leaving=page.household.village_code)
    if not form.is_valid():
        return show(request, page, move=form)
    given = form.cleaned_data
    done(
        request,
        lambda: declaring.declare_move(
            by=by, household=uuid, to_village=given["to_village"], on_day=given["on_day"], reason=given["reason"]
        ),
        _("Kepindahan dicatat."),
    )
    return redirect("office:household", uuid=uuid)


@require_POST
@requires(Capability.EDIT_REGISTRY)
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that somebody of the household went to live in another one."""
    by = actor(request)
    page = sought(by, uuid, Capability.EDIT_REGISTRY)
    form = Leave(request.POST, people=[(str(one.person.uuid), one.person.name) for one in page.members])
    homes = _homes_of(by, form.cleaned_data["to_number"]) if form.is_valid() else []
    if not form.errors and len(homes) != 1:
        form.add_error("to_number", _("Tidak ada satu keluarga dengan nomor itu di wilayah Anda."))
    if form.errors:
        return show(request, page, leave=form)
    given = form.cleaned_data
    done(
        request,
        lambda: declaring.move_person(
            by=by, person=UUID(given["person"]), to_household=homes[0], on_day=given["on_day"], reason=given["reason"]
        ),
        _("Kepindahan dicatat."),
    )
    return redirect("office:household", uuid=uuid)


@require_POST
@requires(Capability.EDIT_REGISTRY)
def take_back(request: HttpRequest, uuid: UUID, change_id: int) -> HttpResponse:
    """Take back a death or move that was recorded by mistake."""
    by = actor(request)
    sought(by, uuid, Capability.EDIT_REGISTRY)
    done(
        request,
        lambda: declaring.take_back(by=by, change_id=change_id, reason=reason_of(request)),
        _("Catatan ditarik; keadaan sebelumnya dikembalikan."),
    )
    return redirect("office:household", uuid=uuid)


def _homes_of(by: Actor, number: str) -> list[UUID]:
    """The households in which the owner of a NIK, or the people of a KK number, live; none for any other text."""
    if not NUMBER.fullmatch(number.strip()):
        return []
    return list({row.household for row in search(by, number).rows if row.household is not None})
