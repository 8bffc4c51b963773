"""A month's list of people, and the two after it, in each of which another tenth has changed; the worker takes them."""

# ruff: noqa: PLC0415 - models can be imported only after Django is set up
from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from portal_registry import export

AREA = "35.05"
FAULTY_SHARE = 0.02
LONGEST_SECONDS = 3600
CHANGED = "desil_nasional"


def months(demo: Path, rows: int, folder: Path) -> list[Path]:
    """Files of so many people of the demo: the last two change a tenth of the people each, by the same work."""
    people = export(demo, rows, FAULTY_SHARE)
    # In another order each time: a file that was brought in once is known again.
    people = people.take(np.random.default_rng(time.time_ns()).permutation(people.num_rows))
    place, number = people.column_names.index(CHANGED), np.arange(people.num_rows) % 10
    written = []
    for month in range(3):
        for tenth in range(1, month + 1):
            changed = pc.if_else(pa.array(number == tenth), "10", people[CHANGED])
            people = people.set_column(place, CHANGED, changed)
        written.append(folder / f"bulan-{month + 1}.csv")
        pa_csv.write_csv(people, written[-1])
    return written


def bring_in(what: str, path: Path) -> dict[str, Any]:
    """Upload the file and accept it, as an officer does; the seconds from asking to done of both steps."""
    from django.utils import timezone

    from merata_portal.actor import SYSTEM
    from merata_portal.registry.actions.importing import accept_import, start_import

    by, begun = SYSTEM("benchmark"), time.perf_counter()
    with path.open("rb") as content:
        made = start_import(by=by, area=AREA, file_name=path.name, content=content, as_of=timezone.localdate())
    _wait(made, "checked")
    checked = time.perf_counter()
    accept_import(by=by, uuid=made.uuid, partially=True, reason="benchmark")
    _wait(made, "applied")
    ended = time.perf_counter()
    return {
        "what": what, "check_seconds": checked - begun, "apply_seconds": ended - checked, "rows": made.rows,
        "faulty": made.rows_faulty,
    }  # fmt: skip


def _wait(made: Any, state: str) -> None:
    """Until the worker has brought the import to a state. Raises `RuntimeError` where it comes to another."""
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        made.refresh_from_db()
        if made.state == state:
            return
        if made.state not in ("checking", "checked", "applying"):
            raise RuntimeError(f"the import is {made.state} and not {state}: {made.problem}")
        time.sleep(0.2)
    raise RuntimeError(f"the import took more than {LONGEST_SECONDS} s")
