"""Snapshots, and whether what lies on the disk is still what was frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.db.models import QuerySet

from merata.registry.difference import Difference, compare
from merata.tables.folder import Dataset
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.registry.actions.snapshots import content_hash
from merata_portal.registry.models import Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotVerdict:
    """Whether a snapshot is as it was; `changed`, `missing`, `added`: the names of files that are not."""

    uuid: UUID
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    hash_agrees: bool

    @property
    def holds(self) -> bool:
        """Whether nothing was tampered with."""
        return self.hash_agrees and not (self.changed or self.missing or self.added)


def snapshots(actor: Actor) -> QuerySet[Snapshot]:
    """The snapshots of the actor's areas, the latest first."""
    return within_areas(Snapshot.objects.order_by("-at"), actor, Capability.SNAPSHOT, "area")


def snapshot_folder(actor: Actor, uuid: UUID) -> Path:
    """Where a taken snapshot lies, for `merata` to read; raises `Snapshot.DoesNotExist`."""
    found = snapshots(actor).get(uuid=uuid, state=Snapshot.State.TAKEN)
    return Path(settings.DATA_ROOT) / found.folder


def verify_snapshot(actor: Actor, uuid: UUID) -> SnapshotVerdict:
    """Hold every file against what was recorded when it was frozen."""
    place = snapshot_folder(actor, uuid)
    found = Snapshot.objects.get(uuid=uuid)
    there = {path.name: path for path in place.iterdir()} if place.is_dir() else {}
    return SnapshotVerdict(
        uuid=uuid,
        changed=tuple(name for name, known in found.files.items() if name in there and _hash(there[name]) != known),
        missing=tuple(sorted(set(found.files) - set(there))),
        added=tuple(sorted(set(there) - set(found.files))),
        hash_agrees=content_hash(found.files) == found.content_hash,
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def difference(actor: Actor, old: UUID, new: UUID) -> Difference:
    """What changed between two snapshots: who is new, gone, moved, in another desil (`merata.registry.difference`)."""
    return compare(_people(actor, old), _people(actor, new), key="person_id", household="household_id")


def _people(actor: Actor, uuid: UUID) -> pa.Table:
    folder = Dataset(snapshot_folder(actor, uuid))
    persons = folder.read("persons", ["person_id", "household_id", "sex", "birth_date", "relation"])
    homes = folder.read("households", ["household_id", "village_code", "desil"])
    return persons.join(homes, "household_id").sort_by("person_id")
