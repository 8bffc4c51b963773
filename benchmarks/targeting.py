"""A programme's targeting list at full scale: looked at, kept, launched, frozen and read.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/targeting.py demo [--programmes pkh sembako pbi_jkn] [--runs 5]

The demo's tables stand for a frozen registry, in a portal of its own on SQLite (or the empty database
that MERATA_DATABASE_URL names); of the registry itself there are only the households that are asked about. The first
preview of a process reads everything anew; the limit is the issue's: a preview over 1.4 million people in 2 s, and
ANCHORS': one household's page in 100 ms, of which its line may take half.
"""

# ruff: noqa: PLC0415 - Django is set up first
from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

TABLES = ("villages", "households", "persons", "benefits")
ASKED = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("demo", type=Path)
    parser.add_argument("--programmes", nargs="+", default=["pkh", "sembako", "pbi_jkn", "pip"])
    parser.add_argument("--on", type=date.fromisoformat, default=date(2025, 7, 1))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="merata-targeting-") as scratch:
        set_up(Path(scratch))
        frozen = snapshot(options.demo, Path(scratch))
        print("| what | first | median of the next | slowest | processor, median | peak memory |")
        print("|---|---:|---:|---:|---:|---:|")
        for programme in options.programmes:
            previews(programme, frozen, options)
        whole(options.programmes[0], frozen, options)


def set_up(folder: Path) -> None:
    os.environ |= {"MERATA_DATA": str(folder), "MERATA_KEYS": str(folder / "keys.json"), "MERATA_LOG_LEVEL": "ERROR"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from merata_portal.personal.keys import new_keys

    new_keys(folder / "keys.json")
    call_command("migrate", verbosity=0)


def snapshot(demo: Path, folder: Path) -> Any:
    """The demo as a taken snapshot, its villages as areas, and a planner and an approver of both regencies."""
    from merata_portal.registry.actions.snapshots import content_hash
    from merata_portal.registry.models import Snapshot

    areas(demo)
    uuid = uuid4()
    place = folder / "portal-snapshots" / uuid.hex
    place.mkdir(parents=True)
    for name in TABLES:
        shutil.copy(demo / f"{name}.parquet", place)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir()}
    return Snapshot.objects.create(
        uuid=uuid, state="taken", area="35.05", as_of=date(2025, 7, 1), folder=f"portal-snapshots/{uuid.hex}",
        files=files, content_hash=content_hash(files), at=datetime.now(UTC), by_user_id=0,
    )  # fmt: skip


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


def somebody(role: str) -> Any:
    from merata_portal.accounts.models import Assignment, User
    from merata_portal.accounts.queries import actor_of

    user, new = User.objects.get_or_create(username=role, defaults={"full_name": role})
    if new:
        for area in ("35.05", "35.72"):
            Assignment.objects.create(user=user, role=role, area_id=area, from_day="2024-01-01")
    return actor_of(user)


def previews(programme: str, frozen: Any, options: argparse.Namespace) -> None:
    from merata_portal.programmes.actions.rules import register_packaged
    from merata_portal.programmes.queries.bound_snapshots import snapshot_of
    from merata_portal.programmes.queries.previews import Asked, applied, figures

    by = somebody("planner")
    rule = register_packaged(by=by, programme_id=programme)

    def preview(ceiling_idr: int | None) -> Any:
        """As `queries.previews.preview`, over both regencies together: a portal's snapshots are of one."""
        verified = snapshot_of(by, frozen.uuid)
        return figures(applied(Asked(rule, verified, "", options.on, {}, ceiling_idr, {})))

    for ceiling_idr in (None, 50_000_000_000):
        found, took = timed(partial(preview, ceiling_idr), options.runs)
        told(f"preview {programme}: {found.chosen:,} of {found.eligible:,} of {found.households:,} chosen", took)


