"""The groups of households for which targeting errors are told: by sex of the head, size and place."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pyarrow as pa

from merata.errors import UsageError

By = Literal["head_sex", "size", "regency", "kecamatan", "village"]
GROUPINGS: tuple[By, ...] = get_args(By)
PLACES = {"regency": "regency_code", "kecamatan": "kecamatan_code", "village": "village_code"}
"""The column of a grouping by place."""
SIZE_CLASSES = ("1–2", "3–4", "5–6", "7+")
_CLASS_WIDTH = 2


def group_labels(table: pa.Table, by: str) -> pa.ChunkedArray | pa.Array:
    """Each household's group (n); null where the column is empty. `UsageError` for a grouping that there is not."""
    require_grouping(by)
    if by != "size":
        return table[PLACES.get(by, by)]
    place = np.minimum((table["size"].to_numpy() - 1) // _CLASS_WIDTH, len(SIZE_CLASSES) - 1)
    return pa.array(SIZE_CLASSES).take(pa.array(place))


def require_grouping(by: str) -> None:
    """Raise `UsageError` where `by` is none of `GROUPINGS`."""
    if by not in GROUPINGS:
        raise UsageError(f"cannot group by {by!r}; expected one of {', '.join(GROUPINGS)}")
