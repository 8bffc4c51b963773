"""What a draw and a course leave in the table `applications`, for evaluation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa

from merata.errors import InputError
from merata.programmes.training.frozen_list import FrozenList
from merata.programmes.training.result import Drawn
from merata.tables.frames import arrow, require


def with_draw(applications: Any, listed: FrozenList, result: Drawn) -> pa.Table:
    """`applications` with `chance`, `selected` and `need_weight` of the draw's applications; other rows as they were.

    Refused applications have chance 0 and are not selected. Who took a seat from the waiting list later stays not
    selected: the chance is that of the draw, and evaluation compares by what the draw offered. Raises `InputError`
    where the table lacks an application of the list.
    """
    table = arrow(applications, "applications")
    chances = {entry.application_id: result.chances.number(entry.application_id) for entry in listed.entries}
    chances |= {one.application_id: 0.0 for one in listed.refused}
    winners = set(result.selected)
    table = _with(table, "chance", chances, pa.float64())
    table = _with(table, "selected", {name: name in winners for name in chances}, pa.bool_())
    tickets = {entry.application_id: entry.tickets for entry in listed.entries}
    return _with(table, "need_weight", tickets, pa.int64())


def with_completion(
    applications: Any, completion: Any, *, drawn: Collection[str] = (), promoted: Collection[str] = ()
) -> pa.Table:
    """`applications` with what came of a course; other rows as they were.

    `completed`, `sessions_attended` and `sessions_excused` of the participants in `completion` (`attendance`); of the
    other applications of the draw (`drawn`) they are emptied, so that a corrected list leaves nothing of the one
    before. `promoted` of all that were drawn: true for those who took a seat from the waiting list.
    """
    found = arrow(completion, "completion")
    require(found, ["application_id", *_OF_PARTICIPANTS], "completion")
    names = found["application_id"].to_pylist()
    table = arrow(applications, "applications")
    for column, kind in _OF_PARTICIPANTS.items():
        values = dict.fromkeys(drawn) | dict(zip(names, found[column].to_pylist(), strict=True))
        table = _with(table, column, values, kind)
    return _with(table, "promoted", {name: name in promoted for name in drawn}, pa.bool_())


_OF_PARTICIPANTS = {"completed": pa.bool_(), "sessions_attended": pa.int64(), "sessions_excused": pa.int64()}


def _with(table: pa.Table, column: str, values: Mapping[str, Any], kind: pa.DataType) -> pa.Table:
    """`table` with the `values` of `column` by application; what is there of other rows stays."""
    require(table, ["application_id"], "applications")
    names = table["application_id"].to_pylist()
    missing = sorted(set(values) - set(names))
    if missing:
        raise InputError(
            f"applications lacks {', '.join(missing[:5])}, which the draw has; record it in the same dataset"
        )
    has = column in table.column_names
    before = table[column].to_pylist() if has else [None] * len(names)
    after = pa.array([values.get(name, old) for name, old in zip(names, before, strict=True)], kind)
    if has:
        return table.set_column(table.column_names.index(column), column, after)
    return table.append_column(column, after)
