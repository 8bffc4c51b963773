"""Inclusion: who was invited, who came and who spoke, by group; with counts, and intervals where meetings are a sample.

A share is never given without the persons it rests on. Where every meeting was counted there is no interval: nothing
was drawn. Where only some meetings' lists were read, a share's interval comes from its spread between them: persons of
one meeting are alike, so the meeting is what was drawn (linearised ratio, Student's t on the logit scale).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault, InputError, UsageError
from merata.stats.design import design, variance_of_total
from merata.stats.intervals import interval

DIMENSIONS = ("element", "sex", "disability", "part")
"""Element of the community, sex, whether disabled, part of the village (dusun, RW)."""
FLAGS = ("invited", "attended", "spoke")
FURTHER = ("asked", "received")
"""Counted where the table has them: who voiced an aspiration, and who receives what was decided."""
_SHARES = {"came": ("came", "invited"), "spoke_of_present": ("spoke", "attended"), "of_voices": ("spoke", "voices")}

Flags = NDArray[np.bool_]


def inclusion(
    persons: pa.Table, *, by: Sequence[str] = DIMENSIONS, sampled: bool = False, meetings_held: int | None = None
) -> pa.Table:
    """Counts and shares for each group of each dimension of `by`, and for all (`dimension` "all").

    `persons`: one row for each person of a meeting: forum_id, the columns `by` (null: not recorded, a group of its
    own), and whether she was `invited`, `attended`, `spoke`. Who attended uninvited counts among the present, not
    among the invited who came.

    Columns of the answer: dimension, group, meetings (where the group was invited or came), invited, came (of the
    invited), attended, spoke, and of `FURTHER` what `persons` has; `came_share` = came ÷ invited,
    `spoke_of_present_share` = spoke ÷ attended,
    `of_voices_share` = spoke ÷ all who spoke; a share of nobody is null. With `sampled` also each share's `_low` and
    `_high`, 95%; null with fewer than two meetings. `meetings_held`: how many meetings they were drawn from, for the
    finite-population correction.

    Raises `InputError` with all faults: a missing column, a flag that is null, somebody who spoke and did not attend;
    `UsageError` where fewer meetings were held than are listed.
    """
    _check(persons, by)
    forums = persons["forum_id"].to_numpy(zero_copy_only=False)
    if meetings_held is not None and meetings_held < len(set(forums.tolist())):
        raise UsageError(f"{meetings_held} meetings held, but {len(set(forums.tolist()))} are listed")
    flags = {name: persons[name].to_numpy(zero_copy_only=False).astype(bool) for name in FLAGS}
    further = [name for name in FURTHER if name in persons.column_names]
    flags |= {name: persons[name].to_numpy(zero_copy_only=False).astype(bool) for name in further}
    flags["came"] = flags["invited"] & flags["attended"]
    everyone = np.ones(persons.num_rows, dtype=bool)
    groups: list[tuple[str, object, Flags]] = [("all", None, everyone)]
    for dimension in by:
        values = persons[dimension].to_pylist()
        ordered = sorted(set(values), key=lambda one: (one is None, str(one)))
        groups += [(dimension, value, np.array([one == value for one in values])) for value in ordered]
    rows = [_row(name, value, within, flags, forums) for name, value, within in groups]
    if sampled:
        rows = [
            row | _intervals(row, within, flags, forums, meetings_held)
            for row, (_, _, within) in zip(rows, groups, strict=True)
        ]
    return pa.Table.from_pylist(rows, schema=_schema(further, sampled=sampled))


def _row(
    dimension: str, value: object, within: Flags, flags: dict[str, Flags], forums: NDArray[np.object_]
) -> dict[str, object]:
    told = ("invited", "came", "attended", "spoke", *(name for name in FURTHER if name in flags))
    counts = {name: int(np.count_nonzero(within & flags[name])) for name in told}
    wholes = {**counts, "voices": int(np.count_nonzero(flags["spoke"]))}
    met = within & (flags["invited"] | flags["attended"])
    shares = {
        f"{name}_share": wholes[part] / wholes[whole] if wholes[whole] else None
        for name, (part, whole) in _SHARES.items()
    }
    group = None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return {"dimension": dimension, "group": group, "meetings": len(set(forums[met].tolist())), **counts, **shares}


def _intervals(
    row: dict[str, object], within: Flags, flags: dict[str, Flags], forums: NDArray[np.object_], held: int | None
) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    meetings = len(set(forums.tolist()))
    for name, (part, whole) in _SHARES.items():
        share = row[f"{name}_share"]
        found |= {f"{name}_low": None, f"{name}_high": None}
        if not isinstance(share, float) or meetings < 2:
            continue
        counted = flags["spoke"] if whole == "voices" else within & flags[whole]
        score = ((within & flags[part]).astype(float) - share * counted) / np.count_nonzero(counted)
        population = None if held is None else np.full(len(forums), held)
        sample = design(np.zeros(len(forums), dtype=int), forums, population_psus=population)
        error = np.sqrt(variance_of_total(score, sample))
        low, high = interval(share, error, meetings - 1, scale="logit")
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return found


def _schema(further: Sequence[str], *, sampled: bool) -> pa.Schema:
    counts = [(name, pa.int64()) for name in ("meetings", "invited", "came", "attended", "spoke", *further)]
    shares = [(f"{name}_share", pa.float64()) for name in _SHARES]
    ends = [(f"{name}_{end}", pa.float64()) for name in _SHARES for end in ("low", "high")] if sampled else []
    return pa.schema([("dimension", pa.string()), ("group", pa.string()), *counts, *shares, *ends])


def _check(persons: pa.Table, by: Sequence[str]) -> None:
    missing = [name for name in ("forum_id", *by, *FLAGS) if name not in persons.column_names]
    faults = [Fault("persons", None, name, None, "a column of the attendance list", "missing") for name in missing]
    faults += [
        Fault("persons", None, name, None, "true or false", f"{persons[name].null_count} rows say neither")
        for name in (*FLAGS, *(one for one in FURTHER if one in persons.column_names))
        if name not in missing and persons[name].null_count
    ]
    if not faults:
        silent = pc.and_(persons["spoke"], pc.invert(persons["attended"])).to_pylist()
        faults += [
            Fault("persons", row, "spoke", "true", "attended true as well", "somebody spoke who did not attend")
            for row, wrong in enumerate(silent, start=1)
            if wrong
        ]
    if faults:
        raise InputError("the attendance list cannot be counted", faults)
