"""Headers and cookies: what a browser is told to allow, and to whom it may give the session."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

YEAR_SECONDS = 365 * 24 * 3600


def content_security_policy() -> dict[str, Any]:
    """django-csp's setting: everything comes from the portal itself, nothing inline, evaluated, framed or plugged in.

    Pictures may be data: the QR code of the second factor is one.
    """
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
    }


def cookie_settings(*, production: bool) -> dict[str, Any]:
    """Settings of the cookies: out of reach of scripts and of other sites, and over HTTPS only in production.

    The prefix __Host- makes the browser refuse the cookie from any other host or path.
    """
    prefix = "__Host-" if production else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}merata-session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",  # Strict would lose the session on the way back from the regency's sign-in
        "SESSION_COOKIE_SECURE": production,
        "CSRF_COOKIE_NAME": f"{prefix}merata-csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": production,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_SECURE": production,
    }


def transport_settings(*, production: bool, proxies: int) -> dict[str, Any]:
    """Settings of HTTPS; nothing is redirected on this machine only. A proxy is believed only where there is one."""
    https = {
        "SECURE_SSL_REDIRECT": True,
        # This machine's own probes come without the proxy; both pages hold nothing to overhear.
        "SECURE_REDIRECT_EXEMPT": [r"^sehat/", r"^metrik/$"],
        "SECURE_HSTS_SECONDS": YEAR_SECONDS,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        # Preloading binds every host of the regency's domain for good: its owner's decision, not the portal's.
        "SILENCED_SYSTEM_CHECKS": ["security.W021"],
    }
    forwarded = {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")} if proxies else {}
    return (https if production else {}) | forwarded
