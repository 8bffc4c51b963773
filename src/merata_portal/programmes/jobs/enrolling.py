"""Background work of proposing, enrolling and watching who is enrolled."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions import decreeing, proposing, watching
from merata_portal.programmes.actions.graduating import GRADUATE, run_graduating


@job(proposing.PROPOSE)
def propose(running: Running) -> dict[str, Any]:
    """Bring an approved list before the villages."""
    return dict(proposing.run_proposing(running))


@job(decreeing.ENROL)
def enrol(running: Running) -> dict[str, Any]:
    """Enrol who was decreed."""
    return dict(decreeing.run_enrolling(running))


@job(watching.WATCH)
def watch(running: Running) -> dict[str, Any]:
    """Ask about who died or moved."""
    return dict(watching.run_watch(running))


@job(GRADUATE)
def graduate(running: Running) -> dict[str, Any]:
    """Look for who is eligible no more."""
    return dict(run_graduating(running))
