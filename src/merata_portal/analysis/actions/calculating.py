"""Asking for a calculation, asking for it again, and asking it to stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.actor import Actor, Held
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.calculations import kind_of
from merata_portal.analysis.canonical import canonical, hash_of
from merata_portal.analysis.code import code, code_version
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries import inputs as input_queries
from merata_portal.analysis.queries.newer import newest_snapshot
from merata_portal.analysis.queries.results import results, settled
from merata_portal.analysis.refusals import NotNow, SnapshotGone
from merata_portal.analysis.states import UNDER_WAY, State
from merata_portal.audit.actions import record
from merata_portal.jobs import actions as jobs
from merata_portal.jobs.models import Status
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason

CALCULATE = "analysis.calculate"


@transaction.atomic
def calculate(
    *, by: Actor, kind: str, inputs: UUID, parameters: Mapping[str, Any], replaces: UUID | None = None
) -> Result:
    """Have a question computed in the background; a `kind` of `analysis.calculations` with plain parameters.

    Where the same was computed by this code, or is under way, that result is returned. Raises `Inputs.DoesNotExist`
    for inputs outside the actor's areas, `NotNow` for parameters that cannot be kept, KeyError for an unknown kind.
    """
    found = input_queries.one(by, inputs)
    held = by.require(kind_of(kind).capability, found.area)
    plain = _plain(parameters)
    old = None if replaces is None else results(by).get(uuid=replaces)
    same = _same(found, kind, plain)
    if same is not None:
        return same
    now = timezone.now()
    made = Result(
        uuid=uuid4(), area=found.area, kind=kind, inputs=found, parameters=plain, parameters_hash=hash_of(plain),
        code_version=code_version(), code=code(), replaces=old, asked_at=now, by_user_id=by.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # Somebody asked the same at the same moment; anything else that the database refuses is passed on.
        same = _same(found, kind, plain)
        if same is None:
            raise
        return same
    return _queued(by, held, made)


@transaction.atomic
def cancel(*, by: Actor, result: UUID, reason: str) -> Result:
    """Ask a calculation to stop: at once where it waits, at its next step where it runs. Ended ones stay as is."""
    found = results(by).select_for_update(of=("self",)).get(uuid=result)
    said = require_reason(reason)
    held = by.require(kind_of(found.kind).capability, found.area)
    if found.state not in UNDER_WAY or found.job is None:
        return found
    job = jobs.cancel(by=by, job_id=found.job, held=held, reason=said)
    if job.status == Status.CANCELLED:
        found.state, found.finished_at = State.CANCELLED, timezone.now()
        found.save(update_fields=["state", "finished_at"])
    record(by=by, held=held, action="analysis.cancel", subject=found.subject, area=found.area, reason=said)
    return found


def again(*, by: Actor, result: UUID) -> Result:
    """The same question on the newest inputs; the new result `replaces` the old, which stays as it is.

    Where nothing is newer, neither data nor code, the old result itself. Raises as `freeze` and `calculate`.
    """
    old = results(by).get(uuid=result)
    by.require(kind_of(old.kind).capability, old.area)
    snapshot = newest_snapshot(old.inputs)
    if snapshot is None:
        raise SnapshotGone(
            "Snapshot registri yang dipakai hasil ini tidak ada lagi; bekukan registri lagi.",
            "The registry's snapshot that this result used is gone; freeze the registry again.",
        )
    fresh = freeze(by=by, area=old.area, snapshot=snapshot.uuid, year=old.inputs.year)
    return calculate(by=by, kind=old.kind, inputs=fresh.uuid, parameters=old.parameters, replaces=old.uuid)


def _queued(by: Actor, held: Held, made: Result) -> Result:
    job = jobs.enqueue(
        by=by, held=held, kind=CALCULATE, parameters={"result": str(made.uuid)}, area=made.area,
        unique_key=str(made.uuid),
    )  # fmt: skip
    made.job = job.id
    made.save(update_fields=["job"])
    record(
        by=by, held=held, action="analysis.calculate", subject=made.subject, area=made.area,
        content_hash=f"sha256:{made.parameters_hash}",
        data={"kind": made.kind, "inputs": str(made.inputs.uuid), "code": made.code_version},
    )  # fmt: skip
    return made


def _same(inputs: Inputs, kind: str, parameters: Mapping[str, Any]) -> Result | None:
    """What was computed by this code, or is under way; one whose job ended without it is written down as ended."""
    asked = Result.objects.select_related("inputs").filter(
        inputs=inputs, kind=kind, parameters_hash=hash_of(parameters)
    )
    for waiting in asked.filter(state__in=UNDER_WAY):
        settled([waiting])
        if waiting.state in UNDER_WAY:
            return waiting
        waiting.finished_at = waiting.finished_at or timezone.now()
        waiting.save(update_fields=["state", "finished_at"])
    return asked.filter(state=State.DONE, code_version=code_version()).order_by("-id").first()


def _told(value: Any) -> Iterator[str]:
    """Every text and whole number in a plain value; the digits of a fraction are nobody's number."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from _told(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _told(one)
    elif isinstance(value, str | int):
        yield str(value)


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(parameters)
    try:
        text = canonical(plain).decode()
    except (TypeError, ValueError) as error:
        raise NotNow(
            "Parameter memuat nilai yang tidak dapat disimpan; pakai teks, angka, daftar, ya atau tidak.",
            "The parameters hold a value that cannot be kept; use text, numbers, lists, true or false.",
        ) from error
    if "\\u0000" in text or any(map(holds_number, _told(plain))):
        raise NotNow(
            "Parameter memuat nomor yang tampak seperti NIK atau KK; hapus nomornya.",
            "The parameters hold what looks like a NIK or KK number; leave it out.",
        )
    return plain
