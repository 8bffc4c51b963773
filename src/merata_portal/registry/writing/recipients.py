"""In which households of the registry the recipients of another office's list live."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.registry.noting import Notes
from merata.registry.recognition import Recognition
from merata_portal.personal.digests import digest_many
from merata_portal.registry import bulk
from merata_portal.registry.models import Household, Membership, Person

STAGE = "stage_recipients"


@dataclass(frozen=True, slots=True)
class Homes:
    """For each row the id of the household, None where nobody by these numbers lives in the villages; and whether the
    KK number is of another household than the one that the NIK's bearer lives in."""

    households: list[int | None]
    of_other_family: NDArray[np.bool_]

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """The rows without a household."""
        return np.array([one is None for one in self.households], dtype=np.bool_)


def find_homes(records: pa.Table, villages: Collection[str]) -> Homes:
    """The households of rows by nik, else by kk: a card may be old, and whoever moved is paid where they live.

    Whoever died or left lives nowhere, and a record that was merged lives where the other one does.
    """
    count = records.num_rows
    digests = {kind: pa.array(digest_many(kind, records[kind].to_pylist()), pa.binary()) for kind in ("nik", "kk")}
    bulk.stage(STAGE, pa.table({"place": pa.array(range(count), pa.int64()), **digests}))
    person, membership, household = Person._meta.db_table, Membership._meta.db_table, Household._meta.db_table
    here = f"JOIN {household} h ON h.moved_out_on IS NULL AND h."
    of_nik = bulk.rows(
        f"SELECT s.place, h.id, h.village_code FROM {STAGE} s JOIN {person} p ON p.identity_digest = s.nik "
        f"JOIN {membership} m ON m.person_id = COALESCE(p.merged_into_id, p.id) AND m.until_day IS NULL "
        f"{here}id = m.household_id"
    )
    of_kk = bulk.rows(f"SELECT s.place, h.id, h.village_code FROM {STAGE} s {here}identity_digest = s.kk")
    bulk.drop(STAGE)
    lived_in = {place: (home, village) for place, home, village in of_nik}
    carded = {place: (home, village) for place, home, village in of_kk}
    households: list[int | None] = []
    others = np.zeros(count, dtype=np.bool_)
    for place in range(count):
        home, village = lived_in.get(place) or carded.get(place) or (None, "")
        households.append(home if village in villages else None)
        others[place] = village in villages and place in carded and carded[place][0] != home
    return Homes(households, others)


def note_recipients(records: pa.Table, notes: Notes, recognition: Recognition, villages: Collection[str]) -> None:
    """Note who does not live in the villages (a fault: nobody is made up from a list of recipients), and whose family
    card is another family's. Rows that are faulty already are passed over."""
    sound = np.flatnonzero(~notes.faulty)
    homes = find_homes(records.take(pa.array(sound)), villages)
    names = recognition.names
    for code, found, column in (
        ("recipient_unknown", homes.unknown, names.get("nik") or names.get("kk")),
        ("recipient_of_other_family", homes.of_other_family, names.get("kk")),
    ):
        where = np.zeros(records.num_rows, dtype=np.bool_)
        where[sound[found]] = True
        notes.note(code, where, column)
