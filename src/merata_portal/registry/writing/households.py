"""A chunk's families into households: new ones made, known ones brought up to date."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from merata_portal.personal.columns import sealed_column, unsealed_many
from merata_portal.registry import bulk
from merata_portal.registry.models import Household, Membership, Person
from merata_portal.registry.uuids import ordered_uuids
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES
from merata_portal.registry.writing.images import keep_before
from merata_portal.registry.writing.matching import KnownHousehold, known_households
from merata_portal.registry.writing.tokens import write_anew
from merata_portal.registry.writing.work import Work


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the families of a chunk are: household id and village by family; `moved`: ids of those that moved."""

    ids: dict[bytes, int]
    villages: dict[bytes, str]
    moved: list[int]


def place_families(work: Work, records: pa.Table, *, level: str) -> Placed:
    """Make or update the household of each family among `records` (with `identity.with_digests`).

    The first row of a family that says something decides. `level` household: each row is a family, known by its record
    to be unchanged or not; person: only village, desil, size and address are held against what is known.
    """
    families = _families(records)
    known = known_households(families["family"].combine_chunks())
    keys = families["family"].to_pylist()
    new = [place for place, key in enumerate(keys) if key not in known]
    old = [place for place, key in enumerate(keys) if key in known]
    ids = {key: one.id for key, one in known.items()}
    villages = dict(zip(keys, families["village_code"].to_pylist(), strict=True))
    if new:
        made = _insert(work, families.take(new), with_record=level == "household")
        ids.update(zip((keys[place] for place in new), made, strict=True))
        work.counts["households_new"] += len(new)
    moved = _update(work, families.take(old), known, level=level) if old else []
    return Placed(ids, villages, moved)


def follow(work: Work, household_ids: list[int]) -> None:
    """Bring the people who live in these households to the village that their household is in."""
    if not household_ids:
        return
    person, household, membership = Person._meta.db_table, Household._meta.db_table, Membership._meta.db_table
    bulk.stage("stage_follow", pa.table({"id": pa.array(household_ids, pa.int64())}))
    found = bulk.rows(
        f"SELECT p.id, h.village_code FROM stage_follow s JOIN {household} h ON h.id = s.id "
        f"JOIN {membership} m ON m.household_id = h.id AND m.until_day IS NULL JOIN {person} p ON p.id = m.person_id "
        "WHERE p.village_code <> h.village_code"
    )
    bulk.drop("stage_follow")
    if not found:
        return
    ids = [row[0] for row in found]
    keep_before(work.change_id, Person, ids)
    bulk.update(Person, pa.table({"id": pa.array(ids, pa.int64()), "village_code": [row[1] for row in found]}))
    write_anew(ids)
    work.counts["persons_moved"] += len(ids)


def _families(records: pa.Table) -> pa.Table:
    """One row a family, each cell from the family's first row that has it."""
    wanted = ["kk", "village_code", "address", "account", "dataset_id", "record", *HOUSEHOLD_ATTRIBUTES]
    names = [name for name in wanted if name in records.column_names]
    grouped = records.group_by("family", use_threads=False)
    made = grouped.aggregate([(name, "first", _SKIP_NULLS) for name in names])
    return made.rename_columns({f"{name}_first": name for name in names})


def _insert(work: Work, families: pa.Table, *, with_record: bool) -> list[int]:
    count = families.num_rows
    uuids = ordered_uuids(count, milliseconds=work.milliseconds)
    ids = bulk.new_ids(Household, count)
    columns = {
        "id": pa.array(ids),
        "uuid": pa.array(uuids),
        "dataset_id": families["dataset_id"] if "dataset_id" in families.column_names else pa.array(uuids),
        "village_code": families["village_code"],
        "identity_digest": families["family"],
        **work.traced(count),
        **{name: families[name] for name in HOUSEHOLD_ATTRIBUTES if name in families.column_names},
    }
    if with_record:
        columns["record_digest"] = families["record"]
    for name, target in (("kk", "kk_sealed"), ("address", "address_sealed"), ("account", "account_sealed")):
        if name in families.column_names:
            columns[target] = sealed_column(Household, target, families[name].to_pylist(), uuids)
    bulk.insert(Household, pa.table(columns))
    return [int(one) for one in ids]


def _update(work: Work, families: pa.Table, known: dict[bytes, KnownHousehold], *, level: str) -> list[int]:
    changed: list[int] = []
    moved: list[int] = []
    keys = families["family"].to_pylist()
    if level == "household":
        records = families["record"].to_pylist()
        changed = [place for place, key in enumerate(keys) if known[key].record != records[place]]
        work.counts["households_unchanged"] += len(keys) - len(changed)
    else:
        changed = _differing(families, [known[key] for key in keys])
    if not changed:
        return moved
    rows = families.take(changed)
    olds = [known[key] for key in rows["family"].to_pylist()]
    ids = [one.id for one in olds]
    keep_before(work.change_id, Household, ids)
    villages = rows["village_code"].to_pylist()
    moved = [one.id for one, village in zip(olds, villages, strict=True) if village != one.village_code]
    _count(work, rows, olds, len(moved))
    columns = {"id": pa.array(ids, pa.int64()), "village_code": rows["village_code"]}
    columns |= {name: rows[name] for name in HOUSEHOLD_ATTRIBUTES if name in rows.column_names}
    uuids = [one.uuid for one in olds]
    for name, target in (("address", "address_sealed"), ("account", "account_sealed")):
        if name in rows.column_names:
            columns[target] = sealed_column(Household, target, rows[name].to_pylist(), uuids)
    if level == "household":
        columns["record_digest"] = rows["record"]
    bulk.update(Household, pa.table(columns), keep_where_null=True)
    returned = [one.id for one in olds if one.moved_out]
    if returned:
        Household.objects.filter(id__in=returned).update(moved_out_on=None)
    return moved


def _differing(families: pa.Table, olds: list[KnownHousehold]) -> list[int]:
    """The places of families that say something else than is known."""
    addresses = unsealed_many(Household, "address_sealed", [(one.address_sealed, one.uuid) for one in olds])
    held: dict[str, list[Any]] = {
        "village_code": [one.village_code for one in olds],
        "desil": [one.desil for one in olds],
        "size": [one.size for one in olds],
        "address": addresses,
    }
    differing = {place for place, one in enumerate(olds) if one.moved_out}
    for name, values in held.items():
        if name in families.column_names:
            pairs = zip(families[name].to_pylist(), values, strict=True)
            differing |= {place for place, (new, old) in enumerate(pairs) if new is not None and new != old}
    return sorted(differing)


def _count(work: Work, rows: pa.Table, olds: list[KnownHousehold], moved: int) -> None:
    work.counts["households_changed"] += len(olds)
    work.counts["households_moved"] += moved
    if "desil" in rows.column_names:
        pairs = zip(rows["desil"].to_pylist(), olds, strict=True)
        work.counts["desil_changed"] += sum(new is not None and new != old.desil for new, old in pairs)


_SKIP_NULLS = pa.compute.ScalarAggregateOptions(skip_nulls=True)
