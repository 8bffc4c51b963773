"""Who is in a launch, each one's history, and holding back, letting go on, leaving and being proposed again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import going_on
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import AFTER, following, sought, text_in
from merata_portal.office.views.programmes.forms import Leaving, Pausing
from merata_portal.office.views.programmes.launches import frame
from merata_portal.office.views.programmes.targeting import own_villages
from merata_portal.office.views.programmes.words import DECIDED_BY, SAID
from merata_portal.programmes.actions import exiting, pausing
from merata_portal.programmes.queries import enrolments as queries
from merata_portal.programmes.queries import entitlements, launches
from merata_portal.programmes.states import BY_HAND, State
from merata_portal.registry.queries.names import households_named, persons_named

HOLDING = (State.VERIFIED, State.ENROLLED, State.PAUSED)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def enrolments(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The enrolments of one's areas, of one village or state where asked."""
    by = actor(request)
    launch = sought(lambda: launches.launch(by, uuid))
    village, state = text_in(request, "desa"), text_in(request, "keadaan")
    page = queries.enrolments(
        by, uuid, village=village, state=state if state in State.values else "", after=going_on(request.GET, AFTER)
    )
    context = {
        **frame(by, launch),
        "rows": named(by, page.rows),
        "names": area_names({one.village_code for one in page.rows} | {launch.owner}),
        "next": following(request, page.after),
        "villages": own_villages(by, Capability.VIEW_PROGRAMMES),
        "village": village,
        "state": state,
        "states": State.choices,
        "may_review": launch.state == "running" and by.may(Capability.MANAGE_ENROLMENT, launch.owner),
    }
    return render(request, "office/programmes/enrolments.html", context)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def graduate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have everybody in a launch held against its rules and the latest snapshot, in the background."""
    by = actor(request)
    sought(lambda: launches.launch(by, uuid))
    done(
        request,
        lambda: exiting.graduate(by=by, launch=uuid),
        _("Kelayakan sedang ditinjau; yang tidak lagi memenuhi syarat muncul di Perlu dijawab."),
    )
    return redirect("office:enrolments", uuid=uuid)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def enrolment(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One enrolment: its state and every step to it, what the village said, pauses, questions, payments."""
    by = actor(request)
    found = sought(lambda: queries.enrolment(by, uuid))
    one = found.row
    who = names_of({step.by_user_id for step in found.transitions} | {word.by_user_id for word in found.words})
    may = by.may(Capability.MANAGE_ENROLMENT, one.village_code)
    context = {
        **frame(by, found.launch),
        "found": found,
        "one": one,
        "row": named(by, [one])[0],
        "names": area_names([one.village_code, found.launch.owner]),
        "decided_by": DECIDED_BY.get(one.decided_by, one.decided_by),
        "history": history(found, who),
        "dues": entitlements.of_enrolment(by, uuid),
        "pausing": Pausing(codes=_codes(BY_HAND)) if may and one.state in HOLDING else None,
        "leaving": Leaving(codes=_codes(exiting.BY_HAND)) if may and one.state != State.EXITED else None,
        "may": may,
    }
    return render(request, "office/programmes/enrolment.html", context)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def pause(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold back what they are due, with its cause and reason."""
    by = _in_sight(request, uuid)
    code = request.POST.get("code", "")
    done(request, lambda: pausing.pause(by=by, enrolment=uuid, code=code, reason=reason_of(request)), _("Ditunda."))
    return redirect("office:enrolment", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def lift(request: HttpRequest, uuid: UUID, pause_id: int) -> HttpResponse:
    """End a pause."""
    by = _in_sight(request, uuid)
    done(
        request,
        lambda: pausing.lift(by=by, pause_id=pause_id, reason=reason_of(request)),
        _("Penundaan dicabut."),
    )
    return redirect("office:enrolment", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have them leave from a day on, with its cause and reason."""
    by = _in_sight(request, uuid)
    form = Leaving(request.POST, codes=_codes(exiting.BY_HAND))
    if form.is_valid():
        done(request, lambda: exiting.exit_enrolment(by=by, enrolment=uuid, **form.cleaned_data), _("Keluar dicatat."))
    else:
        told = [
            f"{form.fields[name].label}: {' '.join(str(fault) for fault in found)}"
            for name, found in form.errors.items()
        ]
        messages.error(request, " ".join(told))
    return redirect("office:enrolment", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_ENROLMENT)
def propose_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put who left before the village again."""
    by = _in_sight(request, uuid)
    done(
        request,
        lambda: exiting.propose_again(by=by, enrolment=uuid, reason=reason_of(request)),
        _("Diusulkan lagi."),
    )
    return redirect("office:enrolment", uuid=uuid)


def named(by: Actor, found: Any) -> list[dict[str, Any]]:
    """Each enrolment, or row of one, with its household and person as whoever reads may see them."""
    homes = households_named(by, {_uuid(one.household) for one in found})
    persons = persons_named(by, {_uuid(one.person) for one in found if one.person is not None})
    return [
        {
            "enrolment": one,
            "home": homes.get(_uuid(one.household)),
            "person": persons.get(_uuid(one.person), "") if one.person is not None else "",
        }
        for one in found
    ]


def _uuid(one: Any) -> UUID:
    """Lists hold uuids, payments their rows."""
    return one if isinstance(one, UUID) else one.uuid


def _codes(codes: Any) -> list[tuple[str, Any]]:
    return [(code.value, code.label) for code in codes]


def history(found: Any, who: dict[int, str]) -> list[dict[str, Any]]:
    """All that happened to an enrolment, the latest first: its steps, and what the village said."""
    steps = [
        {"at": one.at, "what": State(one.target).label, "why": one.reason, "by": who.get(one.by_user_id, "")}
        for one in found.transitions
    ]
    words = [
        {
            "at": one.at,
            "what": _("Musyawarah: %(said)s") % {"said": SAID.get(one.said, one.said)},
            "why": one.reason,
            "by": who.get(one.by_user_id, ""),
        }
        for one in found.words
    ]
    return sorted([*steps, *words], key=lambda one: one["at"], reverse=True)


def _in_sight(request: HttpRequest, uuid: UUID) -> Actor:
    by = actor(request)
    found = sought(lambda: queries.enrolment(by, uuid))
    by.require(Capability.MANAGE_ENROLMENT, found.row.village_code)
    return by
