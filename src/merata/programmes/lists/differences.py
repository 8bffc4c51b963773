"""What changed from one frozen list to the next: who entered, who left, whose amount or reason is another."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from merata.errors import InputError
from merata.programmes.lists.frozen import list_hash, refuse_unkeyed

CHANGES = ("entered", "left", "changed")
FIELDS = ("amount_idr", "reason")
"""What is compared of who stands in both lists."""


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What changed.

    `rows`: change, key, old_amount_idr, new_amount_idr, old_reason, new_reason; one row for each key that changed, in
    the order of `CHANGES` and of keys. `old_hash` and `new_hash` are those of the two lists (key, amount_idr and reason
    alone), `stayed` counts who stands in both as they were.
    """

    key: str
    rows: pa.Table
    old_hash: str
    new_hash: str
    stayed: int
    old_total_idr: int
    new_total_idr: int

    @property
    def counts(self) -> dict[str, int]:
        """How many entered, left and changed."""
        found = self.rows["change"].to_pylist()
        return {change: found.count(change) for change in CHANGES}


def compare(old: pa.Table, new: pa.Table, *, key: str = "household_id") -> ListDifference:
    """What changed from `old` to `new`; a list against itself gives no rows.

    Both have one row for each `key`, and amount_idr (whole rupiah) and reason (text) where they are compared; what both
    lack is empty throughout. Raises `InputError` where a key is missing or stands twice, or a column is not of its
    kind.
    """
    before, after = _compared(old, key, "the old list"), _compared(new, key, "the new list")
    was, now = _by_key(before, key), _by_key(after, key)
    empty = (None, None)
    entered = [("entered", one, *_pairs(empty, now[one])) for one in sorted(now.keys() - was.keys())]
    left = [("left", one, *_pairs(was[one], empty)) for one in sorted(was.keys() - now.keys())]
    both = sorted(was.keys() & now.keys())
    changed = [("changed", one, *_pairs(was[one], now[one])) for one in both if was[one] != now[one]]
    return ListDifference(
        key,
        _rows([*entered, *left, *changed]),
        list_hash(before, key, "the old list"),
        list_hash(after, key, "the new list"),
        len(both) - len(changed),
        _total(was),
        _total(now),
    )


def applied(old: pa.Table, difference: ListDifference) -> pa.Table:
    """The new list (key, amount_idr, reason; in the order of keys) from the old one and what changed.

    Raises `InputError` where `old` is not the list that was compared, or the result not the list it was compared with:
    a difference that is sent twice, or over a month that was left out, is noticed before anybody is added or removed.
    """
    key = difference.key
    before = _compared(old, key, "the list")
    if list_hash(before, key, "the list") != difference.old_hash:
        raise InputError(
            "the list is not the one that was compared: its hash differs from the difference's; was a month left out, "
            "or the difference applied already?"
        )
    now = _by_key(before, key)
    for row in difference.rows.to_pylist():
        if row["change"] == "left":
            del now[row["key"]]
        else:
            now[row["key"]] = (row["new_amount_idr"], row["new_reason"])
    keys = sorted(now)
    after = _table(key, keys, [now[one] for one in keys])
    if list_hash(after, key, "the result") != difference.new_hash:
        raise InputError("the difference was altered: what it leads to has another hash than the list it was made of")
    return after


def _compared(rows: pa.Table, key: str, called: str) -> pa.Table:
    """Key, amount and reason of a list, in their types."""
    refuse_unkeyed(rows, key, called)
    columns = {key: rows[key]}
    kinds = {key: pa.string(), "amount_idr": pa.int64(), "reason": pa.string()}
    for name in FIELDS:
        columns[name] = rows[name] if name in rows.column_names else pa.nulls(rows.num_rows, kinds[name])
    try:
        return pa.table({name: column.cast(kinds[name]) for name, column in columns.items()})
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"{called}: amount_idr must be whole rupiah and reason text ({error})") from error


def _by_key(rows: pa.Table, key: str) -> dict[str, tuple[int | None, str | None]]:
    values = zip(rows["amount_idr"].to_pylist(), rows["reason"].to_pylist(), strict=True)
    return dict(zip(rows[key].to_pylist(), values, strict=True))


def _pairs(
    old: tuple[int | None, str | None], new: tuple[int | None, str | None]
) -> tuple[int | None, int | None, str | None, str | None]:
    return old[0], new[0], old[1], new[1]


def _rows(changes: list[tuple[object, ...]]) -> pa.Table:
    names = ("change", "key", "old_amount_idr", "new_amount_idr", "old_reason", "new_reason")
    kinds = (pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string(), pa.string())
    columns = zip(*changes, strict=True) if changes else ((),) * len(names)
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})


def _table(key: str, keys: list[str], values: list[tuple[int | None, str | None]]) -> pa.Table:
    return pa.table(
        {
            key: pa.array(keys, pa.string()),
            "amount_idr": pa.array([amount for amount, _ in values], pa.int64()),
            "reason": pa.array([reason for _, reason in values], pa.string()),
        }
    )


def _total(rows: dict[str, tuple[int | None, str | None]]) -> int:
    return sum(amount or 0 for amount, _ in rows.values())
