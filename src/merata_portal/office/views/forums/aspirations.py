"""An aspiration that was spoken in a meeting becomes a proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.forums.forms import FromAspiration
from merata_portal.office.views.forums.seeking import to_hold
from merata_portal.office.views.proposals.proposals import PINS
from merata_portal.participation.actions.proposing import add_photo
from merata_portal.participation.actions.raising import raise_aspiration
from merata_portal.participation.queries.aspirations import Aspiration, aspirations_of

LONGEST_TITLE = 160
_GIVEN = ("village_code", "year", "pillar", "title", "story", "supporters", "proposer", "contact")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SUBMIT_PROPOSAL)
def propose(request: HttpRequest, uuid: UUID, entry: UUID) -> HttpResponse:
    """The form of a proposal filled in with what was spoken; where it is a proposal already, that one's page."""
    by = actor(request)
    page = to_hold(by, uuid)
    spoken = next((one for one in aspirations_of(page) if one.entry == str(entry)), None)
    if spoken is None:
        raise Http404
    if spoken.proposal is not None:
        return redirect("office:proposal", uuid=spoken.proposal.uuid)
    form = FromAspiration(
        request.POST or None, request.FILES or None, actor=by, initial=_initial(spoken, page.meeting.area)
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in _GIVEN}
        try:
            made, pin = raise_aspiration(by=by, meeting=uuid, aspiration=entry, details=form.details(), **given)
        except MerataError as error:
            form.add_error(None, why_not(error))
        else:
            request.session[PINS] = {str(made.uuid): pin}
            file = form.cleaned_data["photo"]
            if file is not None:
                done(request, lambda: add_photo(by=by, uuid=made.uuid, file_name=file.name, content=file.file))
            return redirect("office:proposal", uuid=made.uuid)
    area = page.meeting.area
    context = {
        "form": form, "spoken": spoken, "meeting": page.meeting, "place": area_names([area]).get(area, area),
    }  # fmt: skip
    return render(request, "office/forums/aspiration.html", context, status=422 if form.errors else 200)


def _initial(spoken: Aspiration, area: str) -> dict[str, Any]:
    words = " ".join(spoken.text.split())
    title = words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"
    return {"title": title, "village_code": area, "pillar": "infrastructure", "proposer": spoken.who}
