"""Stands before every view: who is it, may they open it, and have they done what an account must do first."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from merata_portal.accounts import second_factor
from merata_portal.accounts.access import Access, declared
from merata_portal.accounts.models import User
from merata_portal.accounts.queries import actor_of
from merata_portal.actor import Refused

SEEN_KEY = "merata_seen"
SEEN_EVERY_SECONDS = 60
log = logging.getLogger(__name__)


class AccessMiddleware:
    """Refuses by default: a view that does not declare who may open it is opened by nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give the request its actor (read when first asked for), and keep pages for a person out of every cache."""
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if getattr(request, "merata_personal", False) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None to go on; a redirect to what must be done first; raises `Refused` where the view is not for them."""
        access = declared(view)
        if access is None:
            log.error("%s.%s declares no access and was refused", view.__module__, getattr(view, "__qualname__", "?"))
            raise Refused(
                "Halaman ini belum menyatakan siapa yang boleh membukanya. / "
                "This page does not say who may open it; declare it with merata_portal.accounts.access."
            )
        if access.everybody:
            return None
        request.merata_personal = True  # type: ignore[attr-defined]
        first = self._first(request, access)
        if first is None:
            self._refuse_others(request, access)
        return first

    def _first(self, request: HttpRequest, access: Access) -> HttpResponseBase | None:
        """What has to be done before the view: signing in, one's own password, the second factor."""
        if not isinstance(request.user, User) or _idle(request):
            return _to_sign_in(request)
        if not access.capabilities:  # what concerns only oneself, and so these very duties
            return None
        if request.user.must_change_password:
            return _go(request, "account_change_password")
        if not second_factor.shown(request):
            has_one = second_factor.has_second_factor(request.user)
            return _go(request, "mfa_reauthenticate" if has_one else "mfa_activate_totp")
        return None

    def _refuse_others(self, request: HttpRequest, access: Access) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        if not access.admits(actor, authenticated=True):
            if not actor.held:
                raise Refused(
                    "Akun Anda belum diberi peran, atau perannya sudah berakhir. Mintalah administrator. / "
                    "Your account holds no role yet, or its role has ended. Ask an administrator."
                )
            wanted = " / ".join(sorted(capability.value for capability in access.capabilities))
            raise Refused(
                f"Halaman ini untuk yang berwenang: {wanted}. Mintalah administrator. / "
                f"This page is for those who may: {wanted}. Ask an administrator."
            )


def _idle(request: HttpRequest) -> bool:
    """Whether the session was left alone too long, and is ended now; otherwise note that it was seen."""
    now = time.time()
    seen = request.session.get(SEEN_KEY)
    if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
        logout(request)
        return True
    if seen is None or now - seen > SEEN_EVERY_SECONDS:  # not a write at every request
        request.session[SEEN_KEY] = now
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return _htmx(reverse("account_login"))
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(back)


def _go(request: HttpRequest, name: str) -> HttpResponseBase:
    return _htmx(reverse(name)) if request.headers.get("HX-Request") else redirect(name)


def _htmx(address: str) -> HttpResponse:
    """A part of a page cannot hold another page: the browser is told to go there as a whole."""
    return HttpResponse(status=204, headers={"HX-Redirect": address})
