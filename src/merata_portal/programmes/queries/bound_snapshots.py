"""The frozen registry that a simulation stands on: there, and still what was frozen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from merata_portal.actor import SYSTEM, Actor
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Snapshot
from merata_portal.registry.queries.snapshots import snapshot_folder, snapshots, verify_snapshot


@dataclass(frozen=True, slots=True)
class BoundSnapshot:
    """A snapshot whose files were held against its hash: its area, and where it lies."""

    uuid: UUID
    content_hash: str
    area: str
    folder: Path


def snapshot_of(actor: Actor, uuid: UUID) -> BoundSnapshot:
    """A taken snapshot of the actor's areas, as it was; raises `Snapshot.DoesNotExist`, and as `bound` does."""
    found = snapshots(actor).get(uuid=uuid, state=Snapshot.State.TAKEN)
    return bound(uuid, found.content_hash)


def bound(uuid: UUID, content_hash: str) -> BoundSnapshot:
    """The snapshot with that hash, whoever asks; raises `ProgrammeRefused` where it is gone or not what it was."""
    machine = SYSTEM("daftar sasaran / targeting list")
    found = Snapshot.objects.filter(uuid=uuid, state=Snapshot.State.TAKEN).first()
    if found is None or not snapshot_folder(machine, uuid).is_dir():
        raise ProgrammeRefused(
            f"Bekuan registri {uuid} tidak ada lagi; bekukan registri dan simulasikan lagi.",
            f"The frozen registry {uuid} is gone; freeze the registry and simulate again.",
        )
    verdict = verify_snapshot(machine, uuid)
    if not verdict.holds or found.content_hash != content_hash:
        names = ", ".join((*verdict.changed, *verdict.missing, *verdict.added)) or "-"
        raise ProgrammeRefused(
            f"Bekuan registri {uuid} bukan lagi seperti saat dibekukan ({names}). Laporkan ke auditor, "
            "lalu bekukan registri dan simulasikan lagi.",
            f"The frozen registry {uuid} is not what was frozen ({names}). Tell the auditor, "
            "then freeze the registry and simulate again.",
        )
    return BoundSnapshot(uuid, found.content_hash, found.area, snapshot_folder(machine, uuid))
