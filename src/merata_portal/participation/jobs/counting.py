"""Counting ballots."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.participation.actions import counting


@job(counting.COUNT)
def count(running: Running) -> dict[str, Any]:
    """Count a closed ballot."""
    return counting.run_count(running)
