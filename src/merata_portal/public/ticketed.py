"""What all pages share on which somebody without an account files something, and opens it again by ticket and PIN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from merata.errors import MerataError
from merata_portal.public.browser import keep_open, sent_before
from merata_portal.public.telling import sent_already, why_not
from merata_portal.tickets.actions import opened


def filed(request: HttpRequest, form: Form, file: Callable[[], str], *, page: str) -> HttpResponse | None:
    """File what the form holds and go on to its page; the same form sent twice files once.

    `file` gives the ticket; why it was refused stands in the form. None: the form is to be shown.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    if before := sent_before(request):
        sent_already(request)
        return redirect(page, ticket=before)
    try:
        ticket = file()
    except MerataError as error:
        form.add_error(None, why_not(error))
        return None
    return redirect(page, ticket=ticket)


def tracked(request: HttpRequest, form: Form, rows: QuerySet[Any], *, page: str, template: str) -> HttpResponse:
    """Open one's own by ticket and PIN for this browser, and go on to its page; else the form, with why not."""
    if request.method == "POST" and form.is_valid():
        try:
            found = opened(rows, form.cleaned_data["ticket"], form.cleaned_data["pin"])
        except MerataError as error:
            form.add_error(None, why_not(error))
        else:
            keep_open(request, found.ticket)
            return redirect(page, ticket=found.ticket)
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
