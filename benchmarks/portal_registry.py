"""The portal's registry at full scale: a million-row file in and out again, the whole demo, its pages, a snapshot.

    .venv/bin/python benchmarks/portal_registry.py DEMO [--rows 1000000] [--faulty 0.02]

DEMO is a folder that `merata demo` wrote. The database is SQLite in a folder of its own, or the empty one that
MERATA_DATABASE_URL names. People, numbers and names are synthetic, from a seed. Limits: ANCHORS, Portal (an import with
its fault file 180 s; household page and search 100 ms).
"""

# ruff: noqa: PLC0415 - Django is set up first
from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

PAGES = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("demo", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--faulty", type=float, default=0.02)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="merata-registry-") as scratch:
        set_up(Path(scratch))
        print("| what | wall | processor |\n|---|---:|---:|")
        areas(options.demo)
        files(options, Path(scratch))
        with timed("demo: 1.42 million people, 0.8 million benefits"):
            load(options.demo)
        pages()
        snapshot()


def set_up(folder: Path) -> None:
    os.environ |= {"MERATA_DATA": str(folder), "MERATA_KEYS": str(folder / "keys.json"), "MERATA_LOG_LEVEL": "ERROR"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from merata_portal.personal.keys import new_keys

    new_keys(folder / "keys.json")
    call_command("migrate", verbosity=0)


@contextmanager
def timed(what: str) -> Iterator[None]:
    start, busy = time.perf_counter(), time.process_time()
    yield
    told(what, time.perf_counter() - start, time.process_time() - busy)


def told(what: str, wall: float, processor: float) -> None:
    """Both, because other work on the machine lengthens the first; PostgreSQL's own processes are not in the second."""
    print(f"| {what} | {wall:.1f} s | {processor:.1f} s |", flush=True)


def operator() -> Any:
    from merata_portal.actor import SYSTEM

    return SYSTEM("benchmark")


def officer() -> Any:
    from merata_portal.actor import Actor, Held, Role

    return Actor(1, "petugas", (Held(Role.SOCIAL_OFFICER, "35.05"), Held(Role.SOCIAL_OFFICER, "35.72")))


def areas(demo: Path) -> None:
    from merata.tables.folder import Dataset
    from merata_portal.accounts.models import Area

    for row in Dataset(demo).read("villages").to_pylist():
        inside: str | None = None
        for code, name, kind in (
            (row["regency_code"], row["regency"], "regency"),
            (row["kecamatan_code"], row["kecamatan"], "kecamatan"),
            (row["village_code"], row["name"], "village"),
        ):
            given = {"name": name, "kind": kind, "parent_id": inside}
            given["village_type"] = row["type"] if kind == "village" else ""
            Area.objects.get_or_create(code=code, defaults=given)
            inside = code


def load(demo: Path) -> None:
    from merata_portal.registry.actions.loading import load_demo

    load_demo(by=operator(), root=demo, area="35.05")


def files(options: argparse.Namespace, folder: Path) -> None:
    """A month's file, the next month's, and both undone."""
    from merata_portal.registry.actions.undoing import undo_import

    first, second = (folder / name for name in ("januari.csv", "februari.csv"))
    people = export(options.demo, options.rows, options.faulty)
    pa_csv.write_csv(people, first)
    place = people.column_names.index("desil_nasional")
    changed = pc.if_else(pa.array(np.arange(people.num_rows) % 10 == 0), "10", people["desil_nasional"])
    pa_csv.write_csv(people.set_column(place, "desil_nasional", changed), second)
    made = []
    for name, path in (("into an empty registry", first), ("next month, every tenth row changed", second)):
        size = path.stat().st_size / 1e6
        start, busy = time.perf_counter(), time.process_time()
        done = bring_in(f"{options.rows:,} rows {name} ({size:.0f} MB CSV)", path)
        what = f"↳ whole, with {done.rows_faulty:,} faulty rows"
        told(what, time.perf_counter() - start, time.process_time() - busy)
        made.append(done)
    for name, one in (("the second", made[1]), ("the first", made[0])):
        with timed(f"undo {name}"):
            undo_import(by=operator(), uuid=one.uuid, reason="benchmark")
            work_off()


def bring_in(name: str, path: Path) -> Any:
    from django.utils import timezone

    from merata_portal.registry.actions.importing import accept_import, start_import

    with timed(f"{name}: seal, check, preview, fault file"), path.open("rb") as content:
        made = start_import(
            by=operator(), area="35.05", file_name=path.name, content=content, as_of=timezone.localdate()
        )
        work_off()
    made.refresh_from_db()
    with timed(f"{name}: bring in"):
        accept_import(by=operator(), uuid=made.uuid, partially=True, reason="benchmark")
        work_off()
    made.refresh_from_db()
    return made


def work_off() -> None:
    from merata_portal.jobs.models import Job
    from merata_portal.jobs.worker import Worker

    Worker(name="benchmark").run(until_empty=True)
    job = Job.objects.order_by("queued_at").last()
    if job is None or job.status != "succeeded":
        raise SystemExit(f"the job failed: {job and job.failure_en}")


def export(demo: Path, rows: int, faulty: float) -> pa.Table:
    """People of the demo as DTSEN exports them, some with a fault."""
    from merata.tables.folder import Dataset
    from merata_portal.registry.synthetic import with_household_numbers, with_person_numbers

    dataset = Dataset(demo)
    households = dataset.read("households")
    households = households.filter(pc.starts_with(households["village_code"], "35.05"))
    households = with_household_numbers(households, seed=1)
    everybody = dataset.read("persons")
    here = pc.is_in(everybody["household_id"], value_set=households["dataset_id"].combine_chunks())
    persons = with_person_numbers(everybody.filter(here).slice(0, rows), households, seed=1)
    place = pc.index_in(persons["kk"], value_set=households["kk"].combine_chunks())
    relation = pc.replace_substring_regex(persons["relation"], "^head$", "KEPALA KELUARGA")
    for code, word in (("spouse", "ISTRI"), ("child", "ANAK"), ("parent", "ORANG TUA"), ("other", "LAINNYA")):
        relation = pc.replace_substring_regex(relation, f"^{code}$", word)
    broken = pa.array(np.random.default_rng(1).random(persons.num_rows) < faulty)
    return pa.table(
        {
            "nomor_induk_kependudukan": pc.if_else(broken, "3,50501E+15", persons["nik"]),
            "nomor_kartu_keluarga": persons["kk"],
            "nama_anggota_keluarga": persons["name"],
            "jenis_kelamin": pc.if_else(pc.equal(persons["sex"], "male"), "L", "P"),
            "tanggal_lahir": persons["birth_date"].cast(pa.string()),
            "hubungan_keluarga": relation,
            "kode_desa": persons["village_code"],
            "desil_nasional": households["desil"].take(place).cast(pa.string()),
            "alamat": households["address"].take(place),
        }
    )


def pages() -> None:
    from merata_portal.registry.models import Household
    from merata_portal.registry.queries.households import household
    from merata_portal.registry.queries.lists import households, persons, village_counts
    from merata_portal.registry.queries.searching import search

    by = officer()
    generator = np.random.default_rng(2)
    last = Household.objects.latest("id").id
    first = Household.objects.earliest("id").id
    homes = list(Household.objects.filter(id__in=[int(one) for one in generator.integers(first, last, PAGES)]))
    names = [member.person.name for home in homes[:20] for member in household(by, home.uuid).members]
    words = ("Siti", "Slamet", "Sri", "Nur Utami", "Siti Lestari Handayani", "Wahyu Susilowati Oktaviani", "Tidakada")
    after = [f"{home.village_code}:{home.id}" for home in homes]
    each("household page", [lambda home=home: household(by, home.uuid) for home in homes])
    each("search by a whole name", [lambda name=name: search(by, name) for name in names])
    each("search by common and rare words", [lambda text=text: search(by, text) for text in words * 5])
    each("list of households, anywhere in it", [lambda place=place: households(by, after=place) for place in after])
    each("list of persons, anywhere in it", [lambda place=place: persons(by, after=place) for place in after])
    each("counts of all villages", [lambda: village_counts(by)] * 5)


def each(what: str, asks: list[Callable[[], Any]]) -> None:
    """The median and the slowest of many, in milliseconds; the first of all is not left out."""
    times = []
    for ask in asks:
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    print(
        f"| {what}: median, slowest of {len(times)} | {statistics.median(times):.1f}, {max(times):.1f} ms |", flush=True
    )


def snapshot() -> None:
    from merata_portal.registry.actions.snapshots import take_snapshot
    from merata_portal.registry.queries.snapshots import verify_snapshot

    with timed("snapshot of the Kabupaten"):
        made = take_snapshot(by=operator(), area="35.05")
        work_off()
    made.refresh_from_db()
    print(f"| ↳ rows | {sum(made.rows.values()):,} | |")
    with timed("verify the snapshot"):
        if not verify_snapshot(operator(), made.uuid).holds:
            raise SystemExit("the snapshot does not verify")


if __name__ == "__main__":
    main()
