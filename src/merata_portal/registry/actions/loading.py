"""A dataset folder into the registry: the demo's synthetic people, and what stands around them."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

import hashlib
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.loading import table_file
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.registry import bulk
from merata_portal.registry.models import Benefit, Change, Household, Person, Programme, Village
from merata_portal.registry.origin import DEMO
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.synthetic import with_household_numbers, with_person_numbers
from merata_portal.registry.writing.images import COUNTED, restore
from merata_portal.registry.writing.persons import apply_households, apply_persons
from merata_portal.registry.writing.work import Work

CHUNK_ROWS = 50_000


def load_demo(*, by: Actor, root: Path, area: str, seed: int = 1, step: Step = silent) -> dict[str, int]:
    """Load the synthetic households and persons of the dataset folder `root`, with numbers and names from a seed.

    Through the same writing as an import, in committed chunks; villages, programmes and benefits as well. Refused where
    the folder's people are not synthetic, or the registry has people already. One event. `step` is told the share done.
    """
    held = by.require(Capability.IMPORT_REGISTRY, area)
    dataset = Dataset(root)
    if not dataset.description.synthetic:
        raise RegistryRefused(
            f"{root} tidak dinyatakan sintetis; orang sungguhan masuk lewat impor berkas.",
            f"{root} is not said to be synthetic; real people come in by importing a file.",
        )
    _take_back_unfinished()
    if Person.objects.exists() or Household.objects.exists():
        raise RegistryRefused(
            "Registri sudah berisi; muat ke folder baru.", "The registry is not empty; use a new folder."
        )
    load_surroundings(by=by, root=root, area=area)
    now = timezone.now()
    change = Change.objects.create(
        kind=Change.Kind.IMPORT, at=now, on_day=timezone.localdate(now), by_user_id=by.user_id, reason=DEMO
    )
    counts: Counter[str] = Counter()
    bulk.prepare()
    households = with_household_numbers(dataset.read("households"), seed=seed)
    persons = with_person_numbers(dataset.read("persons"), households, seed=seed)
    total = households.num_rows + persons.num_rows
    done = 0
    for apply, table in ((apply_households, households), (apply_persons, persons)):
        for start in range(0, table.num_rows, CHUNK_ROWS):
            with transaction.atomic():
                part = table.slice(start, CHUNK_ROWS)
                apply(Work(change.id, change.on_day, time.time_ns() // 1_000_000, counts), part)
            done += part.num_rows
            step(done / total, "registry")
    benefits = load_benefits(by=by, table=dataset.read("benefits"), area=area)
    with transaction.atomic():
        rows = counts["households_new"] + counts["persons_new"]
        Change.objects.filter(id=change.id).update(rows=rows)
        record(
            by=by, held=held, action="registry.load_demo", subject=f"change:{change.id}", area=area, rows=rows,
            content_hash=f"sha256:{_hash_of(root)}", data=dict(counts),
        )  # fmt: skip
    bulk.analyze(*COUNTED)
    return {**counts, "benefits": benefits}


def load_surroundings(*, by: Actor, root: Path, area: str) -> None:
    """The folder's villages and programmes in place of those there; what snapshots carry and pages name."""
    held = by.require(Capability.IMPORT_REGISTRY, area)
    dataset = Dataset(root)
    villages, programmes = dataset.read("villages"), dataset.read("programmes").select(["programme_id", "name"])
    with transaction.atomic():
        for model, table in ((Village, villages), (Programme, programmes)):
            model.objects.all().delete()
            bulk.insert(model, table.select([name for name in table.column_names if name in bulk.columns_of(model)]))
        record(
            by=by, held=held, action="registry.load_surroundings", subject="registry:villages", area=area,
            rows=villages.num_rows + programmes.num_rows,
        )  # fmt: skip


def load_benefits(*, by: Actor, table: pa.Table, area: str) -> int:
    """The rows of a dataset's `benefits`, by the households' ids in dataset folders; those known already are replaced.

    Raises `RegistryRefused` where a household is unknown. One event.
    """
    held = by.require(Capability.IMPORT_REGISTRY, area)
    household, benefit = Household._meta.db_table, Benefit._meta.db_table
    with transaction.atomic():
        bulk.stage("stage_benefits", table.select(["household_id", "programme_id", "year", "annual_idr"]))
        rows = bulk.execute(
            f"INSERT INTO {benefit} (household_id, programme_id, year, annual_idr) "
            f"SELECT h.id, s.programme_id, s.year, s.annual_idr FROM stage_benefits s "
            f"JOIN {household} h ON h.dataset_id = s.household_id WHERE 1 = 1 "
            "ON CONFLICT (household_id, programme_id, year) DO UPDATE SET annual_idr = excluded.annual_idr"
        )
        bulk.drop("stage_benefits")
        if rows != table.num_rows:
            raise RegistryRefused(
                f"{table.num_rows - rows} dari {table.num_rows} bantuan menyebut keluarga yang tidak dikenal.",
                f"{table.num_rows - rows} of {table.num_rows} benefits name a household that is not known.",
            )
        record(by=by, held=held, action="registry.load_benefits", subject="registry:benefits", area=area, rows=rows)
    return rows


def _take_back_unfinished() -> None:
    """What a load that was killed left behind, so that the command can simply be given again."""
    for change in Change.objects.filter(kind=Change.Kind.IMPORT, reason=DEMO, rows=0, undone_at__isnull=True):
        with transaction.atomic():
            restore(change.id)
            change.delete()


def _hash_of(root: Path) -> str:
    total = hashlib.sha256()
    for name in ("households", "persons"):
        with table_file(root, name).open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
