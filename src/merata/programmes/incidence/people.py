"""The people that an incidence is about, and the households that each programme reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.programmes.incidence.ranking import Floats, Integers

Flags = NDArray[np.bool_]

UNKNOWN = "unknown"
"""The label of households whose group is not known; they are a group, not left out."""
MOST_IDR = 2**53 - 1
"""Rupiah that are exact in every number that a table, JSON or an engine may hold them in."""


@dataclass(frozen=True, slots=True)
class Group:
    """A division of n households: `code` (n) points into `labels`."""

    code: Integers
    labels: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Group:
        """The groups that the values of a column make, in order; the missing ones are the group `UNKNOWN`."""
        values = pc.fill_null(pc.cast(column, pa.string()), UNKNOWN)
        labels = pc.unique(values).sort()
        code = pc.index_in(values, value_set=labels).to_numpy()
        return cls(np.asarray(code, dtype=np.int64), tuple(labels.to_pylist()))


@dataclass(frozen=True, slots=True)
class People:
    """n households with M draws of welfare before the transfer.

    `welfare` (M × n): rupiah per person per month in each draw; `size` (n): persons; `line_idr` (n): poverty line of
    each, None where there is none; `groups`: divisions to report by, under their name. `InputError` names every
    fault: fewer than two draws, a number that is missing, a size or line that is not above 0, a draw in which
    nobody has anything, groups of another length.
    """

    welfare: Floats
    size: Floats
    line_idr: Floats | None = None
    groups: Mapping[str, Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [problem for problem, wrong in _problems(self).items() if wrong]
        if faults:
            raise InputError("incidence: " + "; ".join(faults))

    def __len__(self) -> int:
        return len(self.size)


def _problems(people: People) -> dict[str, bool]:
    welfare, size, line = people.welfare, people.size, people.line_idr
    if welfare.ndim != 2 or size.shape != welfare.shape[1:] or (line is not None and line.shape != size.shape):
        shapes = [list(array.shape) for array in (welfare, size, line) if array is not None]
        return {f"welfare, size and line have shapes {shapes}; expected (draws, n), (n) and (n)": True}
    found = {
        f"{len(welfare)} draws give no interval; give 2 or more": len(welfare) < 2,
        "there is no household": not size.size,
        "welfare is missing or infinite somewhere; predict it for everyone, or leave them out": not all(
            np.isfinite(draw.sum()) for draw in welfare
        ),
        "a size is missing or not above 0": not (size > 0).all() or not np.isfinite(size).all(),
        "a poverty line is missing or not above 0; give None for none": line is not None
        and not ((line > 0) & np.isfinite(line)).all(),
        "in some draw nobody has anything, so inequality does not exist": any(
            np.dot(draw, size) <= 0 for draw in welfare
        ),
    }
    for name, group in people.groups.items():
        outside = group.code.size and not 0 <= group.code.min() <= group.code.max() < len(group.labels)
        found[
            f"group {name} has {group.code.size} codes of {len(group.labels)} labels; expected a label a household"
        ] = bool(outside) or group.code.shape != size.shape
    return found


@dataclass(frozen=True, slots=True)
class Recipients:
    """The k households that a programme reaches: their `rows`, what each is paid in a year (0: has it already, and
    is not paid again), their `size`, that of the paid ones alone, and the `gain` in welfare per person per month.
    """

    rows: Integers
    annual_idr: Integers
    size: Floats
    paid_size: Floats
    gain: Floats

    @property
    def cost_idr(self) -> int:
        """What the programme pays in a year."""
        return int(self.annual_idr.sum())

    @classmethod
    def of(cls, annual_idr: Integers, reached: Flags, size: Floats, pass_through: float | Floats) -> Recipients:
        """Those of n households who are paid `annual_idr` (n) or `reached` (n) otherwise.

        `pass_through` is what is spent of a rupiah, by all alike or by each of them (n).
        """
        rows = np.flatnonzero(reached | (annual_idr > 0))
        paid, members = annual_idr[rows], size[rows]
        # In this order, so that welfare after a gain is to the last digit what the simulation counts with.
        gain = paid / 12.0 / members * np.broadcast_to(pass_through, size.shape)[rows]
        return cls(rows, paid, members, np.where(paid > 0, members, 0.0), gain)


def spent_shares(pass_through: float | Mapping[str, float], programmes: Iterable[str]) -> dict[str, float]:
    """What is spent of a rupiah of each programme; `UsageError` for one without a share, or a share below 0."""
    names = list(programmes)
    shares = pass_through if isinstance(pass_through, Mapping) else dict.fromkeys(names, pass_through)
    if set(shares) != set(names):
        differing = ", ".join(sorted(set(shares) ^ set(names)))
        raise UsageError(f"pass_through must name the programmes of the benefits, each once; not so: {differing}")
    for share in shares.values():
        if not 0 <= share < np.inf:
            raise UsageError(f"pass_through is {share}; expected 0 or more, 1 for a rupiah spent of one received")
    return {name: float(shares[name]) for name in names}


def check_benefits(
    people: People, benefits: Mapping[str, Any], reached: Mapping[str, Any], overhead_idr: Mapping[str, int]
) -> None:
    """Raise `UsageError` for programmes that `benefits` lacks, `InputError` for rupiah that are not exact."""
    unknown = sorted((set(reached) | set(overhead_idr)) - set(benefits))
    if unknown or not benefits:
        lacking = f"no benefits of {', '.join(unknown)}, named in reached or overhead_idr" if unknown else "no benefits"
        raise UsageError(f"incidence got {lacking}; give each programme's rupiah a household")
    faults = [f"overhead_idr of {name} is below 0" for name, extra in overhead_idr.items() if extra < 0]
    faults += [
        f"benefits of {name} {problem}" for name, values in benefits.items() if (problem := _amounts(people, values))
    ]
    for name, flags in reached.items():
        if np.shape(flags) != people.size.shape or np.asarray(flags).dtype != np.bool_:
            faults.append(f"reached of {name} is not a flag for each of {len(people)} households")
    if not faults and sum(float(np.sum(annual, dtype=np.float64)) for annual in benefits.values()) > MOST_IDR:
        faults.append(f"benefits add up to more than {MOST_IDR:,} rupiah, beyond which numbers are not exact")
    if faults:
        raise InputError("incidence: " + "; ".join(faults))


def _amounts(people: People, values: Any) -> str | None:
    """What is wrong with a programme's amounts."""
    annual = np.asarray(values)
    if annual.shape != people.size.shape:
        return f"have shape {annual.shape}; expected ({len(people)},), a household each"
    if not np.issubdtype(annual.dtype, np.integer):
        return f"are {annual.dtype}; expected whole rupiah"
    negative = int(np.count_nonzero(annual < 0))
    return f"are below 0 in {negative} households" if negative else None
