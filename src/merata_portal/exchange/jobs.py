"""The background work of the exchange."""

from __future__ import annotations

from typing import Any

from merata_portal.exchange.actions import purging, searches
from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running


@job(searches.SEARCH)
def search(running: Running) -> dict[str, Any]:
    """Answer a message."""
    return searches.run_search(running)


@job(purging.PURGE)
def purge(running: Running) -> dict[str, Any]:
    """Empty what was kept long enough."""
    return purging.run_purge(running)
