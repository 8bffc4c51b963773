"""Background work of the targeting list."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions import listing


@job(listing.LIST)
def freeze_list(running: Running) -> dict[str, Any]:
    """Compute and freeze a launch's list."""
    return dict(listing.run_listing(running))
