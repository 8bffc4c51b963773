"""The background half of a calculation: computed without a transaction, settled in one, refused in words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from merata.errors import InputError, UsageError
from merata.progress import Step
from merata.tables.folder import Dataset
from merata.tables.personal_numbers import masked
from merata_portal.actor import Held
from merata_portal.analysis import store
from merata_portal.analysis.calculations import Answer, kind_of
from merata_portal.analysis.canonical import canonical
from merata_portal.analysis.code import code, code_version
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries.datasets import sound_folder
from merata_portal.analysis.refusals import MissingMaterial
from merata_portal.analysis.refused_words import in_both
from merata_portal.analysis.states import UNDER_WAY, State
from merata_portal.analysis.step_names import step_names
from merata_portal.analysis.tables_of_catalogue import NEEDED
from merata_portal.audit.actions import record
from merata_portal.jobs.errors import Cancelled, LeaseLost, Stopped
from merata_portal.jobs.running import Running
from merata_portal.personal.reasons import Declined

_STEP_SECONDS = 0.5
_SHARES = 1000
_MOST_FAULTS = 200
_ENDED = {
    State.DONE: ("Selesai", "Done"),
    State.REFUSED: ("Tidak dapat dihitung", "Cannot be computed"),
    State.CANCELLED: ("Dihentikan", "Stopped"),
    State.FAILED: ("Gagal", "Failed"),
}
_TO_BE_TAKEN_UP_AGAIN = (LeaseLost, Stopped, OperationalError, InterfaceError)


def computed(kind: str, inputs: Inputs, parameters: Mapping[str, Any], step: Step) -> Answer:
    """Compute a question from frozen inputs, every file of which is held against its hash first.

    Raises `BrokenStore`, `MissingMaterial`, and what `merata` refuses: `InputError`, `UsageError`.
    """
    folder = sound_folder(inputs)
    missing = [name for name in NEEDED.get(kind, ()) if name not in inputs.tables]
    if missing:
        named = ", ".join(missing)
        raise MissingMaterial(
            f"Bahan berikut belum ada dalam masukan: {named}. Bawa masuk lewat halaman bahan, lalu hitung lagi.",
            f"The inputs lack: {named}. Bring them in on the page of materials, then compute again.",
            missing,
        )
    return kind_of(kind).compute(Dataset(folder), parameters, step)


def run_calculation(job: Running) -> dict[str, Any]:
    """Compute one result. After a crash it begins anew, from the same frozen inputs, and ends the same."""
    found = Result.objects.select_related("inputs").get(uuid=job.parameters["result"])
    if found.state not in UNDER_WAY:
        return {"state": found.state}
    held = job.by.require(kind_of(found.kind).capability, found.area)
    Result.objects.filter(pk=found.pk, state=State.QUEUED).update(state=State.RUNNING)
    try:
        answer = computed(found.kind, found.inputs, found.parameters, _telling(job))
        changed = _kept(answer)
    except Cancelled:
        _settle(job, found, held, {"state": State.CANCELLED})
        raise
    except (Declined, InputError, UsageError) as error:
        return _settle(job, found, held, {"state": State.REFUSED, **_refusal(error)})
    except _TO_BE_TAKEN_UP_AGAIN:
        raise
    except Exception:
        _settle(job, found, held, {"state": State.FAILED})
        raise
    return _settle(job, found, held, {"state": State.DONE, **changed})


def answer_bytes(answer: Answer) -> bytes:
    """The answer's canonical JSON."""
    return canonical(answer.value)


def write_table(table: pa.Table) -> str:
    """Keep a table of an answer; its hash, the same for the same table."""
    with store.writing() as partial:
        pq.write_table(table.combine_chunks(), partial, compression="zstd")
        return store.keep_file(partial)


def table_hash(table: pa.Table) -> str:
    """What the hash of that table would be; nothing is kept."""
    with store.writing() as partial:
        pq.write_table(table.combine_chunks(), partial, compression="zstd")
        return store.hash_of_file(partial)


def _kept(answer: Answer) -> dict[str, Any]:
    files = {name: write_table(table) for name, table in sorted(answer.tables.items())}
    return {"answer_hash": store.keep_bytes(answer_bytes(answer)), "files": files}


@transaction.atomic
def _settle(job: Running, found: Result, held: Held, changed: dict[str, Any]) -> dict[str, Any]:
    """Write down what became of it, whole, once, and only while this worker holds the job."""
    changed |= {"finished_at": timezone.now(), "code_version": code_version(), "code": code()}
    if not Result.objects.filter(pk=found.pk, state__in=UNDER_WAY).update(**changed):
        found.refresh_from_db(fields=["state"])
        return {"state": found.state}
    digest = changed.get("answer_hash", "")
    record(
        by=job.by, held=held, action="analysis.settle", subject=found.subject, area=found.area,
        content_hash=f"sha256:{digest}" if digest else "",
        data={"kind": found.kind, "state": str(changed["state"]), "code": changed["code_version"]},
    )  # fmt: skip
    # Last, as `progress` asks, and after the result's row: who cancels takes the two in this order too.
    job.progress(_SHARES, _SHARES, *_ENDED[changed["state"]])
    return {"state": str(changed["state"])}


def _telling(job: Running) -> Step:
    """Passes steps on to who waits, and stops where that was asked; not more often than a person can read."""
    last = float("-inf")

    def tell(share: float, now: str) -> None:
        nonlocal last
        at = time.monotonic()
        if at - last < _STEP_SECONDS:
            return
        last = at
        job.stop_if_asked()
        job.progress(int(min(max(share, 0.0), 1.0) * (_SHARES - 1)), _SHARES, *step_names(now))

    return tell


def _refusal(error: Exception) -> dict[str, Any]:
    """Why it cannot be computed, in words and as plain values; an infeasible plan says which limits conflict."""
    text_id, text_en = getattr(error, "text_id", None), getattr(error, "text_en", None)
    if text_id is None or text_en is None:
        text_id, text_en = in_both(masked(str(error)))
    plain: dict[str, Any] = {"kind": type(error).__name__}
    if hasattr(error, "as_json"):
        plain |= error.as_json()
    faults = error.faults if isinstance(error, InputError) else ()
    plain["faults"] = [asdict(one) for one in faults[:_MOST_FAULTS]]
    if isinstance(error, MissingMaterial):
        plain["tables"] = list(error.tables)
    return {"refused_id": text_id, "refused_en": text_en, "refusal": plain}
