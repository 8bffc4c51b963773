"""The demo regency under load: public pages, household pages and a million-row import at once, beside a static file.

    .venv/bin/merata demo FOLDER --no-serve
    [MERATA_DATABASE_URL=postgresql://…] .venv/bin/python benchmarks/load.py FOLDER [--readers 8] [--quick]

FOLDER is a portal that `merata demo` filled and published an edition of; it is changed by what is brought in, so give a
copy. Served as in production, by waitress with the portal's own number of threads (`merata portal serve`, deploy/); the
worker is a process of its own, and the readers are another, on the same machine over loopback, without a proxy. Told
for each type of page: requests a second, what half, 95 and 99 of 100 waited at most, errors (which must be none); the
most memory that server and worker had; seconds of the import with nobody reading and with everybody. The limit is the
same server sending one static file in the same run. Closed loop: see `load_readers.py`. `--quick` tries the script.
"""

# ruff: noqa: PLC0415 - Django is set up once the folder is known
from __future__ import annotations

import argparse
import json
import math
import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from served import MERATA, Served, end, environment_of, peak_mb, serving

READERS = Path(__file__).with_name("load_readers.py")
STATIC = "/static/office/office.css"
GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Size:
    """How long the parts last with pages and with the static file, and how much is brought in."""

    seconds: float
    static_seconds: float
    warm_seconds: float
    rows: int


WHOLE, QUICK = Size(60, 15, 5, 1_000_000), Size(5, 5, 2, 5_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    size = QUICK if asked.quick else WHOLE
    os.environ |= {"MERATA_DATA": str(asked.folder), "MERATA_LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    # One key for the server and for the session that is made here.
    os.environ["MERATA_SECRET_KEY"] = secrets.token_urlsafe(50)
    import django

    django.setup()
    with tempfile.TemporaryDirectory(prefix="merata-load-") as scratch:
        run(asked.folder, asked.readers, size, Path(scratch))


def run(folder: Path, readers: int, size: Size, scratch: Path) -> None:
    """Every part, in order; what each found is printed as it ends."""
    import load_asks
    import load_import

    months = load_import.months(folder, size.rows, scratch)
    processors = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before"
    print(f"{readers} readers, {size.seconds:.0f} s a part, import of {size.rows:,} rows; {processors}\n")
    with serving(folder, scratch / "server.log") as served:
        static = [load_asks.asks("a static file as it lies", [STATIC]), load_asks.asks("… compressed", [STATIC], GZIP)]
        pages = [*load_asks.public_pages(served.address), *load_asks.office_pages()]
        for one in static:
            short = replace(size, seconds=size.static_seconds)
            told(f"{one['name']}, {STATIC}", read_for(served, [one], readers, short))
        told("pages, nothing else at work", read_for(served, pages, readers, size))
        worker = worker_of(folder, scratch / "worker.log")
        try:
            brought(load_import.bring_in("the first month, nobody reads", months[0]))
            brought(load_import.bring_in("the next month, nobody reads", months[1]))
            until = scratch / "over"
            reading = start_reading(served, pages, readers, size, until)
            brought(load_import.bring_in("the month after, everybody reads", months[2]))
            until.touch()
            told("pages, meanwhile", told_by(reading))
            print(f"most memory: server {peak_mb(served.process):,} MB, worker {peak_mb(worker):,} MB")
        finally:
            end(worker)


def worker_of(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    out = log.open("wb")
    return subprocess.Popen(
        [MERATA, "portal", "work", str(folder)], env=environment_of(folder), stdout=out, stderr=out
    )  # fmt: skip


def read_for(served: Served, types: list[dict[str, Any]], readers: int, size: Size) -> dict[str, Any]:
    return told_by(start_reading(served, types, readers, size, None))


def start_reading(
    served: Served, types: list[dict[str, Any]], readers: int, size: Size, until: Path | None
) -> subprocess.Popen[str]:
    """Readers for the part's seconds, or until the file `until` is there."""
    asked = {
        "address": served.address, "types": types, "readers": readers, "seed": 1, "warm_seconds": size.warm_seconds,
        "seconds": size.seconds if until is None else None, "until": str(until),
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, READERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdin is None:
        raise RuntimeError("the readers cannot be told anything")
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    return process


def told_by(reading: subprocess.Popen[str]) -> dict[str, Any]:
    if reading.stdout is None:
        raise RuntimeError("the readers can tell nothing")
    text = reading.stdout.read()
    if reading.wait():
        raise RuntimeError("the readers failed")
    return dict(json.loads(text))


def told(what: str, found: dict[str, Any]) -> None:
    """One table: a line for each type of page, and one for all."""
    print(f"**{what}** ({found['span']:.0f} s, the readers' own processor {found['busy']:.0f} s)\n")
    print("| | requests | a second | half, ms | 95%, ms | 99%, ms | slowest, ms | kB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    every = [one for times in found["seconds"].values() for one in times]
    rows = [*sorted(found["seconds"].items()), ("all", every)]
    for name, times in rows if len(rows) > 2 else rows[:1]:
        size = sum(found["wire_bytes"].values()) if name == "all" else found["wire_bytes"][name]
        waits = [f"{1000 * one:,.0f}" for one in (*(quantile(times, share) for share in (0.5, 0.95, 0.99)), max(times))]
        rate = f"{len(times) / found['span']:.1f}"
        print(f"| {name} | {len(times):,} | {rate} | {' | '.join(waits)} | {size / len(times) / 1000:.1f} |")
    errors = found["errors"]
    print(f"\nerrors: {len(errors)} {sorted(set(errors))[:5] if errors else ''}\n", flush=True)


def quantile(times: list[float], share: float) -> float:
    """The least time that at least this share of them did not exceed."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def brought(found: dict[str, Any]) -> None:
    print(
        f"import, {found['what']}: checked {found['check_seconds']:.1f} s, brought in {found['apply_seconds']:.1f} s; "
        f"{found['rows']:,} rows, {found['faulty']:,} faulty\n", flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    print(f"whole: {time.perf_counter() - begun:.0f} s")
