"""Looking for people who stand in the registry twice: certain pairs merged by rule, unclear ones put up for review."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from merata.registry.linkage import AGREED, LinkSettings, link
from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.registry import bulk
from merata_portal.registry.actions.merging import merge_certain
from merata_portal.registry.models import LinkPair, Person
from merata_portal.registry.places import villages_inside
from merata_portal.registry.writing.seals import unsealed_many

LINK = "registry.link"
MOST_PAIRS = 50_000
"""Pairs put up for review at most, the likeliest: more than a regency's officers decide in a year."""


@transaction.atomic
def start_linking(*, by: Actor, area: str) -> Job:
    """Have the people of an area held against each other in the background."""
    held = by.require(Capability.MERGE, area)
    return enqueue(by=by, held=held, kind=LINK, parameters={"area": area}, area=area, unique_key=area)


def run_linking(job: Running) -> dict[str, int]:
    """The background half of `start_linking`. A pair that was decided stays decided; running it again adds nothing."""
    area = job.parameters["area"]
    by = job.by
    held = by.require(Capability.MERGE, area)
    job.progress(0, 4, "Membaca nama", "Reading names")
    ids, records = _records(by, area)
    job.progress(1, 4, "Membandingkan", "Comparing")
    pairs = link([records], LinkSettings()).pairs
    job.stop_if_asked()
    left, right = (ids.take(pairs[f"{side}_record"]) for side in ("left", "right"))
    certain = pc.equal(pairs["status"], "certain")
    both = list(zip(left.filter(certain).to_pylist(), right.filter(certain).to_pylist(), strict=True))
    job.progress(2, 4, "Menggabungkan yang pasti", "Merging the certain")
    merged = merge_certain(by=by, held=held, area=area, pairs=both)
    found = pairs.append_column("left", left).append_column("right", right).filter(pc.invert(certain))
    found = found.sort_by([("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    with transaction.atomic():
        put_up = _put_up(found.slice(0, MOST_PAIRS))
        record(by=by, held=held, action="registry.link", subject=f"area:{area}", area=area, rows=put_up)
        job.progress(4, 4, "Selesai", "Done")
    return {"persons": len(ids), "pairs": pairs.num_rows, "merged": merged, "put_up": put_up}


def _records(by: Actor, area: str) -> tuple[pa.Array, pa.Table]:
    living = Person.objects.filter(merged_into_id__isnull=True, died_on__isnull=True, moved_out_on__isnull=True)
    here = within(living, by, Capability.MERGE).filter(village_code__in=villages_inside(by, Capability.MERGE, area))
    wanted = ("id", "uuid", "name_sealed", "nik_sealed", "birth_date", "sex", "village_code")
    rows = list(here.order_by("id").values_list(*wanted))
    names = unsealed_many(Person, "name_sealed", ((row[2], row[1]) for row in rows))
    numbers = unsealed_many(Person, "nik_sealed", ((row[3], row[1]) for row in rows))
    table = {
        "name": pa.array(names, pa.string()),
        "nik": pa.array(numbers, pa.string()),
        "birth_date": pa.array([row[4] for row in rows], pa.date32()),
        "sex": pa.array([row[5] for row in rows], pa.string()),
        "village_code": pa.array([row[6] for row in rows], pa.string()),
    }
    return pa.array([row[0] for row in rows], pa.int64()), pa.table(table)


def _put_up(pairs: pa.Table) -> int:
    """Insert the pairs that are not there yet."""
    if not pairs.num_rows:
        return 0
    pair, person = LinkPair._meta.db_table, Person._meta.db_table
    evidence = [json.dumps(row) for row in pairs.select(list(AGREED)).to_pylist()]
    first, second = (
        pc.min_element_wise(pairs["left"], pairs["right"]),
        pc.max_element_wise(pairs["left"], pairs["right"]),
    )
    table = {
        "first_id": first,
        "second_id": second,
        "score": pc.fill_null(pairs["match_weight"], 0.0),
        "status": pairs["status"],
        "evidence": pa.array(evidence, pa.string()),
    }
    bulk.stage("stage_pairs", pa.table(table))
    done = bulk.execute(
        f"INSERT INTO {pair} "
        "(first_id, second_id, village_code, other_village_code, score, status, evidence, state, reason) "
        "SELECT s.first_id, s.second_id, a.village_code, b.village_code, s.score, s.status, "
        f"{bulk.as_json('s.evidence')}, 'unclear', '' FROM stage_pairs s "
        f"JOIN {person} a ON a.id = s.first_id JOIN {person} b ON b.id = s.second_id "
        "WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL ON CONFLICT (first_id, second_id) DO NOTHING"
    )
    bulk.drop("stage_pairs")
    return done
