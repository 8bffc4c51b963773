"""A stored simulation, and launching from it: the line with what is available, ceiling, delivery, publication."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.queries import lines
from merata_portal.ledger.rupiah import rupiah_id
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import sought
from merata_portal.office.views.programmes.forms import Launching
from merata_portal.office.views.programmes.simulating import by_group, refused_rows
from merata_portal.programmes.actions.launching import launch as launch_now
from merata_portal.programmes.queries import launches
from merata_portal.programmes.queries import simulations as queries


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def simulation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was simulated and with what, and the form to launch it."""
    return _show(request, uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.LAUNCH_PROGRAMME)
def launch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Launch a simulation: its whole ceiling is reserved in the ledger at once."""
    by = actor(request)
    found = sought(lambda: queries.simulation(by, uuid))
    if request.method != "POST":
        return redirect("office:simulation", uuid=uuid)
    form = Launching(request.POST, lines=_lines(by, found))
    made: list[UUID] = []
    if form.is_valid():
        given = form.cleaned_data | {"line": int(form.cleaned_data["line"])}
        if done(
            request,
            lambda: made.append(launch_now(by=by, simulation=uuid, **given).uuid),
            _("Diluncurkan; seluruh pagu dicadangkan."),
        ):
            return redirect("office:launch", uuid=made[0])
    return _show(request, uuid, form=form)


def _show(request: HttpRequest, uuid: UUID, *, form: Launching | None = None) -> HttpResponse:
    by = actor(request)
    found = sought(lambda: queries.simulation(by, uuid))
    may_launch = by.may(Capability.LAUNCH_PROGRAMME, found.area) and found.rule_version.withdrawn_at is None
    initial = {"ceiling_idr": found.ceiling_idr or found.chosen_idr}
    context: dict[str, Any] = {
        "found": found,
        "refused": refused_rows(found),
        **by_group(found),
        "area": area_names([found.area]).get(found.area, found.area),
        "by": names_of([found.by_user_id]).get(found.by_user_id, ""),
        "launches": list(launches.launches(by).filter(simulation=found)),
        "form": form or (Launching(lines=_lines(by, found), initial=initial) if may_launch else None),
    }
    return render(request, "office/programmes/simulation.html", context, status=422 if form else 200)


def _lines(by: Actor, found: Any) -> list[tuple[str, str]]:
    """The budget lines of the area's own government and those around it, each with what is available."""
    parts = found.area.split(".")
    around = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
    offered = lines(by, owner__in=around, year=found.on_day.year)
    return [
        (str(one.pk), f"{one.account_code} {one.fund_source} · {_('tersedia')} {rupiah_id(one.balance.available_idr)}")
        for one in offered
    ]
