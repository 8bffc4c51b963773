"""Which function does which kind of job: each app says so in its own module `jobs`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from merata_portal.jobs.running import Running

Handler = Callable[["Running"], dict[str, Any]]

_HANDLERS: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Mark the function that does jobs of `kind` ("registry.import"); it returns the result, JSON without names.

    A handler works in chunks: in one transaction it writes a chunk's rows and calls `progress` with a cursor from
    which it can go on. It may be called again at any time after a crash, and then starts from that cursor.
    """

    def register(handler: Handler) -> Handler:
        other = _HANDLERS.setdefault(kind, handler)
        if (other.__module__, other.__qualname__) != (handler.__module__, handler.__qualname__):
            raise ValueError(f"two handlers for jobs of kind {kind!r}: {other.__module__} and {handler.__module__}")
        _HANDLERS[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler:
    """The function that does jobs of `kind`; raises KeyError that names the kinds there are."""
    _discover()
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise KeyError(
            f"nobody does jobs of kind {kind!r}; there are: {', '.join(sorted(_HANDLERS)) or 'none'}"
        ) from None


def kinds() -> frozenset[str]:
    """The kinds of jobs that somebody does."""
    _discover()
    return frozenset(_HANDLERS)


@cache
def _discover() -> None:
    """Import each app's module `jobs` at first need: it brings the libraries that only long work uses."""
    autodiscover_modules("jobs")
