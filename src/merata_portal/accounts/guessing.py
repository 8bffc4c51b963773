"""Codes that open something to whoever has them: how often strangers may be wrong before nobody is told any more.

Counted by address, which a village may share, and from everybody together, as addresses can be had by the thousand; in
the cache that all processes share, as wrong passwords are. What is counted are codes that could be right: a mistyped
one is known by its check sign, tells nothing and costs nothing.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest

EVERYBODY = "everybody"


def may_guess(request: HttpRequest, what: str) -> bool:
    """Whether another code may be tried; `what` names its limits in `settings.ACCOUNT_RATE_LIMITS`."""
    return bool(ratelimit.consume(request, action=what, key=EVERYBODY, dry_run=True))


def guessed_wrong(request: HttpRequest, what: str) -> None:
    """Count a code that could be one and is none."""
    ratelimit.consume(request, action=what, key=EVERYBODY)
