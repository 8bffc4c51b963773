"""What is counted of the members of households, for households that are alike in it at once.

Every member has some numbers that were computed from its own facts, and a household is asked for the largest, the
smallest or the sum of each. All of these follow from how many of its members have which value. These counts are
summed for all questions together: each has as many bits of a 64-bit word as the largest household needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.programmes.assessment.kinds import Numbers, plain, plain_type
from merata.programmes.assessment.persons import Persons
from merata.programmes.assessment.registry_tables import KEY
from merata.programmes.cel.syntax import MAX_INT

_WORD = 63
"""Bits of a word that counts are packed in; the sign is left alone."""


class Members:
    """The persons of n households, by household.

    `persons` may stand in any order, and others among them; whose household is not among `households` (n identifiers,
    each once) counts nowhere.
    """

    def __init__(self, persons: Persons, households: pa.ChunkedArray) -> None:
        self.persons = persons
        self._households = households

    @cached_property
    def _placed(self) -> tuple[Numbers | None, Numbers]:
        return _by_household(self.persons.table[KEY], self._households)

    @property
    def size(self) -> Numbers:
        """How many members each household has."""
        return self._placed[1]

    @cached_property
    def household(self) -> NDArray[np.int32]:
        """The place of the household of each person that has one, in the households' order."""
        return np.repeat(np.arange(self.size.size, dtype=np.int32), self.size)

    def settle(self) -> None:
        """Find each person's household, and forget what that and the persons' kinds were told by."""
        self._placed  # noqa: B018 - computed from the identifiers that go
        self.persons.settle()

    def of(self, household: int) -> NDArray[np.int64]:
        """The rows of the members of the household in that place."""
        place, size = self._placed
        start = int(size[:household].sum())
        rows = np.arange(start, start + size[household])
        return rows if place is None else place[rows]

    def are(self, persons: pa.Table, households: pa.ChunkedArray) -> bool:
        """Whether these are `persons` of `households`."""
        return persons is self.persons.table and self._households.equals(households)

    def by_household(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """`numbers` of the persons (one each) in the order of the households, without those who have none."""
        place = self._placed[0]
        return numbers if place is None else numbers[place]

    @cached_property
    def _first(self) -> tuple[NDArray[np.bool_] | None, NDArray[np.int64]]:
        """Which households have members (None: all), and the place of the first of each of those."""
        start = np.cumsum(self.size) - self.size
        has = self.size > 0
        return (None, start) if has.all() else (has, start[has])

    def summed(self, numbers: Numbers) -> Numbers:
        """The sum over the members of each household of `numbers` (in the households' order), 0 without members."""
        has, first = self._first
        if not first.size:
            return np.zeros(self.size.size, dtype=np.int64)
        sums = np.add.reduceat(numbers, first)
        if has is None:
            return sums
        whole = np.zeros(self.size.size, dtype=np.int64)
        whole[has] = sums
        return whole


@dataclass(frozen=True)
class MemberCounts:
    """Counts of members by value: of columns that k kinds of persons have, summed by household.

    `values` are the values of each column in ascending order. All but the first have a lane (the first is what the
    others leave), `bits` wide: `lanes` are their numbers by column. `words` (k each) hold as many lanes as they can.
    """

    values: Mapping[str, Numbers]
    lanes: Mapping[str, tuple[int, ...]]
    words: tuple[Numbers, ...]
    bits: int

    @property
    def per_word(self) -> int:
        """How many lanes a word holds."""
        return _WORD // self.bits

    def same_words(self, other: MemberCounts) -> bool:
        """Whether both count the same of the same kinds of persons."""
        both = zip(self.words, other.words, strict=False)
        return len(self.words) == len(other.words) and all(np.array_equal(one, another) for one, another in both)

    def reduced(self, column: str, how: str, words: list[Numbers], size: Numbers) -> Numbers:
        """The "max", "min" or "sum" of `column` in households with these summed `words` and `size` members.

        A sum beyond 2^53 − 1 is 2^53. A household has at least one member.
        """
        values = self.values[column]
        if not values.size:  # there are no persons at all
            return np.zeros_like(size)
        others = [self._count(lane, words) for lane in self.lanes[column]]
        counts = [size - sum(others, np.zeros_like(size)), *others]
        if how == "sum":
            beyond = sum(count * float(value) for count, value in zip(counts, values, strict=True))
            total = sum((count * value for count, value in zip(counts, values, strict=True)), np.zeros_like(size))
            return np.where(beyond > MAX_INT, MAX_INT + 1, total)
        order = range(len(values)) if how == "max" else reversed(range(len(values)))
        found = np.zeros_like(size)
        for place in order:
            found = np.where(counts[place] > 0, values[place], found)
        return found

    def _count(self, lane: int, words: list[Numbers]) -> Numbers:
        word, place = divmod(lane, self.per_word)
        return (words[word] >> (place * self.bits)) & ((1 << self.bits) - 1)


def member_counts(columns: Mapping[str, Numbers], largest: int) -> MemberCounts:
    """What to count of `columns` (k kinds of persons each), where households have up to `largest` members."""
    bits = max(largest.bit_length(), 1)
    per_word = _WORD // bits
    found: dict[bytes, int] = {}
    words: list[Numbers] = []

    def lane_of(holds: NDArray[np.bool_]) -> int:
        """The lane that counts the kinds where `holds`; questions with the same answers share one."""
        lane = found.setdefault(holds.tobytes(), len(found))
        word, place = divmod(lane, per_word)
        if word == len(words):
            words.append(np.zeros(holds.size, dtype=np.int64))
        words[word] |= holds.astype(np.int64) << (place * bits)
        return lane

    values: dict[str, Numbers] = {}
    lanes: dict[str, tuple[int, ...]] = {}
    for name, column in columns.items():
        values[name], place = np.unique(column, return_inverse=True)
        lanes[name] = tuple(lane_of(place == which) for which in range(1, values[name].size))
    return MemberCounts(values, lanes, tuple(words), bits)


def _by_household(persons: pa.ChunkedArray, households: pa.ChunkedArray) -> tuple[Numbers | None, Numbers]:
    """The places of the persons in the order of their households (None: as they are), and how many each has."""
    runs, lengths = _runs(persons)
    runs = runs.cast(plain_type(households.type))
    if runs.equals(plain(households)):
        return None, lengths
    row = pc.index_in(runs, value_set=plain(households))
    known = row.is_valid().to_numpy(zero_copy_only=False)
    at = row.fill_null(0).to_numpy()
    size = np.bincount(at[known], weights=lengths[known], minlength=len(households)).astype(np.int64)
    if known.all() and (np.diff(at) >= 0).all():
        return None, size
    start = np.cumsum(lengths) - lengths
    order = np.flatnonzero(known)[np.argsort(at[known], kind="stable")]
    length = lengths[order]
    step = np.repeat(start[order] - (np.cumsum(length) - length), length)
    return step + np.arange(step.size), size


def _runs(column: pa.ChunkedArray) -> tuple[pa.Array, Numbers]:
    """The values of a column, equal ones in succession once, and how long each run is."""
    values = plain(column)
    if not len(values):
        return values, np.zeros(0, dtype=np.int64)
    encoded = pc.run_end_encode(values, run_end_type=pa.int64())
    return encoded.values, np.diff(encoded.run_ends.to_numpy(), prepend=0)
