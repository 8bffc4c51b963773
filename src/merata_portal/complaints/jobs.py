"""The background work of complaints."""

from __future__ import annotations

from typing import Any

from merata_portal.complaints.actions import climbing
from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running


@job(climbing.ESCALATE)
def escalate(running: Running) -> dict[str, Any]:
    """Escalate what is overdue."""
    return climbing.run_escalation(running)
