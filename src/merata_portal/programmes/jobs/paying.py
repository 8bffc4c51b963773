"""Background work of entitlements, batches and return files."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions import batch_making, batching, cycling, entitling, reconciling, returning


@job(cycling.ENTITLE)
def entitle(running: Running) -> dict[str, Any]:
    """Settle who is due what in a cycle."""
    return dict(entitling.run_entitling(running))


@job(batching.MAKE)
def make_batch(running: Running) -> dict[str, Any]:
    """Make a batch and its file."""
    return dict(batch_making.run_making(running))


@job(returning.RECONCILE)
def reconcile(running: Running) -> dict[str, Any]:
    """Match a return file with what was sent."""
    return dict(reconciling.run_reconciling(running))
