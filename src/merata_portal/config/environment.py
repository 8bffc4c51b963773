"""What an operator decides, read from the environment; a wrong value is refused at the start, with what to do."""

from __future__ import annotations

import os
import secrets
from datetime import date

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
SHORTEST_TOKEN = 32
OIDC_VARIABLES = ("MERATA_OIDC_SERVER", "MERATA_OIDC_CLIENT", "MERATA_OIDC_SECRET")


def hosts() -> list[str]:
    """The names under which the portal is served over HTTPS, from MERATA_HOSTS; empty: on this machine only."""
    names = [name.strip() for name in os.environ.get("MERATA_HOSTS", "").split(",") if name.strip()]
    wrong = [name for name in names if "*" in name or "/" in name or ":" in name]
    if wrong:
        raise ImproperlyConfigured(
            f"MERATA_HOSTS holds {', '.join(wrong)}; expected names without scheme, port or *, "
            "e.g. MERATA_HOSTS=merata.blitarkab.go.id"
        )
    return names


def secret_key(*, production: bool) -> str:
    """The signing key from MERATA_SECRET_KEY; on this machine only, a random one at each start will do."""
    given = os.environ.get("MERATA_SECRET_KEY", "")
    if production and len(given) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"MERATA_HOSTS is set, so MERATA_SECRET_KEY must be at least {SHORTEST_SECRET} characters, and is "
            f"{len(given)}. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return given or secrets.token_urlsafe(SHORTEST_SECRET)


def proxies() -> int:
    """How many proxies of ours stand in front (MERATA_PROXIES); their X-Forwarded headers are believed, no others."""
    given = os.environ.get("MERATA_PROXIES", "0")
    if not given.isdecimal():
        raise ImproperlyConfigured(f"MERATA_PROXIES is {given!r}; expected the number of proxies in front, e.g. 1")
    return int(given)


def metrics_token() -> str:
    """The token with which others than this machine may read /metrik/ (MERATA_METRICS_TOKEN); empty: nobody else."""
    given = os.environ.get("MERATA_METRICS_TOKEN", "")
    if given and len(given) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(
            f"MERATA_METRICS_TOKEN is {len(given)} characters; expected at least {SHORTEST_TOKEN}, or none. "
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return given


def security_contact() -> tuple[str, date | None]:
    """Where a weakness is reported, and the day until which that holds; ("", None) where nobody is named.

    MERATA_SECURITY_CONTACT is a mailto: or https: address, MERATA_SECURITY_EXPIRES a day as 2027-06-30 (RFC 9116).
    """
    contact, until = (os.environ.get(f"MERATA_SECURITY_{name}", "").strip() for name in ("CONTACT", "EXPIRES"))
    if not contact and not until:
        return "", None
    faults = []
    if not contact.startswith(("mailto:", "https://")) or any(sign.isspace() for sign in contact):
        faults.append(f"MERATA_SECURITY_CONTACT is {contact!r}; expected mailto:… or https://…")
    try:
        day = date.fromisoformat(until)
    except ValueError:
        day = None
        faults.append(f"MERATA_SECURITY_EXPIRES is {until!r}; expected a day within a year, e.g. 2027-06-30")
    if faults:
        raise ImproperlyConfigured("; ".join(faults))
    return contact, day


def oidc() -> dict[str, object] | None:
    """The regency's own sign-in (OpenID Connect) as allauth's settings for it, or None where there is none.

    MERATA_OIDC_SERVER  issuer's address, e.g. https://sso.blitarkab.go.id/realms/asn
    MERATA_OIDC_CLIENT  client id registered there, MERATA_OIDC_SECRET its secret
    MERATA_OIDC_NAME    what the button says (default: SSO)
    """
    given = {name: os.environ.get(name, "") for name in OIDC_VARIABLES}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing:
        raise ImproperlyConfigured(f"sign-in by OpenID Connect needs {', '.join(missing)} too, or none of the three")
    server = given["MERATA_OIDC_SERVER"]
    if not server.startswith("https://"):
        raise ImproperlyConfigured(f"MERATA_OIDC_SERVER is {server!r}; expected an address that begins with https://")
    return {
        "provider_id": "sso",
        "name": os.environ.get("MERATA_OIDC_NAME", "SSO"),
        "client_id": given["MERATA_OIDC_CLIENT"],
        "secret": given["MERATA_OIDC_SECRET"],
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
