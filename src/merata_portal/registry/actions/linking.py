"""Looking for people who stand in the registry twice: certain pairs merged by rule, unclear ones put up for review."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

import json

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from merata.registry.linkage import AGREED, Links, LinkSettings, link
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.columns import unsealed_many
from merata_portal.registry import bulk
from merata_portal.registry.actions.merging import merge_certain
from merata_portal.registry.models import Household, LinkPair, Membership, Person
from merata_portal.registry.places import villages_inside
from merata_portal.registry.reading import moment, number
from merata_portal.registry.snapshot_tables import LIVING, listed

LINK = "registry.link"
MOST_PAIRS = 50_000
"""Pairs put up for review at most, the likeliest: more than a regency's officers decide in a year."""
ENGINE_GB = 2.5
"""What the comparing engine may use; with names and numbers of 1.4 million people beside it, the job stays below 4."""

_READ = pa.schema(
    [
        ("id", pa.int64()),
        ("uuid", pa.string()),
        ("name_sealed", pa.binary()),
        ("nik_sealed", pa.binary()),
        ("birth_date", pa.date32()),
        ("sex", pa.string()),
        ("village_code", pa.string()),
        ("household_uuid", pa.string()),
        ("kk_sealed", pa.binary()),
    ]
)
_COMPARED = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in ("name", "nik", "kk", "sex", "village_code")),
        ("birth_date", pa.date32()),
    ]
)


@transaction.atomic
def start_linking(*, by: Actor, area: str) -> Job:
    """Have the people of an area held against each other in the background."""
    held = by.require(Capability.MERGE, area)
    return enqueue(by=by, held=held, kind=LINK, parameters={"area": area}, area=area, unique_key=area)


def run_linking(job: Running) -> dict[str, int]:
    """The background half of `start_linking`. What was decided stays decided; running it again adds nothing.

    Nothing is written before all are compared: a run that was killed or cancelled starts anew.
    """
    area = job.parameters["area"]
    by = job.by
    held = by.require(Capability.MERGE, area)
    ids, records = _records(job, villages_inside(by, Capability.MERGE, area))
    found = _linked(job, records)
    job.progress(90, 100, "Menggabungkan yang pasti", "Merging the certain")
    merged = merge_certain(by=by, held=held, area=area, groups=_groups(ids, found.groups))
    left, right = (ids.take(found.pairs[f"{side}_record"]) for side in ("left", "right"))
    pairs = found.pairs.append_column("left", left).append_column("right", right)
    pairs = pairs.filter(pc.not_equal(pairs["status"], "certain"))
    pairs = pairs.sort_by([("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    job.progress(95, 100, "Menyiapkan tinjauan", "Preparing the review")
    with transaction.atomic():
        put_up = _put_up(pairs.slice(0, MOST_PAIRS))
        record(by=by, held=held, action="registry.link", subject=f"area:{area}", area=area, rows=put_up)
        job.progress(100, 100, "Selesai", "Done")
    return {"persons": len(ids), "pairs": found.pairs.num_rows, "merged": merged, "put_up": put_up}


def _linked(job: Running, records: pa.Table) -> Links:
    def step(share: float, _: str) -> None:
        job.stop_if_asked()
        job.progress(20 + round(70 * share), 100, "Membandingkan", "Comparing")

    try:
        return link([records], LinkSettings(memory_gb=ENGINE_GB), step=step)
    except duckdb.OutOfMemoryException as error:
        raise JobFailed(
            f"Data wilayah ini terlalu banyak untuk dibandingkan sekaligus dalam {ENGINE_GB} GB; "
            "cari data kembar per kecamatan.",
            f"This area has too many people to be compared at once within {ENGINE_GB} GB; "
            "look for duplicates by kecamatan.",
        ) from error


def _records(job: Running, codes: list[str]) -> tuple[pa.Array, pa.Table]:
    """Ids and records of who lives in these villages, with the family card that they are on now."""
    person, membership, household = Person._meta.db_table, Membership._meta.db_table, Household._meta.db_table
    here = f"{LIVING} AND p.village_code IN {listed(codes)}"
    sql = (
        "SELECT p.id, CAST(p.uuid AS text), p.name_sealed, p.nik_sealed, p.birth_date, p.sex, p.village_code, "
        f"CAST(h.uuid AS text), h.kk_sealed FROM {person} p "
        f"LEFT JOIN {membership} m ON m.person_id = p.id AND m.until_day IS NULL "
        f"LEFT JOIN {household} h ON h.id = m.household_id WHERE {here} ORDER BY p.id"
    )
    parts = [_COMPARED.empty_table()]
    with moment() as at:
        total = max(1, number(at, f"SELECT count(*) FROM {person} p WHERE {here}"))
        done = 0
        for part in at.tables(sql, _READ):
            job.stop_if_asked()
            parts.append(_opened(part))
            done += part.num_rows
            job.progress(20 * done // total, 100, "Membaca nama", "Reading names")
    records = pa.concat_tables(parts)
    return records["id"].combine_chunks(), records.drop_columns(["id"])


def _opened(part: pa.Table) -> pa.Table:
    """Names and numbers in the clear, in memory only."""
    columns = {name: part[name] for name in ("id", "birth_date", "sex", "village_code")}
    for name, model, sealed, uuid in (
        ("name", Person, "name_sealed", "uuid"),
        ("nik", Person, "nik_sealed", "uuid"),
        ("kk", Household, "kk_sealed", "household_uuid"),
    ):
        cells = zip(part[sealed].to_pylist(), part[uuid].to_pylist(), strict=True)
        columns[name] = pa.chunked_array([pa.array(unsealed_many(model, sealed, cells), pa.string())])
    return pa.table([columns[name] for name in _COMPARED.names], schema=_COMPARED)


def _groups(ids: pa.Array, groups: pa.Table) -> list[list[int]]:
    """The ids of each group of records that the rules call one person."""
    if not groups.num_rows:
        return []
    members = ids.take(groups["record"].combine_chunks()).to_numpy()
    begins = np.flatnonzero(np.diff(groups["group"].to_numpy())) + 1
    return [group.tolist() for group in np.split(members, begins)]


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
