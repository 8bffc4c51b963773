"""A chunk of persons into the registry: new ones made, known ones brought up to date, each in their household."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from merata_portal.personal.columns import sealed_column, unsealed_many
from merata_portal.registry import bulk
from merata_portal.registry.models import NameToken, Person
from merata_portal.registry.uuids import ordered_uuids
from merata_portal.registry.writing.columns import PERSON_ATTRIBUTES
from merata_portal.registry.writing.households import Placed, follow, place_families
from merata_portal.registry.writing.identity import with_digests
from merata_portal.registry.writing.images import keep_before
from merata_portal.registry.writing.matching import KnownPerson, known_persons
from merata_portal.registry.writing.tokens import token_rows, write_anew
from merata_portal.registry.writing.work import Work, begin_memberships, end_memberships


@dataclass(slots=True)
class _Sorted:
    """The places of a chunk's rows by what is to be done with them."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def apply_persons(work: Work, records: pa.Table) -> None:
    """Bring one chunk of sound rows (`merata.registry.record.RECORD`, further columns of `persons` beside them) in.

    A row that says what the registry has had from it before changes nothing. A cell without a value leaves what is
    there. Who was declared dead stays dead.
    """
    for part in _each_once(with_digests(records, level="person")):
        _apply(work, part)


def _each_once(records: pa.Table) -> Iterator[pa.Table]:
    """The rows in parts in which nobody stands twice: who stands a second time is then known from the first."""
    while records.num_rows:
        identities = records["identity"].combine_chunks().dictionary_encode().indices.to_numpy()
        first = np.zeros(records.num_rows, dtype=np.bool_)
        first[np.unique(identities, return_index=True)[1]] = True
        if first.all():
            yield records
            return
        yield records.filter(pa.array(first))
        records = records.filter(pa.array(~first))


def _apply(work: Work, records: pa.Table) -> None:
    known = known_persons(records["identity"].combine_chunks())
    places = _sorted(work, records, known)
    active = records.take(pa.array(places.new + places.changed, pa.int64()))
    if not active.num_rows:
        return
    placed = place_families(work, active, level="person")
    if places.new:
        _insert(work, records.take(places.new), placed)
    if places.changed:
        rows = records.take(places.changed)
        _update(work, rows, [known[key] for key in rows["identity"].to_pylist()], placed)
    follow(work, placed.moved)


def apply_households(work: Work, records: pa.Table) -> None:
    """Bring one chunk of families in; a head with a NIK whom nobody knows yet becomes a person."""
    records = with_digests(records, level="household")
    placed = place_families(work, records, level="household")
    follow(work, placed.moved)
    named = [place for place, nik in enumerate(_column(records, "nik")) if nik is not None]
    if not named:
        return
    heads = records.take(named)
    known = known_persons(heads["identity"].combine_chunks())
    # One NIK at the head of two families: the first of them makes the person.
    first: dict[bytes, int] = {}
    for place, (key, name) in enumerate(zip(heads["identity"].to_pylist(), _column(heads, "name"), strict=True)):
        if key not in known and name is not None:
            first.setdefault(key, place)
    new = list(first.values())
    if new:
        rows = heads.take(new)
        relation = pa.array(["head"] * len(new), pa.string())
        rows = rows.set_column(rows.column_names.index("relation"), "relation", relation)
        # The record digest is of the family's row: the head's own row, when it comes, is new to the registry.
        rows = rows.set_column(rows.column_names.index("record"), "record", pa.nulls(len(new), pa.binary()))
        _insert(work, rows, placed)


def _sorted(work: Work, records: pa.Table, known: dict[bytes, KnownPerson]) -> _Sorted:
    places = _Sorted()
    pairs = zip(records["identity"].to_pylist(), records["record"].to_pylist(), strict=True)
    for place, (identity, record) in enumerate(pairs):
        person = known.get(identity)
        if person is None:
            places.new.append(place)
        elif person.merged:
            work.counts["persons_merged_before"] += 1
        elif person.record == record:
            work.counts["persons_unchanged"] += 1
        else:
            places.changed.append(place)
    return places


