"""Who may open a view. Every view says so, and a view that says nothing is refused to everybody.

@requires(Capability.VIEW_REGISTRY)   whoever has the capability somewhere; the view still scopes its rows
@signed_in                            any account: its own password, its own second factor
@public                               everybody
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from merata_portal.actor import Actor, Capability

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ATTRIBUTE = "merata_access"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view demands: nothing at all, an account, or one of several capabilities."""

    everybody: bool = False
    capabilities: frozenset[Capability] = frozenset()

    def admits(self, actor: Actor, *, authenticated: bool) -> bool:
        """Whether the view may be opened at all; what it shows is limited by `scope`."""
        if self.everybody:
            return True
        if not authenticated:
            return False
        return not self.capabilities or any(actor.may(capability) for capability in self.capabilities)


def requires(*capabilities: Capability) -> Callable[[View], View]:
    """Declare that a view needs any one of the capabilities, held anywhere. On a class: decorate `as_view()`."""
    if not capabilities:
        raise TypeError("requires() needs at least one capability; use @signed_in for any account")
    return _declare(Access(capabilities=frozenset(capabilities)))


def signed_in(view: View) -> View:
    """Declare that a view needs an account and nothing more: what concerns only oneself."""
    return _declare(Access())(view)


def public(view: View) -> View:
    """Declare that everybody may open a view."""
    return _declare(Access(everybody=True))(view)


def declared(view: Callable[..., Any]) -> Access | None:
    """What a view declares, or None; None is refused."""
    access = getattr(view, ATTRIBUTE, None)
    return access if isinstance(access, Access) else None


def actor(request: HttpRequest) -> Actor:
    """The actor of a request, put there by `accounts.middleware.AccessMiddleware`."""
    found = getattr(request, "actor", None)
    if not isinstance(found, Actor):
        raise TypeError("request.actor is missing: accounts.middleware.AccessMiddleware must be in MIDDLEWARE")
    return found


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        setattr(view, ATTRIBUTE, access)
        return view

    return decorate
