"""The steps of a study: power, waves, registration, estimate, review, dropped."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.evaluation.actions import reviewing
from merata_portal.evaluation.actions import studies as actions
from merata_portal.evaluation.queries import studies as queries
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.evaluation import asking


@require_POST
@requires(Capability.DESIGN_EVALUATION)
def power(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask what the design could find."""
    typed = request.POST.get("inputs", "")

    def ask(by: Actor, area: str) -> object:
        return actions.ask_power(by=by, study=uuid, inputs=asking.inputs_of(by, area, typed))

    return _step(request, uuid, Capability.DESIGN_EVALUATION, ask, _("Dampak terkecil yang dapat terlihat dihitung."))


@require_POST
@requires(Capability.DESIGN_EVALUATION)
def waves(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Draw the waves from the number that everybody saw."""
    number = request.POST.get("number", "")
    return _step(
        request, uuid, Capability.DESIGN_EVALUATION,
        lambda by, _area: actions.draw_waves(by=by, study=uuid, number=number),
        _("Gelombang diundi; siapa pun dapat mengulang undiannya."),
    )  # fmt: skip


@require_POST
@requires(Capability.DESIGN_EVALUATION)
def register(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Register the design."""
    return _step(
        request, uuid, Capability.DESIGN_EVALUATION, lambda by, _area: actions.register(by=by, study=uuid),
        _("Rancangan terdaftar; sidiknya ada di jejak audit."),
    )  # fmt: skip


@require_POST
@requires(Capability.DESIGN_EVALUATION)
def estimate(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Estimate from the inputs that were chosen."""
    typed = request.POST.get("inputs", "")

    def ask(by: Actor, area: str) -> object:
        return actions.estimate(by=by, study=uuid, inputs=asking.inputs_of(by, area, typed))

    return _step(request, uuid, Capability.DESIGN_EVALUATION, ask, _("Dampak dihitung dari bahan itu."))


@require_POST
@requires(Capability.REVIEW_EVALUATION)
def review(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Another role's word on the estimate."""
    verdict = request.POST.get("verdict", "")
    return _step(
        request, uuid, Capability.REVIEW_EVALUATION,
        lambda by, _area: reviewing.review(by=by, study=uuid, verdict=verdict, reason=reason_of(request)),
        _("Pendapat Anda dicatat."),
    )  # fmt: skip


@require_POST
@requires(Capability.DESIGN_EVALUATION)
def drop(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the study up."""
    return _step(
        request, uuid, Capability.DESIGN_EVALUATION,
        lambda by, _area: actions.drop(by=by, study=uuid, reason=reason_of(request)),
        _("Evaluasi dihentikan; catatannya tetap ada."),
    )  # fmt: skip


def _step(
    request: HttpRequest, uuid: UUID, capability: Capability, act: Callable[[Actor, str], object], said: str
) -> HttpResponseBase:
    """Take one step of a study of the actor's areas, and come back to its page."""
    by = actor(request)
    found = get_object_or_404(queries.studies_for(by, capability), uuid=uuid)
    done(request, lambda: act(by, found.area), said)
    return redirect("office:study", uuid=uuid)
