"""What is kept of an edition makes the very next one that the edition itself would have made."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError
from merata.stats.disclosure.editions import edition
from merata.stats.disclosure.keeping import kept_bytes, kept_edition
from merata.stats.disclosure.tables import Dimension, Table

AREA = Dimension("area", {"v1": "k1", "v2": "k1", "v3": "k2", "k1": "", "k2": ""})
SEX = Dimension.flat("sex", ["female", "male"])


def tables(more: int = 0) -> list[Table]:
    counts = {("v1", "female"): 12, ("v1", "male"): 3, ("v2", "female"): 7, ("v2", "male"): 9 + more}
    return [
        Table("by_sex", "people", (AREA, SEX), {**counts, ("v3", "female"): 2, ("v3", "male"): 14}),
        Table("by_area", "people", (AREA,), {("v1",): 15, ("v2",): 16 + more, ("v3",): 16}),
    ]


def test_a_kept_edition_tells_what_was_told() -> None:
    made = edition(tables())
    again = kept_edition(kept_bytes(made))
    assert again.published == made.published
    assert again.found.cells == made.found.cells
    for name in ("counts", "basis", "hidden", "kept"):
        assert np.array_equal(getattr(again, name), getattr(made, name)), name


@pytest.mark.parametrize("more", [0, 1, 4, 20])
def test_the_next_edition_is_the_same_beside_what_was_kept(more: int) -> None:
    first = edition(tables())
    beside = edition(tables(more), first)
    beside_kept = edition(tables(more), kept_edition(kept_bytes(first)))
    assert beside_kept.published == beside.published
    third = edition(tables(), beside)
    assert edition(tables(), kept_edition(kept_bytes(beside_kept))).published == third.published


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", kept_bytes(edition(tables()))[:-200]])
def test_what_is_not_a_kept_edition_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="kept edition cannot be read"):
        kept_edition(content)
