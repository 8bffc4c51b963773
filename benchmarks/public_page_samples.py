"""One address of each type of page that everybody may open: the heaviest that links lead to, and one's own by ticket.

Which types there are is asked of the routes themselves, so that none is forgotten: one that no link leads to, and of
which nothing is known here, is an error.
"""

# ruff: noqa: PLC0415 - models can be imported only after Django is set up
from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from importlib import import_module
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

NAMESPACES = ("public:", "opendata:")
LANGUAGES = ("id", "en")
MOST_OF_A_TYPE = 6
"""So many addresses of a type are read, of which the heaviest is measured."""
OK, METHOD_NOT_ALLOWED, LEADS_ON = 200, 405, (301, 302, 303, 307, 308)
LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]+)\"")
NOT_PAGES = {
    "public:complaint-file": "a file, for who complained",
    "public:own-certificate": "a PDF",
    "public:village-oversight": "leads to the village's page",
    "public:proposal-photo": "a photograph",
    "public:finding-file": "a file",
    "public:project-photo": "a photograph",
    "public:draw-document": "a JSON document",
    "public:ballot-terms": "a JSON document",
    "public:ballot-pabulib": "a file",
    "opendata:latest": "leads to the newest edition",
    "opendata:latest-file": "leads to a file of it",
    "opendata:file": "a table as CSV or Parquet",
    "opendata:data-package": "a JSON document",
    "opendata:satu-data": "a JSON document",
    "opendata:satu-data-en": "a JSON document",
    "opendata:readme": "a text for who downloads",
}
"""Routes with arguments that answer no page."""


OWN_ALONE = ("public:own-application", "public:own-defect", "public:objection-receipt")
"""Pages that nobody else sees; the other ones of one's own show more to who filed them."""


@dataclass(frozen=True)
class Sample:
    """A page to be measured: the name of its type, its path, the languages it is read in, and cookies it needs."""

    name: str
    path: str
    languages: tuple[str, ...] = LANGUAGES
    cookies: dict[str, str] = field(default_factory=dict)


def samples(address: str) -> tuple[list[Sample], list[str]]:
    """Every type of page of the portal served at `address`, which the environment's folder belongs to; and the types
    of which there is no example."""
    pages = _pages_of(address)
    own, lacking = _own()
    known = {one.name for one in own} | set(pages)
    lacking += [name for name in _types(address) if name not in known]
    found = [Sample(name, path, _languages(name)) for name, path in pages.items()]
    return sorted([*found, *own], key=lambda one: (one.name, one.path)), lacking


def _types(address: str) -> Iterator[str]:
    """The names of routes with arguments that may answer a page; those that only take posts, or lead on, do not."""
    from merata_portal.accounts.checks import routes

    given = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}
    for route in routes():
        if not route.name.startswith(NAMESPACES) or "<" not in route.pattern or route.name in NOT_PAGES:
            continue
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: given[found[1] or "str"], route.pattern)
        if _read(f"{address}/{path}")[0] not in {METHOD_NOT_ALLOWED, *LEADS_ON}:
            yield route.name


def _pages_of(address: str) -> dict[str, str]:
    """The heaviest page of each type that can be reached by links, from all routes without arguments."""
    from merata_portal.accounts.checks import routes

    begun = [f"/{one.pattern}" for one in routes() if one.name.startswith(NAMESPACES) and "<" not in one.pattern]
    waiting, seen = deque(begun), set(begun)
    read: dict[str, list[tuple[int, str]]] = defaultdict(list)
    while waiting:
        path = waiting.popleft()
        name = _name_of(path)
        if not name.startswith(NAMESPACES) or len(read[name]) >= MOST_OF_A_TYPE:
            continue
        status, kind, content = _read(address + path)
        if status != OK or not kind.startswith("text/html"):
            continue
        read[name].append((len(content), path))
        for link in _links(content.decode(), path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return {name: max(found)[1] for name, found in read.items() if found}


def _read(address: str) -> tuple[int, str, bytes]:
    """Status, kind and content of an answer to a reader of Indonesian who follows no redirect."""
    server = urlsplit(address)
    connection = HTTPConnection(server.hostname or "", server.port)
    try:
        connection.request("GET", address.partition(server.netloc)[2], headers={"Cookie": "django_language=id"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        connection.close()


def _links(text: str, path: str) -> Iterator[str]:
    for found in LINK.findall(text):
        parts = urlsplit(urljoin(path, urldefrag(unescape(found))[0]))
        if not parts.netloc and parts.path:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _name_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def _languages(name: str) -> tuple[str, ...]:
    """Both, where the visitor's cookie says it; where the address does, each is a type of its own."""
    from merata_portal.accounts.checks import routes

    if name.endswith("-en"):
        return ("en",)
    return ("id",) if f"{name}-en" in {one.name for one in routes()} else LANGUAGES


def _own() -> tuple[list[Sample], list[str]]:
    """What residents see of what they filed, once they gave their ticket and PIN; and what nobody has filed."""
    from django.urls import reverse

    from merata_portal.complaints.models import Complaint
    from merata_portal.infrastructure.models import Defect
    from merata_portal.participation.models import Proposal
    from merata_portal.programmes.models import Objection
    from merata_portal.training.models import Application

    objection = Objection.objects.last()
    filed: list[tuple[str, Any, str]] = [
        ("public:own-application", Application.objects.filter(completed=True).first(), "ticket"),
        ("public:own-defect", Defect.objects.last(), "ticket"),
        ("public:proposal", Proposal.objects.filter(state="costed").last(), "ticket"),
        ("public:complaint", Complaint.objects.last(), "ticket"),
        ("public:objection-receipt", objection, ""),
        ("public:objection-follow", objection, ""),
    ]
    found: list[Sample] = []
    for name, row, by in filed:
        if row is not None:
            path = reverse(name, kwargs={by: row.ticket} if by else {})
            shown = name if name in OWN_ALONE else f"{name}, one's own"
            found.append(Sample(shown, path, cookies=_opened(row.ticket)))
    return found, [name for name, row, _by in filed if row is None]


def _opened(ticket: str) -> dict[str, str]:
    """The cookie of a session that has given the right PIN for the ticket."""
    from django.conf import settings

    from merata_portal.public.browser import OPENED
    from merata_portal.public.views.objections.browsing import SHOWN

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[OPENED] = [ticket]
    session[SHOWN] = ticket
    session.save()
    return {settings.SESSION_COOKIE_NAME: session.session_key}
