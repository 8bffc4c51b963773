"""System checks: run before the portal serves or migrates, and by `check --deploy`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.checks import Error, Tags, Warning, register  # noqa: A004 - Django's name for it
from django.urls import URLResolver, get_resolver

from merata_portal.accounts.access import Access, declared
from merata_portal.personal.keys import lie_beside_the_data


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its whole pattern ("kantor/keluarga/<uuid:id>/"), its name with namespace, its view."""

    pattern: str
    name: str
    view: Callable[..., Any]

    @property
    def access(self) -> Access | None:
        """What its view declares; None is refused to everybody."""
        return declared(self.view)


def routes(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    """Every route of the portal, from the resolver itself: none can be forgotten."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, pattern, inner)
        else:
            yield Route(pattern, f"{namespace}{entry.name or ''}", entry.callback)


@register(Tags.urls)
def every_route_declares_its_access(**_: Any) -> list[Error]:
    """A route whose view says nothing would be refused to everybody: better known now than by a user."""
    return [
        Error(
            f"the route {route.pattern} declares no access",
            hint="decorate its view with requires(…), signed_in or public of merata_portal.accounts.access",
            id="merata.E001",
        )
        for route in routes()
        if route.access is None
    ]


@register(Tags.security, deploy=True)
def keys_lie_apart_from_the_data(**_: Any) -> list[Warning]:
    """One copied folder, or one stolen backup, must not hold both the sealed data and what opens them."""
    if not lie_beside_the_data():
        return []
    return [
        Warning(
            "the keys of personal data lie in the data folder",
            hint="name a file elsewhere in MERATA_KEYS, readable by the portal's own user alone",
            id="merata.W001",
        )
    ]
