"""Undoing a whole import, exactly, or saying what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.jobs.running import Running
from merata_portal.personal.reasons import require_reason
from merata_portal.registry import bulk
from merata_portal.registry.models import Change, Import
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.signals import people_changed, undoing_asked
from merata_portal.registry.writing.images import COUNTED, Dependents, dependents, restore

UNDO = "registry.undo"
State = Import.State


def undo_import(*, by: Actor, uuid: UUID, reason: str) -> Import:
    """Take back all that an import did, in the background; raises `RegistryRefused` where something rests on it.

    An import that was stopped half-way can be undone too.
    """
    reason = require_reason(reason)
    with transaction.atomic():
        found = held_with_the_others(uuid)
        held = by.require(Capability.UNDO_IMPORT, found.area)
        if found.state not in (State.APPLIED, State.APPLYING) or found.change_id is None:
            raise RegistryRefused(
                f"Impor ini berstatus {found.state}; hanya yang sudah masuk dapat dibatalkan.",
                f"This import is {found.state}; only one that was brought in can be undone.",
            )
        refuse_unless_quiet(found)
        if Job.objects.filter(unique_key=str(uuid), status__in=UNFINISHED).exists():
            raise RegistryRefused(
                "Impor ini masih berjalan; hentikan pekerjaannya dahulu.",
                "This import is still at work; cancel its job first.",
            )
        refuse_dependents(found.change_id)
        found.state = State.UNDOING
        found.save(update_fields=["state"])
        Change.objects.filter(id=found.change_id).update(undone_by_user_id=by.user_id)
        enqueue(by=by, held=held, kind=UNDO, parameters={"import": str(uuid)}, area=found.area, unique_key=str(uuid))
        record(
            by=by, held=held, action="registry.undo_import", subject=f"import:{uuid}", area=found.area, reason=reason,
            rows=found.change.rows if found.change else 0, content_hash=f"sha256:{found.upload.content_hash}",
            data={"change": found.change_id},
        )  # fmt: skip
    return found


def run_undo(job: Running) -> dict[str, int]:
    """The background half of `undo_import`: one transaction, so that nobody ever sees half of it undone."""
    found = Import.objects.get(uuid=job.parameters["import"])
    if found.state == State.UNDONE or found.change_id is None:
        return {}
    bulk.prepare()
    job.progress(0, 1, "Mengembalikan keadaan sebelumnya", "Putting back what was before")
    try:
        with transaction.atomic():
            refuse_dependents(found.change_id)
            count = restore(found.change_id)
            Change.objects.filter(id=found.change_id).update(undone_at=timezone.now())
            Import.objects.filter(id=found.id).update(state=State.UNDONE)
            people_changed.send(Change, by=job.by, held=None, area=found.area, changes=[found.change_id], undone=True)
            job.progress(1, 1, "Selesai", "Done")
    except RegistryRefused as refused:
        _hold_on(found)
        raise JobFailed(refused.text_id, refused.text_en) from refused
    except Exception:
        _hold_on(found)
        raise
    bulk.analyze(*COUNTED)
    return {"rows": count}


def held_with_the_others(uuid: UUID) -> Import:
    """An import, locked after all that are live, in the order of their numbers: of two people who accept or undo two
    imports in the same moment, each holding their own first, the database would have to turn one away."""
    live = Import.objects.select_for_update().exclude(state__in=(State.UNDONE, State.REFUSED)).order_by("id")
    list(live.values_list("id", flat=True))
    return Import.objects.select_for_update().select_related("upload").get(uuid=uuid)


def refuse_unless_quiet(found: Import) -> None:
    """Raise `RegistryRefused` while another import is being brought in or undone; holds others off until the commit."""
    live = Import.objects.select_for_update().exclude(state__in=(State.UNDONE, State.REFUSED)).order_by("id")
    busy = [other for other in live if other.state in (State.APPLYING, State.UNDOING) and other.id != found.id]
    if busy:
        raise RegistryRefused(
            f"Impor lain ({busy[0].uuid}) sedang berjalan; tunggu sampai selesai.",
            f"Another import ({busy[0].uuid}) is at work; wait until it has ended.",
        )


def _hold_on(found: Import) -> None:
    """Back to what it was: nothing was undone."""
    Import.objects.filter(id=found.id).update(state=State.APPLIED)
    Change.objects.filter(imported=found).update(undone_by_user_id=None)


def refuse_dependents(change_id: int) -> None:
    """Raise `RegistryRefused` naming all that rests on a change, also with those above the registry."""
    found = dependents(change_id)
    answers: Sequence[tuple[object, Any]] = undoing_asked.send(Change, change=change_id)
    above = [said for _, said in answers if said is not None]
    if found or above:
        raise RegistryRefused(*_why(found, above))


def _why(found: Dependents, above: Sequence[tuple[str, str]]) -> tuple[str, str]:
    indonesian, english = [], []
    for change in Change.objects.filter(id__in=found.changes).order_by("id"):
        indonesian.append(f"{change.get_kind_display()} nomor {change.id} tanggal {change.on_day.isoformat()}")
        english.append(f"{change.get_kind_display()} number {change.id} of {change.on_day.isoformat()}")
    if found.benefits:
        indonesian.append(f"{found.benefits} bantuan yang tercatat")
        english.append(f"{found.benefits} benefits recorded")
    if found.decisions:
        indonesian.append(f"{found.decisions} keputusan pasangan ganda")
        english.append(f"{found.decisions} decisions on pairs")
    indonesian += [said for said, _ in above]
    english += [said for _, said in above]
    return (
        f"Tidak dapat dibatalkan, karena ada yang bergantung padanya: {'; '.join(indonesian)}. Batalkan itu dahulu.",
        f"It cannot be undone, because something rests on it: {'; '.join(english)}. Undo that first.",
    )
