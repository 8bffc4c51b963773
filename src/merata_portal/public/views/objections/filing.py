"""Filing an objection without an account, and its receipt."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, public
from merata_portal.accounts.queries import area_names
from merata_portal.programmes.actions.objecting import RESIDENT, file_objection, new_pin
from merata_portal.programmes.actions.screening import TooMany
from merata_portal.programmes.queries import objection_lists as lists
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_choices import programme_title
from merata_portal.public.browser import tell_pin, told_pin
from merata_portal.public.telling import done, why_not
from merata_portal.public.views.objections import browsing
from merata_portal.public.views.objections.forms import Objecting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def objections(request: HttpRequest) -> HttpResponse:
    """What an objection is, how many wait, and the form; posted: filed, and on to the receipt."""
    form = Objecting(request.POST) if request.method == "POST" else Objecting()
    status = 200
    if form.is_bound:
        status = _filed(request, form)
        if status == 302:
            return redirect("public:objection-receipt")
    context = {"form": form, "counts": lists.public_counts(), "term": queries.shortest_term()}
    return render(request, "public/objections/file.html", context, status=status)


@never_cache
@require_safe
@public
def receipt(request: HttpRequest) -> HttpResponse:
    """The ticket of what this browser filed, and its PIN the first time; then how to come back."""
    ticket = browsing.shown(request)
    if not ticket:
        return redirect("public:objection-follow")
    try:
        told = queries.of_ticket(ticket)
    except ObjectDoesNotExist:
        return redirect("public:objection-follow")
    one = told.objection
    context = {
        "told": told,
        "pin": told_pin(request, ticket),
        "filed_here": ticket in browsing.filed_today(request).values(),
        "village": area_names([one.village_code]).get(one.village_code, one.village_code),
        "programme": programme_title(one.programme_id, get_language() or "id"),
    }
    return render(request, "public/objections/receipt.html", context)


@require_POST
@public
def another_pin(request: HttpRequest) -> HttpResponse:
    """A new PIN in place of one that was not seen, for the browser that filed the objection today."""
    ticket = browsing.shown(request)

    def renewed() -> None:
        tell_pin(request, ticket, new_pin(by=actor(request), objection=queries.of_ticket(ticket).objection.uuid))

    if ticket in browsing.filed_today(request).values():
        done(request, renewed)
    return redirect("public:objection-receipt")


def _filed(request: HttpRequest, form: Objecting) -> int:
    """File what the form says: 302 where there is a receipt now, else why not, said in the form."""
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    key, before = given.pop("key").hex, browsing.filed_today(request)
    if key in before:  # sent twice: the first one is filed, and its PIN told if it was not seen yet
        browsing.show(request, before[key])
        return 302
    try:
        made, pin = file_objection(
            by=actor(request), channel=RESIDENT, language=get_language() or "id",
            from_browser=len(before), **given,
        )  # fmt: skip
    except MerataError as error:
        form.add_error(None, why_not(error))
        return 429 if isinstance(error, TooMany) else 422
    browsing.remember_filed(request, key, made.ticket, pin)
    return 302
