"""Households of a village that the rules in force would admit and that receive nothing from anyone: the missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.fact_table import fact_table
from merata.programmes.facts import PERSON
from merata.programmes.rules.rulebook import Rulebook
from merata.registry.frame import join_villages
from merata.tables.catalogue import TABLES
from merata_portal.accounts.scope import village_codes
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment
from merata_portal.programmes.queries.household_now import (
    UNDER_WAY,
    benefits_of,
    known_programmes,
    on_latest_lists,
    unlisted,
)
from merata_portal.programmes.queries.latest_snapshot import snapshot_of_village
from merata_portal.programmes.queries.rulebooks import in_force, packaged
from merata_portal.programmes.states import HELD
from merata_portal.registry.models import Benefit, Household


@dataclass(frozen=True, slots=True)
class Missed:
    """A household that nobody helps: the programmes whose rules admit it, and its decile (None: unknown)."""

    household: UUID
    dataset_id: str
    desil: int | None
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """The missed of a village, the neediest first, by the snapshot of `as_of`; None: there is no snapshot yet.

    `assessed`: the programmes whose rules were applied; `not_told`: those that ask for a list that the portal lacks.
    """

    village_code: str
    as_of: date | None
    households: int
    missed: tuple[Missed, ...]
    assessed: tuple[str, ...]
    not_told: tuple[str, ...]


def unserved(actor: Actor, village_code: str) -> Unserved:
    """Who in a village is eligible for something and receives nothing, from the latest snapshot that holds it.

    What is received is what each programme's latest list says today, and the launches under way. Raises
    Household.DoesNotExist where the village is not in the actor's areas.
    """
    if village_code not in village_codes(actor, Capability.VIEW_REGISTRY):
        raise Household.DoesNotExist(f"village {village_code} is in none of the actor's areas")
    found = snapshot_of_village(village_code)
    if found is None:
        return Unserved(village_code, None, 0, (), (), ())
    snapshot, folder = found
    current = [book for book in packaged() if in_force(book, snapshot.as_of)]
    with_lists = known_programmes()
    books = [book for book in current if not unlisted(book, with_lists)]
    homes = _homes(folder, village_code)
    received = _received(village_code, snapshot.as_of.year)
    eligible = _eligible(folder, homes, books, snapshot.as_of, received)
    names = homes["household_id"].to_pylist()
    known = dict(Household.objects.filter(dataset_id__in=names).values_list("dataset_id", "uuid"))
    served = {name for name, _, idr in received if idr}
    missed = [
        Missed(known[name], name, desil, eligible[at])
        for at, (name, desil) in enumerate(zip(names, homes["desil"].to_pylist(), strict=True))
        if eligible[at] and name in known and name not in served
    ]
    missed.sort(key=lambda one: (one.desil is None, one.desil or 0, one.dataset_id))
    told = tuple(book.programme_id for book in books)
    lacking = tuple(book.programme_id for book in current if book not in books)
    return Unserved(village_code, snapshot.as_of, len(names), tuple(missed), told, lacking)


def _homes(folder: Path, village_code: str) -> pa.Table:
    homes = _read(folder, "households", ds.field("village_code") == village_code)
    return join_villages(homes, _read(folder, "villages", ds.field("village_code") == village_code))


def _read(folder: Path, name: str, only: ds.Expression, columns: Iterable[str] | None = None) -> pa.Table:
    file = ds.dataset(folder / f"{name}.parquet", format="parquet")
    wanted = [one for one in TABLES[name].arrow.names if columns is None or one in set(columns)]
    return file.to_table(filter=only, columns=[one for one in wanted if one in file.schema.names])


def _eligible(
    folder: Path, homes: pa.Table, books: list[Rulebook], on: date, received: list[tuple[str, str, int]]
) -> Mapping[int, tuple[str, ...]]:
    """The programmes that would admit each household, by its row."""
    admitted: dict[int, tuple[str, ...]] = defaultdict(tuple)
    if not books or not homes.num_rows:
        return admitted
    columns = {"household_id", "school_level", *asked_by(books).columns(PERSON)}
    here = pc.field("household_id").isin(homes["household_id"].combine_chunks())
    known = sorted(known_programmes())
    facts = fact_table(
        homes, books, on, persons=_read(folder, "persons", here, columns),
        benefits=benefits_of(received, known, on.year),
        programmes_known=pa.table({"programme_id": pa.array(known, pa.string())}),
    )  # fmt: skip
    for one in facts.assess(books, on):
        for row in np.flatnonzero(one.eligible).tolist():
            admitted[row] = (*admitted[row], one.rulebook.programme_id)
    return admitted


def _received(village_code: str, year: int) -> list[tuple[str, str, int]]:
    """What the households of the village receive, each programme once: household, programme, rupiah a year."""
    here = Household.objects.filter(village_code=village_code)
    listed = on_latest_lists(Benefit.objects.filter(household__in=here), year).values_list(
        "household__dataset_id", "programme_id", "annual_idr"
    )
    found = {(name, programme): idr for name, programme, idr in listed}
    enrolled = Enrolment.objects.filter(household__in=here, state__in=HELD, launch__state__in=UNDER_WAY)
    for name, programme, idr in enrolled.values_list("household__dataset_id", "launch__programme_id", "annual_idr"):
        found[name, programme] = found.get((name, programme), 0) + idr
    return [(name, programme, idr) for (name, programme), idr in found.items()]
