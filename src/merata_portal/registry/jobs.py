"""The registry's background work."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.registry.actions import applying, checking, importing, linking, rotating, snapshots, undoing


@job(importing.CHECK)
def check(running: Running) -> dict[str, Any]:
    """Check an uploaded file."""
    return dict(checking.check_import(running))


@job(importing.APPLY)
def apply(running: Running) -> dict[str, Any]:
    """Bring an accepted import in."""
    return dict(applying.apply_import(running))


@job(undoing.UNDO)
def undo(running: Running) -> dict[str, Any]:
    """Undo an import."""
    return dict(undoing.run_undo(running))


@job(linking.LINK)
def link(running: Running) -> dict[str, Any]:
    """Look for people who stand there twice."""
    return dict(linking.run_linking(running))


@job(snapshots.SNAPSHOT)
def snapshot(running: Running) -> dict[str, Any]:
    """Freeze the registry."""
    return dict(snapshots.run_snapshot(running))


@job(rotating.ROTATE)
def rotate(running: Running) -> dict[str, Any]:
    """Seal everything under the current key."""
    return dict(rotating.run_rotation(running))
