"""What holds for every route: its content-security policy, nothing inline in its page, what stops a flood of posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from access_matrix import VILLAGE, address, with_arguments
from access_samples import SAMPLES
from django.http import HttpResponse
from django.test import Client

from merata_portal.accounts.checks import Route, routes
from merata_portal.actor import ASSIGNABLE
from merata_portal.actor.capabilities import capabilities_of
from merata_portal.config.security import content_security_policy

pytestmark = pytest.mark.django_db
DATA_BLOCK = r"[^>]*type=.application/json."  # holds words, is not run
SCRIPT = rf"<script(?![^>]*\bsrc=|{DATA_BLOCK})[^>]*>"
ATTRIBUTE = r"\s(?:style|on[a-z]+)\s*=\s*[\"']"
INLINE = re.compile(rf"<style[ >]|{SCRIPT}|{ATTRIBUTE}|javascript:".encode(), re.IGNORECASE)
FOREIGN = re.compile(rb"<(?:script|link|img|iframe|object|embed)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I)

TICKET = "five wrong PINs lock the ticket, each time for twice as long"
SEEN = "only after ticket and PIN were shown in this session"
KEYED = "without a key nothing is read; with one, so many questions a minute and records a day for its client"
SIGN_IN = "thirty a minute from an address; five wrong for a name in fifteen minutes"
POSTS_OF_STRANGERS = {
    "account_login": SIGN_IN,
    "mfa_authenticate": SIGN_IN,
    "account_logout": "ends one's own session, nothing else",
    "set_language": "writes a cookie, nothing else",
    "public:objections": "by browser and by village in a day; then held for a person's look; a whole held is closed",
    "public:objection-new-pin": "only for what this browser filed today",
    "public:objection-follow": TICKET,
    "public:objection-reply": SEEN,
    "public:objection-withdraw": SEEN,
    "public:objection-appeal": SEEN,
    "public:objection-close": SEEN,
    "public:proposal-new": "ten a day from a browser, two hundred for a village; many wait for a person's look",
    "public:proposal-track": TICKET,
    "public:proposal-complete": SEEN,
    "public:proposal-add-photo": SEEN,
    "public:proposal-withdraw": SEEN,
    "public:ballot": "a code of sixty bits votes once; the database keeps it",
    "public:complaint-new": "eight a day from a browser; many of one subject or in an hour wait for a person's look",
    "public:complaint-track": TICKET,
    "public:complaint-add": SEEN,
    "public:complaint-still-so": SEEN,
    "public:certificate": "twenty wrong codes an hour from an address, three hundred from everybody",
    "public:course-apply": "fifteen a day from a browser, two hundred of a village and course",
    "public:course-ticket": TICKET,
    "public:own-application-withdraw": SEEN,
    "public:defect-report": "eight a day from a browser, two hundred of a work; many wait for a person's look",
    "public:defect-ticket": TICKET,
    "public:own-defect-reopen": SEEN,
    "public:programme-check": "reads at most fifteen members, computes, keeps nothing",
    "public:programmes-check": "reads at most fifteen members, computes, keeps nothing",
    "api:dci-sync-search": KEYED,
    "api:dci-search": KEYED,
    "api:dci-sync-txn-status": KEYED,
    "api:dci-txn-status": KEYED,
    "api:dci-root": "nothing is there: one fixed answer, the database is not asked",
    "api:dci-nothing-here": "nothing is there: one fixed answer, the database is not asked",
    "public:forum-check": "hashes a file of at most a document's size, keeps nothing",
}
"""What stands against a flood, for every route at which whoever has no account may post."""


def test_every_post_of_strangers_says_what_stops_a_flood(client: Client) -> None:
    """A new one fails here until somebody has thought of it."""
    everybodys = [route for route in routes() if route.access is not None and route.access.everybody]
    accepted = {route.name for route in everybodys if client.post(address(route)).status_code != 405}
    assert accepted == set(POSTS_OF_STRANGERS)


def faults(route: str, answer: HttpResponse) -> Iterator[str]:
    wanted = {
        " ".join([name, *sources]) for name, sources in content_security_policy()["DIRECTIVES"].items()
    }  # fmt: skip
    given = {part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";") if part.strip()}
    if given != wanted:
        yield f"{route}: policy {sorted(given ^ wanted)}"
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
    ):
        if answer.headers.get(name) != value:
            yield f"{route}: {name} is {answer.headers.get(name)}"
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return
    for pattern, what in ((INLINE, "inline"), (FOREIGN, "from elsewhere")):
        if found := pattern.search(answer.content):
            yield f"{route}: {what}: {answer.content[max(0, found.start() - 40) : found.end() + 40]!r}"


def reading(route: Route, client_of: dict[str, Client], made: dict[str, Any]) -> HttpResponse:
    """The route as somebody who may open it, with a sample's arguments where it needs any."""
    needed = route.access.capabilities if route.access is not None else frozenset()
    role = next((role for role in client_of if capabilities_of(role) & needed), "")  # type: ignore[arg-type]
    arguments = made[route.name].arguments if route.name in made and with_arguments(route) else None
    return client_of[role].get(address(route, arguments))


@pytest.fixture(autouse=True)
def no_report(settings: Any, tmp_path: Path) -> None:
    """The demo that somebody made here has a report, whose policy names its style: see test_public_report."""
    settings.DATA_ROOT = tmp_path


@pytest.mark.slow
def test_no_route_softens_the_policy_and_no_page_needs_it_softer(
    person: Callable[..., Any], browser_of: Callable[[Any], Client]
) -> None:
    client_of = {role: browser_of(person((role, "35.05"))) for role in sorted(ASSIGNABLE)}
    client_of[""] = Client()
    made = {route.name: SAMPLES[route.name](VILLAGE) for route in routes() if route.name in SAMPLES}
    found: list[str] = []
    pages = 0
    for route in routes():
        if route.name.startswith("account_logout"):
            continue
        answer = reading(route, client_of, made)
        found += faults(route.name or route.pattern, answer)
        pages += answer.status_code == 200
    assert found == []
    assert pages > 100


def test_an_inline_style_or_script_would_be_found() -> None:
    """The test's own test."""
    policy = "; ".join(" ".join([name, *sources]) for name, sources in content_security_policy()["DIRECTIVES"].items())
    block = b'<script id="texts" type="application/json">{}</script>'
    for page, told in (
        (b"<p style='color:red'>", "inline"), (b"<script>alert(1)</script>", "inline"), (block, ""),
        (b'<a href="javascript:x">', "inline"),
        (b'<button onclick="x()">', "inline"), (b'<script src="https://cdn.example/x.js"></script>', "from elsewhere"),
        (b'<script src="/static/x.js" defer></script><p class="style">one = "x"</p>', ""),
    ):  # fmt: skip
        answer = HttpResponse(page, headers={
            "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
        })  # fmt: skip
        assert [told in fault for fault in faults("r", answer)] == ([True] if told else [])
