"""What is not right for production, beyond what Django and the apps look for: told by `merata portal check`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004 - Django's name for it
from django.utils import timezone

SOON = timedelta(days=14)
YEAR = timedelta(days=366)


@register(Tags.security, deploy=True)
def somebody_hears_of_weaknesses(**_: Any) -> list[Warning]:
    """Whoever finds a hole must find whom to tell, at an address that somebody has confirmed within a year."""
    until = settings.SECURITY_EXPIRES
    if not settings.SECURITY_CONTACT or until is None:
        return [
            Warning(
                "nobody is named to whom a weakness could be told",
                hint="set MERATA_SECURITY_CONTACT (mailto:… or https://…) and MERATA_SECURITY_EXPIRES (a day)",
                id="merata.W002",
            )
        ]
    if timezone.localdate() + SOON <= until <= timezone.localdate() + YEAR:
        return []
    return [
        Warning(
            f"security.txt holds until {until.isoformat()}",
            hint="confirm the contact, and set MERATA_SECURITY_EXPIRES to a day more than two weeks ahead, "
            "within a year (RFC 9116)",
            id="merata.W003",
        )
    ]


@register(Tags.security, deploy=True)
def the_proxy_is_known(**_: Any) -> list[Warning]:
    """Without a known proxy in front, no request counts as HTTPS, and every page redirects to itself for ever."""
    if not settings.PRODUCTION or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "the portal is served over HTTPS, and no proxy that ends it is known",
            hint="set MERATA_PROXIES to the number of proxies of yours in front, e.g. 1",
            id="merata.W004",
        )
    ]
