"""The page of addresses, and addresses that other pages name."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

from portal_ground import first_sentence, page, table

from merata_portal.accounts.access import Access
from merata_portal.accounts.checks import Route, routes
from merata_portal.api.document import api as interface
from merata_portal.api.words import told

KEYED = {"api:dci-search", "api:dci-sync-search", "api:dci-txn-status", "api:dci-sync-txn-status"}
MACHINE = ("/etc/", "/var/", "/opt/", "/tmp/", "/usr/")  # noqa: S108 - what is passed over
FRONTS = {
    "public": "For everybody (`public`)",
    "opendata": "Open data (`opendata`)",
    "api": "For other systems (`api`)",
    "office": "For staff (`office`)",
    "": "Sign-in, language, operation",
}


def routes_page(notice: str) -> str:
    """Every address with who may open it."""
    found = sorted(routes(), key=lambda route: route.pattern)
    parts = [
        "# Addresses and who may open them",
        notice,
        "Read off the resolver: no address is missing. *everybody* needs no account; *an account* is anybody who signed in; "
        "otherwise any one of the [capabilities](roles.md) named is needed, and what the page shows is limited to the "
        "area in which it is held. *A client's key* is asked for by the view itself ([exchange](../domains/exchange.md)). An "
        "address whose view says nothing is refused to everybody, and a test fails.",
    ]
    for front, title in FRONTS.items():
        rows = [
            (f"`/{_address(one.pattern)}`", _about(one), _who(one), f"`{one.name}`")
            for one in found
            if _front(one) == front
        ]
        if rows:
            parts.append(f"## {title}\n\n" + table(("address", "what it does", "who", "route"), rows))
    return page(*parts)


def wrong_addresses(docs: Path) -> list[str]:
    """Addresses of the portal that pages name and that it does not have; files of a machine are none."""
    known = {re.sub(r"<[^>]*>", "<>", f"/{_address(one.pattern)}") for one in routes()}
    pages = [*docs.glob("how-to/*.md"), *docs.glob("domains/*.md"), *docs.glob("*.md")]
    named = [
        (path, address)
        for path in sorted(pages)
        for address in re.findall(r"`(/[a-z.][^`\s?…]*)[^`]*`", path.read_text(encoding="utf-8"))
        if not address.startswith(MACHINE)
    ]
    return [
        f"{path.name} names {address}"
        for path, address in named
        if not any(one == (wanted := re.sub(r"<[^>]*>", "<>", address)) or one.startswith(wanted) for one in known)
    ]


def _front(route: Route) -> str:
    front, colon, _rest = route.name.partition(":")
    return front if colon and front in FRONTS else ""


def _address(pattern: str) -> str:
    plain = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", pattern)
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", plain)
    return plain.replace("^", "").replace("$", "").replace("\\Z", "").replace("|", "\\|")


def _access(access: Access | None) -> str:
    if access is None:
        return "nobody"
    if access.everybody:
        return "everybody"
    return ", ".join(sorted(f"`{one.value}`" for one in access.capabilities)) or "an account"


def _who(route: Route) -> str:
    keyed = route.name in KEYED or "security" in _operations().get(route.name, {})
    return "a client's key" if keyed else _access(route.access)


@cache
def _operations() -> dict[str, dict[str, Any]]:
    """The operations of the interface for other systems, by the name of their route."""
    paths = interface.get_openapi_schema(path_prefix="/api/v1/")["paths"].values()
    return {f"api:{one['operationId']}": one for operations in paths for one in operations.values()}


def _about(route: Route) -> str:
    if route.name in _operations():
        return told(_operations()[route.name]["summary"], "en").removeprefix("/ ").strip()
    view = inspect.unwrap(getattr(route.view, "view_class", route.view))
    return first_sentence(view.__doc__) if view.__module__.startswith("merata_portal") else ""