def whole(programme: str, frozen: Any, options: argparse.Namespace) -> None:
    """Everything after the preview, once."""
    from merata_portal.jobs.worker import Worker
    from merata_portal.ledger import actions as ledger
    from merata_portal.ledger.models import Line
    from merata_portal.ledger.requests import Ceiling
    from merata_portal.programmes.actions.launching import launch
    from merata_portal.programmes.actions.listing import approve_list, list_targets
    from merata_portal.programmes.actions.rules import register_packaged
    from merata_portal.programmes.actions.simulating import simulate
    from merata_portal.programmes.models import Launch
    from merata_portal.programmes.tables import chosen

    by = somebody("planner")
    rule = register_packaged(by=by, programme_id=programme)
    asked = {"rule": rule.uuid, "snapshot": frozen.uuid, "on_day": options.on, "area": "35.05"}
    found, took = timed(lambda: simulate(by=by, ceiling_idr=350_000_000_000, **asked))
    told(f"simulate {programme}, kept with its hash: {found.chosen:,} chosen", took)
    ceilings = [Ceiling("5.1.05", "DAU", found.chosen_idr + 1_000_000_000, "assistance")]
    ledger.appropriate(by=by, owner="35.05", year=2025, ceilings=ceilings, reason="APBD", key="apbd")
    line = Line.objects.get()
    given = {"line": line.pk, "ceiling_idr": found.chosen_idr + 1_000_000_000, "delivery": "bank", "unit": "household"}
    made, took = timed(lambda: launch(by=by, simulation=found.uuid, reason="benchmark", **given))
    told("launch: verified again, the ceiling reserved", took)
    list_targets(by=by, launch=made.uuid)
    _, took = timed(lambda: Worker().run_one())
    made = Launch.objects.get(pk=made.pk)
    assert made.state == "listed", made.state
    told(f"freeze the list: {made.list_rows:,} households", took)
    rows, took = timed(lambda: chosen(made), options.runs)
    told(f"read who is chosen: {rows.num_rows:,} rows", took)
    _, took = timed(lambda: approve_list(by=somebody("social_officer"), launch=made.uuid, reason="benchmark"))
    told("approve: the sealed list held against its hash", took)
    reading(by, made)


def reading(by: Any, made: Any) -> None:
    from merata_portal.programmes.queries.listed import neighbours, of_household, page

    homes = households(made)
    places = [home.village_code for home in homes]
    _, took = each([lambda home=home: of_household(by, made.uuid, home.uuid) for home in homes])
    told(f"one household's line with its reasons ({ASKED} of them)", took)
    pairs = pairwise(homes)
    _, took = each([lambda one=one, two=two: neighbours(by, made.uuid, one.uuid, two.uuid) for one, two in pairs])
    told("why my neighbour and not me", took)
    _, took = each([lambda code=code: page(by, made.uuid, code) for code in places])
    told("a page of the list in a village", took)


def households(made: Any) -> list[Any]:
    """Households of the list, from all over it, as the registry would hold them."""
    from merata_portal.programmes.tables import whole_list
    from merata_portal.registry.models import Change, Household

    change = Change.objects.create(
        kind="import", at=datetime.now(UTC), on_day=date(2025, 7, 1), by_user_id=0, reason="benchmark", rows=1
    )
    rows = whole_list(made, ["household_id", "village_code"])
    step = rows.num_rows // ASKED
    return [
        Household.objects.create(
            uuid=uuid4(), dataset_id=row["household_id"], village_code=row["village_code"], created_by=change.id,
            changed_by=change.id, identity_digest=hashlib.sha256(row["household_id"].encode()).digest(), size=1,
        )
        for row in rows.take(list(range(0, rows.num_rows, step))[:ASKED]).to_pylist()
    ]  # fmt: skip


Took = list[tuple[float, float]]
"""Seconds by the clock and of the processor: other work on the machine lengthens the first."""


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[Any, Took]:
    return each([work] * runs)


def each(works: list[Callable[[], Any]]) -> tuple[Any, Took]:
    took: Took = []
    found = None
    for work in works:
        start, busy = time.perf_counter(), time.process_time()
        found = work()
        took.append((time.perf_counter() - start, time.process_time() - busy))
    return found, took


def told(what: str, took: Took) -> None:
    wall = [one for one, _ in took]
    rest = wall[1:] or wall
    busy = statistics.median([one for _, one in took[1:] or took])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    shown = " | ".join(f"{one * 1000:,.0f} ms" for one in (wall[0], statistics.median(rest), max(wall), busy))
    print(f"| {what} | {shown} | {peak:,} MB |", flush=True)


if __name__ == "__main__":
    main()
