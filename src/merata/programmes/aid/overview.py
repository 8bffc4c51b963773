"""All aid at a glance: who receives from whom, and what should not go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from merata.programmes.aid.combinations import Combinations, Excluding, combinations, forbidden_pairs
from merata.programmes.aid.receipts import Receipts
from merata.programmes.aid.totals import aid_by_household, aid_by_programme, aid_by_source, aid_by_village


@dataclass(frozen=True, slots=True)
class AidOverview:
    """The aid of `households` households as of `year`.

    `receiving` have a programme or more, `with_several` two or more; `total_idr` is a year's rupiah. The tables are
    those of `merata.programmes.aid.totals`; `by_household` holds one row a household, receiving or not.
    """

    year: int
    households: int
    receiving: int
    with_several: int
    total_idr: int
    by_programme: pa.Table
    by_source: pa.Table
    by_village: pa.Table
    by_household: pa.Table
    combinations: Combinations

    def as_json(self) -> dict[str, Any]:
        """Plain values of everything but the households themselves."""
        found = self.combinations
        return {
            "year": self.year,
            "households": self.households,
            "receiving": self.receiving,
            "with_several": self.with_several,
            "total_idr": self.total_idr,
            "programmes": self.by_programme.to_pylist(),
            "sources": self.by_source.to_pylist(),
            "villages": self.by_village.to_pylist(),
            "households_with_forbidden": found.households,
            "pairs": found.pairs.to_pylist(),
            "pairs_by_village": found.by_village.to_pylist(),
        }


def overview(receipts: Receipts, rulebooks: Iterable[Excluding]) -> AidOverview:
    """The overview of `receipts`; a pair of programmes is forbidden where one of `rulebooks` says so (`not_with`)."""
    counts = receipts.counts
    return AidOverview(
        year=receipts.year,
        households=receipts.households,
        receiving=int(np.count_nonzero(counts)),
        with_several=int(np.count_nonzero(counts > 1)),
        total_idr=int(receipts.annual_idr.sum()),
        by_programme=aid_by_programme(receipts),
        by_source=aid_by_source(receipts),
        by_village=aid_by_village(receipts),
        by_household=aid_by_household(receipts),
        combinations=combinations(receipts, forbidden_pairs(rulebooks)),
    )
