"""The first page after signing in, and one's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires, signed_in
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.audit.queries import events
from merata_portal.audit.queries import head as audit_head
from merata_portal.jobs.queries import visible
from merata_portal.ledger.queries import positions
from merata_portal.office.tasks import tasks

RECENT = 5


@require_safe
@requires(Capability.ENTER_OFFICE)
def home(request: HttpRequest) -> HttpResponse:
    """What the actor holds, what waits for them, how the money of their areas stands, and what happened last."""
    by = actor(request)
    names = area_names([held.area for held in by.held])
    budget = positions(by, "year") if by.may(Capability.VIEW_LEDGER) else []
    overseeing = by.may(Capability.VIEW_AUDIT)
    context = {
        "held": [(held.role.label, names.get(held.area, held.area)) for held in by.held],
        "tasks": tasks(by),
        "may_search": by.may(Capability.VIEW_REGISTRY),
        "jobs": visible(by)[:RECENT] if by.may(Capability.VIEW_JOBS) else [],
        "budget": budget[-1] if budget else None,
        "events": events(by)[:RECENT] if overseeing else [],
        "head": audit_head() if overseeing else None,
    }
    return render(request, "office/home.html", context)


@require_safe
@signed_in
def self_page(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, password, second factor."""
    by = actor(request)
    names = area_names([held.area for held in by.held])
    held = [(held.role.label, names.get(held.area, ""), held.area) for held in by.held]
    return render(request, "office/self.html", {"held": held})
