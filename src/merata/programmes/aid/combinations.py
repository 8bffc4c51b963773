"""Programmes in one household: how many have both of any two, and which pairs a rulebook forbids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.programmes.aid.receipts import Integers, Receipts
from merata.programmes.aid.totals import lists, village_codes

Pair = tuple[str, str]
"""Two programmes, in alphabetical order."""


class Excluding(Protocol):
    """What of a rulebook is asked here: its programme, and those that may not be had with it."""

    @property
    def programme_id(self) -> str:
        """The programme that the rulebook is of."""

    @property
    def not_with(self) -> tuple[str, ...]:
        """The programmes that exclude it."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """Two programmes in one household.

    `matrix` (P × P): households with both, in the order of the receipts' programmes; on the diagonal, with that
    programme. `pairs`: those that anyone has, most households first, with first_programme, second_programme,
    households, annual_idr (of both) and forbidden_by (the programmes whose rulebooks forbid the pair; empty:
    allowed). `by_village`: the same by village_code. `forbidden`: one row a household and forbidden pair, with both
    sources and rupiah, by household. `households` is how many households have a forbidden pair, each once.
    """

    matrix: Integers
    pairs: pa.Table
    by_village: pa.Table
    forbidden: pa.Table
    households: int


def forbidden_pairs(rulebooks: Iterable[Excluding]) -> dict[Pair, tuple[str, ...]]:
    """The pairs of programmes that `rulebooks` forbid, each with the programmes whose rulebooks say so."""
    found: dict[Pair, set[str]] = {}
    for book in rulebooks:
        for other in book.not_with:
            found.setdefault(_pair(book.programme_id, other), set()).add(book.programme_id)
    return {pair: tuple(sorted(found[pair])) for pair in sorted(found)}


def combinations(receipts: Receipts, forbidden: Mapping[Pair, tuple[str, ...]]) -> Combinations:
    """Every pair of programmes that a household has, and those of them that are `forbidden`."""
    count = len(receipts.programmes)
    one, other = _together(receipts)
    first, second = receipts.programme[one], receipts.programme[other]
    matrix = np.zeros((count, count), dtype=np.int64)
    np.add.at(matrix, (first, second), 1)
    matrix += matrix.T
    np.fill_diagonal(matrix, np.bincount(receipts.programme, minlength=count))
    key = first * count + second
    both = receipts.annual_idr[one] + receipts.annual_idr[other]
    village = receipts.village[receipts.household[one]]
    rules = _rules(receipts, forbidden)
    banned = np.isin(key, [at for at, by in enumerate(rules) if by])
    by_pair = _pair_table(receipts, key, both, rules)
    return Combinations(
        matrix=matrix,
        pairs=by_pair.sort_by(
            [("households", "descending"), ("annual_idr", "descending"), ("first_programme", "ascending")]
        ),
        by_village=_pair_table(receipts, key, both, rules, village),
        forbidden=_found(receipts, one[banned], other[banned], rules),
        households=int(np.count_nonzero(np.bincount(receipts.household[one[banned]]))),
    )


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _together(receipts: Receipts) -> tuple[Integers, Integers]:
    """The receipts of every two programmes in one household, the earlier programme first."""
    found: list[NDArray[np.int64]] = []
    apart = 1
    while apart < len(receipts):
        same = np.flatnonzero(receipts.household[apart:] == receipts.household[:-apart])
        if not same.size:  # receipts stand by household: nobody has more
            break
        found.append(np.stack([same, same + apart]))
        apart += 1
    pairs = np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
    pairs = pairs[:, np.argsort(pairs[0], kind="stable")]
    return pairs[0], pairs[1]


def _rules(receipts: Receipts, forbidden: Mapping[Pair, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Who forbids each pair of programmes, the pairs numbered first × P + second."""
    names = [programme.programme_id for programme in receipts.programmes]
    return [forbidden.get(_pair(one, other), ()) for one in names for other in names]


def _pair_table(
    receipts: Receipts, key: Integers, both_idr: Integers, rules: list[tuple[str, ...]], village: Integers | None = None
) -> pa.Table:
    """Households and rupiah by pair (and `village`), for the pairs that anyone has."""
    pairs = np.flatnonzero(np.bincount(key, minlength=len(rules)))
    place = np.zeros(len(rules), dtype=np.int64)
    place[pairs] = np.arange(len(pairs))
    at = place[key] if village is None else village * len(pairs) + place[key]
    counted = np.bincount(at)
    rupiah = np.zeros(len(counted), dtype=np.int64)
    np.add.at(rupiah, at, both_idr)
    found = np.flatnonzero(counted)
    pair = pairs[found % max(len(pairs), 1)]
    columns = {} if village is None else {"village_code": village_codes(receipts, found // max(len(pairs), 1))}
    first, second = _named(receipts, pair)
    return pa.table(
        columns
        | {
            "first_programme": first,
            "second_programme": second,
            "households": pa.array(counted[found].astype(np.int64)),
            "annual_idr": pa.array(rupiah[found]),
            "forbidden_by": _forbidding(pair, rules),
        }
    )


def _found(receipts: Receipts, one: Integers, other: Integers, rules: list[tuple[str, ...]]) -> pa.Table:
    """One row for each household and forbidden pair."""
    count = len(receipts.programmes)
    household = receipts.household[one]
    pair = receipts.programme[one] * count + receipts.programme[other]
    first, second = _named(receipts, pair)
    sources = pa.array([programme.source for programme in receipts.programmes], pa.string())
    amounts = receipts.annual_idr[one], receipts.annual_idr[other]
    return pa.table(
        {
            "household_id": receipts.household_id.take(pa.array(household)),
            "village_code": village_codes(receipts, receipts.village[household]),
            "first_programme": first,
            "second_programme": second,
            "first_source": sources.take(pa.array(receipts.programme[one])),
            "second_source": sources.take(pa.array(receipts.programme[other])),
            "first_idr": pa.array(amounts[0]),
            "second_idr": pa.array(amounts[1]),
            "annual_idr": pa.array(amounts[0] + amounts[1]),
            "forbidden_by": _forbidding(pair, rules),
        }
    )


def _named(receipts: Receipts, pair: Integers) -> tuple[pa.Array, pa.Array]:
    names = pa.array([programme.programme_id for programme in receipts.programmes], pa.string())
    count = max(len(names), 1)
    return names.take(pa.array(pair // count)), names.take(pa.array(pair % count))


def _forbidding(pair: Integers, rules: list[tuple[str, ...]]) -> pa.Array:
    """The programmes that forbid each pair, as lists."""
    lengths = np.array([len(by) for by in rules], dtype=np.int64)[pair]
    starts = np.concatenate(([0], np.cumsum([len(by) for by in rules])))[:-1].astype(np.int64)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    places = np.repeat(starts[pair] - offsets[:-1], lengths) + np.arange(offsets[-1])
    names = pa.array([name for by in rules for name in by], pa.string())
    return lists(offsets, names, places)
