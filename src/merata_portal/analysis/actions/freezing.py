"""Freezing what an analysis is computed from: people from a snapshot of the registry, the rest from materials and apps.

Every file goes into the store under its hash first; the inputs are a folder of links to them, whole or not there.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.actor.codes import covers
from merata_portal.analysis import input_folders
from merata_portal.analysis.frozen_dataset import Frozen, assembled, survey_year
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries.materials import newest
from merata_portal.analysis.refusals import SnapshotGone
from merata_portal.audit.actions import record
from merata_portal.registry.models import Snapshot
from merata_portal.registry.queries.snapshots import snapshots, verify_snapshot


def freeze(*, by: Actor, area: str, snapshot: UUID, year: int | None = None) -> Inputs:
    """Freeze the dataset of `area` with the people of a snapshot. `year`: the survey's; its latest where None.

    The same content is the same row, whoever freezes. Raises `SnapshotGone` by name where the snapshot vanished, was
    changed or is of another area, `MissingMaterial` where no survey was brought, `BrokenStore` where a material's
    file is gone.
    """
    held = by.require(Capability.RUN_ANALYSIS, area)
    found = _sound_snapshot(by, area, snapshot)
    materials = newest(area)
    frozen = assembled(area, year or survey_year(materials), found, materials)
    content = input_folders.build(frozen.tables)
    return _recorded(by, held, frozen, found, content)


@transaction.atomic
def _recorded(by: Actor, held: Held, frozen: Frozen, snapshot: Snapshot, content: str) -> Inputs:
    same = Inputs.objects.select_for_update().filter(area=frozen.area, content_hash=content).first()
    if same is None:
        try:
            with transaction.atomic():
                made = Inputs.objects.create(
                    uuid=uuid4(), area=frozen.area, year=frozen.year, snapshot=snapshot.uuid, tables=frozen.tables,
                    versions=frozen.versions, content_hash=content, at=timezone.now(), by_user_id=by.user_id,
                )  # fmt: skip
        except IntegrityError:
            # Somebody froze the same at the same moment; anything else that the database refuses is passed on.
            same = Inputs.objects.filter(area=frozen.area, content_hash=content).first()
            if same is None:
                raise
    if same is not None:
        # Made of newer parts, and found to be the same: so it is not stale.
        same.tables, same.versions, same.snapshot = frozen.tables, frozen.versions, snapshot.uuid
        same.save(update_fields=["tables", "versions", "snapshot"])
        return same
    record(
        by=by, held=held, action="analysis.freeze", subject=f"inputs:{made.uuid}", area=frozen.area,
        rows=sum(one["rows"] for one in frozen.tables.values()), content_hash=f"sha256:{content}",
        data={"snapshot": str(snapshot.uuid), "year": frozen.year},
    )  # fmt: skip
    return made


def _sound_snapshot(by: Actor, area: str, uuid: UUID) -> Snapshot:
    found = snapshots(by).filter(uuid=uuid, state=Snapshot.State.TAKEN).first()
    if found is None:
        raise SnapshotGone(
            f"Tidak ada snapshot {uuid} yang selesai di wilayah Anda; bekukan registri lagi.",
            f"There is no finished snapshot {uuid} in your area; freeze the registry again.",
        )
    if not covers(found.area, area):
        raise SnapshotGone(
            f"Snapshot {uuid} dari wilayah {found.area}, bukan {area}; pilih snapshot wilayah ini.",
            f"The snapshot {uuid} is of the area {found.area}, not {area}; choose one of this area.",
        )
    verdict = verify_snapshot(by, uuid)
    if not verdict.holds:
        named = ", ".join(
            [
                *(f"{name}: hilang / missing" for name in verdict.missing),
                *(f"{name}: berubah / changed" for name in verdict.changed),
                *(f"{name}: tambahan / added" for name in verdict.added),
            ]
            or ["hash"]
        )
        raise SnapshotGone(
            f"Snapshot {uuid} tidak lagi seperti saat dibekukan ({named}); pulihkan dari cadangan atau bekukan lagi.",
            f"The snapshot {uuid} is no longer what was frozen ({named}); restore it from a backup or freeze again.",
        )
    return found