def _insert(work: Work, rows: pa.Table, placed: Placed) -> None:
    count = rows.num_rows
    uuids = ordered_uuids(count, milliseconds=work.milliseconds)
    ids = bulk.new_ids(Person, count)
    families = rows["family"].to_pylist()
    villages = [placed.villages[key] for key in families]
    names = rows["name"].to_pylist()
    died, left = _column(rows, "died"), _column(rows, "moved_out")
    columns = {
        "id": pa.array(ids),
        "uuid": pa.array(uuids),
        "dataset_id": rows["dataset_id"] if "dataset_id" in rows.column_names else pa.array(uuids),
        "village_code": pa.array(villages, pa.string()),
        "identity_digest": rows["identity"],
        "record_digest": rows["record"],
        "nik_sealed": sealed_column(Person, "nik_sealed", _column(rows, "nik"), uuids),
        "name_sealed": sealed_column(Person, "name_sealed", names, uuids),
        "died_on": pa.array([work.day if one else None for one in died], pa.date32()),
        "moved_out_on": pa.array([work.day if one else None for one in left], pa.date32()),
        **work.traced(count),
        **{name: rows[name] for name in (*PERSON_ATTRIBUTES, "inactive") if name in rows.column_names},
    }
    bulk.insert(Person, pa.table(columns))
    ended = [bool(dead or gone) for dead, gone in zip(died, left, strict=True)]
    persons = [int(one) for one in ids]
    begin_memberships(work, persons, [placed.ids[key] for key in families], ended=ended)
    bulk.insert(NameToken, token_rows(persons, villages, names))
    work.counts["persons_new"] += count


def _update(work: Work, rows: pa.Table, olds: list[KnownPerson], placed: Placed) -> None:
    ids = [one.id for one in olds]
    uuids = [one.uuid for one in olds]
    keep_before(work.change_id, Person, ids)
    families, names = rows["family"].to_pylist(), rows["name"].to_pylist()
    # Without a KK number a family is only the office's own: it takes nobody out of the household they are known in.
    stays = [kk is None and one.household_id is not None for kk, one in zip(_column(rows, "kk"), olds, strict=True)]
    villages = [
        one.village_code if stay else placed.villages[key] for one, key, stay in zip(olds, families, stays, strict=True)
    ]
    before = unsealed_many(Person, "name_sealed", [(one.name_sealed, one.uuid) for one in olds])
    renamed = [old != new for old, new in zip(before, names, strict=True)]
    fresh = [name if other else None for name, other in zip(names, renamed, strict=True)]
    columns = {
        "id": pa.array(ids, pa.int64()),
        "village_code": pa.array(villages, pa.string()),
        "record_digest": rows["record"],
        "name_sealed": sealed_column(Person, "name_sealed", fresh, uuids),
        **{name: rows[name] for name in (*PERSON_ATTRIBUTES, "inactive") if name in rows.column_names},
    }
    bulk.update(Person, pa.table(columns), keep_where_null=True)
    moved = [one.village_code != village for one, village in zip(olds, villages, strict=True)]
    write_anew([one for one, name, place in zip(ids, renamed, moved, strict=True) if name or place])
    work.counts["persons_changed"] += len(ids)
    work.counts["persons_renamed"] += sum(renamed)
    work.counts["persons_moved"] += sum(moved)
    _rehouse(work, rows, olds, [None if stay else placed.ids[key] for key, stay in zip(families, stays, strict=True)])


def _rehouse(work: Work, rows: pa.Table, olds: list[KnownPerson], targets: list[int | None]) -> None:
    """Who died, left, came back, or lives in another household now."""
    died, left = _column(rows, "died"), _column(rows, "moved_out")
    flags = list(zip(olds, died, left, targets, strict=True))
    dying = [one for one, dead, _, _ in flags if dead and not one.dead]
    leaving = [one for one, dead, gone, _ in flags if gone and not dead and not one.dead and not one.moved_out]
    coming = [(one, to) for one, dead, gone, to in flags if not dead and not gone and not one.dead]
    work.counts["persons_died"] += len(dying)
    work.counts["persons_left"] += len(leaving)
    work.counts["dead_listed_alive"] += sum(one.dead and not dead for one, dead, _, _ in flags)
    for column, persons, day in (
        ("died_on", dying, work.day),
        ("moved_out_on", leaving, work.day),
        ("moved_out_on", [one for one, _ in coming if one.moved_out], None),
    ):
        _set_day(column, [one.id for one in persons], day)
    ending = [one.membership_id for one in (*dying, *leaving) if one.membership_id is not None]
    changing = [(one, to) for one, to in coming if to is not None and to != one.household_id]
    ending += [one.membership_id for one, _ in changing if one.membership_id is not None]
    end_memberships(work, ending)
    begin_memberships(work, [one.id for one, _ in changing], [to for _, to in changing])


def _set_day(column: str, ids: list[int], day: Any) -> None:
    if ids:
        days = pa.array([day] * len(ids), pa.date32())
        bulk.update(Person, pa.table({"id": pa.array(ids, pa.int64()), column: days}))


def _column(rows: pa.Table, name: str) -> list[Any]:
    if name not in rows.column_names:
        return [None] * rows.num_rows
    return rows[name].to_pylist()  # type: ignore[no-any-return]
