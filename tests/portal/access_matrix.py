"""Tries every route as every role in every area, and says where the answer is not what was declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from access_samples import Maker
from django.http import HttpResponse
from django.test import Client

from merata_portal.accounts.checks import Route, routes
from merata_portal.accounts.queries import actor_of

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
NOBODYS = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x/y", "slug": "x", "str": "x"}
VILLAGE = "35.05.01.2001"
AREAS = ("35.05.01.2001", "35.05.01", "35.05", "35.05.01.2002", "35.05.10", "35.72")
"""The village of the samples, the kecamatan and the regency around it, and three that do not hold it."""


def address(route: Route, arguments: Mapping[str, Any] | None = None) -> str:
    """The route's address with these arguments, or with such as belong to nobody."""
    given = arguments or {}
    return "/" + ARGUMENT.sub(lambda found: str(given.get(found[2], NOBODYS[found[1] or "str"])), route.pattern)


def restricted() -> list[Route]:
    """The routes that demand a capability."""
    return [route for route in routes() if route.access is not None and route.access.capabilities]


def with_arguments(route: Route) -> bool:
    return ARGUMENT.search(route.pattern) is not None


def turned_away(answer: HttpResponse) -> bool:
    """Sent to sign in, to a second factor or a password; or refused."""
    return answer.status_code == 403 or str(answer.headers.get("Location", "")).startswith("/akun/")


def by_role(people: Mapping[str, tuple[Client, Any]]) -> Iterator[str]:
    """Where a route is open to a role that lacks its capability, or closed to one that has it.

    `people` are browsers and their accounts by a label; an account of None is nobody.
    """
    for route in restricted():
        for label, (client, user) in people.items():
            may = user is not None and route.access.admits(actor_of(user), authenticated=True)  # type: ignore[union-attr]
            answer = client.get(address(route))
            if not may and not turned_away(answer):
                yield f"{route.pattern} is open to {label}: {answer.status_code}"
            # With arguments that belong to nobody, a refusal may also be about the thing.
            if may and turned_away(answer) and not (with_arguments(route) and answer.status_code == 403):
                yield f"{route.pattern} is closed to {label}: {answer.status_code}"


def by_area(browser: Callable[[str, str], tuple[Client, Any]], samples: Mapping[str, Maker]) -> Iterator[str]:
    """Where something is seen from an area that does not hold it, or is not seen from one that does.

    `browser(role, area)` gives a browser and its account. Every page without arguments is read as well: none may show
    a mark of something that lies outside the reader's areas.
    """
    from merata_portal.actor import ASSIGNABLE  # noqa: PLC0415

    pages = {route.name: route for route in restricted()}
    made = {name: maker(VILLAGE) for name, maker in samples.items() if name in pages}
    for role in sorted(ASSIGNABLE):
        for area in AREAS:
            client, user = browser(role, area)
            actor = actor_of(user)
            where = f"{role}@{area}"
            for name, thing in made.items():
                wanted = pages[name].access.capabilities  # type: ignore[union-attr]
                may = any(actor.may(capability, thing.area) for capability in wanted)
                answer = client.get(address(pages[name], thing.arguments))
                if answer.status_code == 405 and not may:
                    # What only changes something: tried by those alone who must not, so that nothing is changed.
                    answer = client.post(address(pages[name], thing.arguments))
                if may and turned_away(answer):
                    yield f"{name} is closed to {where}: {answer.status_code}"
                if not may and not (turned_away(answer) or answer.status_code == 404):
                    yield f"{name} is open to {where}: {answer.status_code}"
            for name, page in pages.items():
                if not with_arguments(page):
                    yield from (f"{name} shows {mark!r} to {where}" for mark in _seen(client, page, actor, made))


def _seen(client: Client, page: Route, actor: Any, made: Mapping[str, Any]) -> list[str]:
    answer = client.get(address(page))
    text = b"".join(answer) if answer.streaming else answer.content
    capabilities = page.access.capabilities  # type: ignore[union-attr]
    hidden = [
        mark
        for thing in made.values()
        if not any(actor.may(capability, thing.area) for capability in capabilities)
        for mark in thing.marks
    ]
    return [mark for mark in dict.fromkeys(hidden) if mark.encode() in text]
