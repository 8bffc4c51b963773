"""The registry as last frozen, of an area: what lists of many households are read from."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from merata_portal.actor import Actor, covers
from merata_portal.jobs.errors import JobFailed
from merata_portal.registry.models import Snapshot
from merata_portal.registry.queries.snapshots import snapshot_folder, snapshots


def latest_snapshot(actor: Actor, area: str) -> Snapshot | None:
    """The latest whole snapshot that holds all of `area` and that the actor may read; None where there is none."""
    taken = snapshots(actor).filter(state=Snapshot.State.TAKEN).order_by("-as_of", "-at")
    return next((one for one in taken if covers(one.area, area)), None)


def snapshot_of_village(village_code: str) -> tuple[Snapshot, Path] | None:
    """The latest whole snapshot that holds a village, and its folder; who may see the village, the caller has checked.

    A village's operator freezes nothing, and may see of it what lies in the village. One whose folder is gone is passed
    over: an older one tells what it knows, and its day.
    """
    taken = Snapshot.objects.filter(state=Snapshot.State.TAKEN).order_by("-as_of", "-at")
    for one in taken:
        folder = Path(settings.DATA_ROOT) / one.folder
        if covers(one.area, village_code) and folder.is_dir():
            return one, folder
    return None


def folder_of(actor: Actor, snapshot: Snapshot) -> Path:
    """Where it lies."""
    return snapshot_folder(actor, snapshot.uuid)


def require_snapshot(actor: Actor, area: str) -> Snapshot:
    """As `latest_snapshot`; raises `JobFailed` where there is none."""
    found = latest_snapshot(actor, area)
    if found is None:
        raise JobFailed(
            f"Belum ada registri beku untuk wilayah {area}; bekukan registri dahulu.",
            f"There is no snapshot of the area {area}; freeze the registry first.",
        )
    return found
