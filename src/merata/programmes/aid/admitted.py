"""Who the rules would admit and who receives nothing, by the rulebooks of the programmes that a dataset lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.programmes.aid.receipts import Integers, Receipts
from merata.programmes.aid.without_aid import eligible_without_aid, without_aid_by_village
from merata.programmes.assessment.fact_table import facts_of
from merata.programmes.need import score_order
from merata.programmes.rules.rulebook import Rulebook
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

NO_AID = ("training",)
"""Kinds of programmes that are applied for, and not aid: nearly every adult may apply."""
_DESIL_UNKNOWN = 11


@dataclass(frozen=True, slots=True)
class WithoutAid:
    """Households that are eligible for something on the day `on` and receive nothing from anyone.

    `missed`: as `merata.programmes.aid.eligible_without_aid` gives it, the neediest first. `assessed` are the
    programmes whose rules were applied; `not_in_force` have no rules on that day, `not_aid` are applied for.
    """

    on: date
    missed: pa.Table
    assessed: tuple[str, ...]
    not_in_force: tuple[str, ...]
    not_aid: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values of everything but the households themselves."""
        programmes = pc.value_counts(pc.list_flatten(self.missed["programmes"])).to_pylist()
        return {
            "on": self.on.isoformat(),
            "households": self.missed.num_rows,
            "villages": without_aid_by_village(self.missed).to_pylist(),
            "programmes": sorted(
                ({"programme_id": one["values"], "households": one["counts"]} for one in programmes),
                key=lambda one: (-one["households"], one["programme_id"]),
            ),
            "assessed": list(self.assessed),
            "not_in_force": list(self.not_in_force),
            "not_aid": list(self.not_aid),
        }


def without_aid(dataset: Dataset, received: Receipts, books: Sequence[Rulebook], on: date) -> WithoutAid:
    """Apply those of `books` that are in force on the day `on` to the households of `received`, and list the missed.

    Need is the registry's decile, unknown last; households of one decile stand in the order of a lot that anyone can
    recompute (`merata.programmes.need.score_order`, the lot being the year), so neither a survey is needed nor does
    the order of a list decide. Raises `UsageError` where no rule is in force, and `InputError` naming everything that
    the rules ask for and the registry lacks.
    """
    aid = [book for book in books if book.kind not in NO_AID]
    current = [book for book in aid if _in_force(book, on)]
    if not current:
        names = ", ".join(book.programme_id for book in aid) or "none"
        raise UsageError(f"no rulebook of the dataset's programmes ({names}) is in force on {on}; choose another day")
    frame = household_frame(dataset)
    frame = frame.take(pc.index_in(received.household_id, value_set=frame["household_id"].combine_chunks()))
    assessed = facts_of(dataset, current, on, households=frame).assess(current, on)
    eligible = {one.rulebook.programme_id: one.eligible for one in assessed}
    return WithoutAid(
        on=on,
        missed=eligible_without_aid(received, eligible, _order(frame, on)),
        assessed=tuple(eligible),
        not_in_force=tuple(book.programme_id for book in aid if book.programme_id not in eligible),
        not_aid=tuple(book.programme_id for book in books if book.kind in NO_AID),
    )


def _in_force(book: Rulebook, on: date) -> bool:
    """Whether every parameter has a value on the day `on`."""
    first, last = book.days
    return first <= on and (last is None or on <= last)


def _order(frame: pa.Table, on: date) -> Integers:
    desil = pc.fill_null(frame["desil"], _DESIL_UNKNOWN)
    return score_order(frame["household_id"], np.asarray(desil.to_numpy(), dtype=np.int64), lot=str(on.year))
