"""The background work of analysis."""

from __future__ import annotations

from typing import Any

from merata_portal.analysis.actions import computing, preparing
from merata_portal.analysis.actions.calculating import CALCULATE
from merata_portal.analysis.queries.publications import PREPARE
from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running


@job(CALCULATE)
def calculate(running: Running) -> dict[str, Any]:
    """Compute one result from its frozen inputs."""
    return computing.run_calculation(running)


@job(PREPARE)
def prepare_publication(running: Running) -> dict[str, Any]:
    """Prepare one edition of open data."""
    return preparing.run_preparing(running)
