"""The facts that rules may ask for, and how a household's facts are gathered from the registry's tables.

A fact that is missing is null, never a default: eligibility fails closed on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.schema import Kind

RECEIVED = "programmes_received"


@dataclass(frozen=True, slots=True)
class Fact:
    """A documented fact of a household: its kind, its meaning, and whether it is counted from the members."""

    kind: Kind
    meaning: str
    from_persons: bool = False


FACTS: dict[str, Fact] = {
    "size": Fact(Kind.INTEGER, "members of the household"),
    "desil": Fact(Kind.INTEGER, "national welfare decile of the registry, 1 poorest"),
    "village_type": Fact(Kind.TEXT, "desa or kelurahan"),
    "regency_code": Fact(Kind.TEXT, "code of the regency or city"),
    "children": Fact(Kind.INTEGER, "members under 15"),
    "elderly": Fact(Kind.INTEGER, "members of 60 and over"),
    "head_sex": Fact(Kind.TEXT, "sex of the head, male or female"),
    "head_sector": Fact(Kind.TEXT, "sector of the head's main work"),
    "tobacco_workers": Fact(Kind.INTEGER, "members who work in tobacco or cloves", from_persons=True),
    "pregnant": Fact(Kind.INTEGER, "members pregnant or recently delivered", from_persons=True),
    "severe_disabilities": Fact(Kind.INTEGER, "members with a severe disability", from_persons=True),
    RECEIVED: Fact(Kind.TEXT, "the programmes that the household receives already"),
}
"""Every fact a rulebook may name."""

PERSON_FLAGS = {
    "tobacco_workers": "tobacco_worker",
    "pregnant": "pregnant",
    "severe_disabilities": "severe_disability",
}
"""Counted facts, and the column of `persons` whose true values they count."""


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """The facts of n households, one row each.

    `columns` holds the facts by name (a fact that is not there is unknown for everyone); `received` tells for
    each programme that the data know of who receives it (a programme that is not there is unknown for
    everyone).
    """

    columns: pa.Table
    received: Mapping[str, NDArray[np.bool_]]

    def __len__(self) -> int:
        return int(self.columns.num_rows)

    def with_received(self, programme_id: str, households: NDArray[np.bool_]) -> HouseholdFacts:
        """The same facts once `households` (a flag each) receive the programme as well."""
        before = self.received.get(programme_id, np.zeros(len(self), dtype=np.bool_))
        return replace(self, received={**self.received, programme_id: before | households})


def household_facts(
    frame: pa.Table,
    *,
    persons: pa.Table | None,
    benefits: pa.Table | None,
    programmes: pa.Table | None,
    year: int,
) -> HouseholdFacts:
    """Gather the facts of the households in `frame` (the registry joined with its villages), in its order.

    `persons` gives the counted facts: a count is null where a member's flag is null or no member is known.
    `benefits` of each programme's latest year up to `year` tell what is received; without them nothing is known
    of it.
    `programmes` are those the data know of: one that nobody receives is then known not to be received.
    """
    columns = {name: frame[name] for name in FACTS if name in frame.column_names}
    if "type" in frame.column_names:
        columns["village_type"] = frame["type"]
    identity = frame["household_id"].combine_chunks()
    if persons is not None:
        columns |= _counted(identity, persons)
    return HouseholdFacts(pa.table(columns), _received(identity, benefits, programmes, year))


def latest_benefits(benefits: pa.Table, year: int) -> pa.Table:
    """Each programme's rows of its own latest year that is not after `year`.

    By programme, because lists arrive at different times: a programme whose newest list is older than the others'
    is still received by those on it, until a newer list says otherwise.
    """
    past = benefits.filter(pc.less_equal(benefits["year"], year))
    latest = past.group_by("programme_id").aggregate([("year", "max")])
    row = pc.index_in(past["programme_id"], value_set=latest["programme_id"].combine_chunks())
    return past.filter(pc.equal(past["year"], latest["year_max"].take(row)))


def _counted(identity: pa.Array, persons: pa.Table) -> dict[str, pa.Array]:
    """Members with each flag by household; null where not every member's flag is known."""
    household = pc.fill_null(pc.index_in(persons["household_id"], value_set=identity), -1).to_numpy()
    found = household >= 0
    members = np.bincount(household[found], minlength=len(identity))
    counts: dict[str, pa.Array] = {}
    for fact, column in PERSON_FLAGS.items():
        if column not in persons.column_names:
            continue
        known = persons[column].is_valid().to_numpy() & found
        true = pc.fill_null(persons[column], fill_value=False).to_numpy() & found
        unknown = (members == 0) | (np.bincount(household[known], minlength=len(identity)) < members)
        counted = np.bincount(household[true], minlength=len(identity)).astype(np.int64)
        counts[fact] = pa.array(counted, mask=unknown)
    return counts


def _received(
    identity: pa.Array, benefits: pa.Table | None, programmes: pa.Table | None, year: int
) -> dict[str, NDArray[np.bool_]]:
    if benefits is None:
        return {}
    known = set(benefits["programme_id"].unique().to_pylist())
    if programmes is not None:
        known |= set(programmes["programme_id"].to_pylist())
    current = latest_benefits(benefits, year)
    if not current.num_rows:
        return {}
    household = pc.fill_null(pc.index_in(current["household_id"], value_set=identity), -1).to_numpy()
    received: dict[str, NDArray[np.bool_]] = {}
    for programme_id in sorted(known):
        rows = pc.equal(current["programme_id"], programme_id).to_numpy() & (household >= 0)
        flags = np.zeros(len(identity), dtype=np.bool_)
        flags[household[rows]] = True
        received[programme_id] = flags
    return received
