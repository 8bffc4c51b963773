"""Results: where they stand, what they answer, and which tables belong to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import QuerySet

from merata_portal.actor import Actor
from merata_portal.analysis import store
from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.reach import reached
from merata_portal.analysis.queries.staleness import Stale, stale_of, staleness
from merata_portal.analysis.refusals import NotNow
from merata_portal.analysis.states import UNDER_WAY, State
from merata_portal.jobs.models import UNFINISHED, Job, Status

__all__ = ["Progress", "Stale", "answer", "progress", "result", "results", "settled", "stale_of", "staleness", "table"]

_ENDED = {Status.CANCELLED: State.CANCELLED, Status.FAILED: State.FAILED, Status.SUCCEEDED: State.FAILED}
"""What a result is whose job ended without settling it: it was killed too often, or stopped before it began."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a calculation is: `share` from 0 to 1, and in both languages what is being done."""

    share: float
    text_id: str
    text_en: str
    cancel_requested: bool = False


def results(actor: Actor, kind: str = "", area: str = "") -> QuerySet[Result]:
    """The results of the actor's areas, the newest first; of one `kind` and `area` where they are given."""
    found = reached(Result.objects.select_related("inputs").order_by("-id"), actor)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(area=area) if area else found


def result(actor: Actor, uuid: UUID) -> Result:
    """One of `results`, its state as `settled` says; raises `Result.DoesNotExist` for another area's too."""
    found = results(actor).get(uuid=uuid)
    settled([found])
    return found


def settled(rows: Iterable[Result]) -> None:
    """Set the state of results whose job has ended without them: the database's row may still say that they run."""
    open_rows = [row for row in rows if row.state in UNDER_WAY and row.job is not None]
    if not open_rows:
        return
    jobs = Job.objects.in_bulk([row.job for row in open_rows])
    for row in open_rows:
        job = jobs.get(row.job)
        if job is None:
            row.state = State.FAILED
        elif job.status not in UNFINISHED:
            row.refresh_from_db(fields=["state", "answer_hash", "files", "finished_at"])
            if row.state in UNDER_WAY:
                row.state = _ENDED[Status(job.status)]


def answer(found: Result) -> dict[str, Any]:
    """What a finished result answers; raises `BrokenStore` where it is gone or changed, `NotNow` before it is done."""
    if found.state != State.DONE:
        raise NotNow(
            f"Hasil ini belum ada: {State(found.state).label}.",
            f"There is no such answer yet: the calculation is {found.state}.",
        )
    return dict(json.loads(store.read(found.answer_hash)))


def table(found: Result, name: str) -> pa.Table:
    """A table that belongs to a result; raises KeyError for another name, `BrokenStore` where it is gone or changed."""
    if name not in found.files:
        raise KeyError(f"the result has no table {name!r}; it has: {', '.join(sorted(found.files)) or 'none'}")
    return pq.read_table(store.sound(found.files[name]))


def progress(found: Result) -> Progress:
    """How far its job is; done where there is none any more."""
    job = None if found.job is None else Job.objects.filter(id=found.job).first()
    if found.state == State.DONE:
        return Progress(1.0, "Selesai", "Done")
    if job is None:
        return Progress(0.0, "", "")
    share = job.done / job.total if job.total else 0.0
    return Progress(share, job.text_id, job.text_en, job.cancel_requested)
