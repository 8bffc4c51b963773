"""Background work of the planning room."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.planning.actions.approving import APPROVE
from merata_portal.planning.actions.carrying import run_approval


@job(APPROVE)
def approve_plan(running: Running) -> dict[str, Any]:
    """Make everything that an approved plan asks for, or nothing."""
    return run_approval(running)
