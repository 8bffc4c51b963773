"""Which registered households a sampled one could be: several like it, never one, so that nobody is found again.

A survey does not say what aid its households had, and a registry does not say what they consume. Each sampled
household therefore borrows from several registered ones of its regency that are alike in what both know. The file is
matched, not linked: what is assumed is that, among alike households, who is in a programme does not depend on what
they would consume without it (conditional independence; Rubin 1986, D'Orazio and others 2006, *Statistical Matching*).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError
from merata.measurement.covariates import encode, shared_terms
from merata.tables import frames

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DONORS = 20
"""Registered households that each sampled one borrows from."""

_COMPOSITION = ("size", "children", "elderly")
"""Counts of members that decide what families are entitled to."""
_RIDGE = 1e-8
_FEW_RANKED = 2
_NEAREST = 2.0
"""A standard deviation of expected welfare counts as this many of a count of members."""


def expected_welfare(sample: pa.Table, registry: pa.Table) -> tuple[Floats, Floats]:
    """Expected log consumption of sampled and of registered households, by least squares on what both tables know.

    Raises `InputError` where a sampled household has no consumption.
    """
    welfare = frames.numbers(sample, "consumption_pc_idr", "survey_households")
    if np.any(welfare <= 0):
        raise InputError(
            f"survey_households: {np.count_nonzero(welfare <= 0)} sampled households of these years have no "
            "consumption, and matching needs its logarithm; correct or leave out these rows"
        )
    terms = shared_terms(sample, registry)
    columns = encode(terms, sample)
    weight = np.sqrt(frames.numbers(sample, "weight", "survey_households"))
    scaled = columns * weight[:, None]
    gram = scaled.T @ scaled
    gram[np.diag_indices_from(gram)] += _RIDGE * np.trace(gram) / len(gram)
    slope = np.linalg.solve(gram, scaled.T @ (np.log(welfare) * weight))
    return columns @ slope, encode(terms, registry) @ slope


def donors(
    sample: pa.Table,
    registry: pa.Table,
    expected: tuple[Floats, Floats],
    *,
    count: int = DONORS,
) -> Integers:
    """The rows of `registry` that each row of `sample` borrows from (sample × `count`), the likest first.

    Alike in expected welfare and in members, children and elderly; of the same regency, and of a desa or of a
    kelurahan alike, where the survey says in which village. `InputError` where such a group has fewer than `count`.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a moment to import

    spread = float(np.std(expected[0])) or 1.0
    mine, theirs = (
        np.column_stack([_NEAREST * values / spread, *_members(table, sample, registry)])
        for table, values in ((sample, expected[0]), (registry, expected[1]))
    )
    group, groups = _groups(sample, registry)
    found = np.empty((sample.num_rows, count), dtype=np.int64)
    for label in sorted(set(group)):
        asking, giving = np.flatnonzero(group == label), np.flatnonzero(groups == label)
        if len(giving) < count:
            giving = np.flatnonzero(np.char.startswith(groups, label.split("/", maxsplit=1)[0]))
        if len(giving) < count:
            raise InputError(
                f"the registry has {len(giving)} households in {label.split('/')[0]}, and each sampled one borrows "
                f"from {count}; register more, or ask for another regency"
            )
        _, nearest = cKDTree(theirs[giving]).query(mine[asking], k=count)
        found[asking] = giving[np.reshape(nearest, (len(asking), count))]
    return found


def lean(registry: pa.Table, expected: Floats) -> Floats:
    """What the registry's desil says of each household beyond its `expected` welfare, in standard deviations.

    Below zero: the list holds it poorer than its traits do; 0 where the desil is not determined.
    """
    desil = frames.numbers(registry, "desil", "households")
    known = ~np.isnan(desil)
    found = np.zeros(len(desil))
    if np.count_nonzero(known) > _FEW_RANKED and np.ptp(expected[known]) > 0:
        slope, level = np.polyfit(expected[known], desil[known], 1)
        residual = desil[known] - level - slope * expected[known]
        found[known] = residual / (residual.std() or 1.0)
    return found


def _members(table: pa.Table, sample: pa.Table, registry: pa.Table) -> list[Floats]:
    """The counts of members that both tables know throughout."""
    both = [
        name
        for name in _COMPOSITION
        if all(name in one.column_names and not one[name].null_count for one in (sample, registry))
    ]
    return [frames.numbers(table, name) for name in both]


def _groups(sample: pa.Table, registry: pa.Table) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Regency and type of village of each row, e.g. 35.05/desa; of a sampled one whose village is unknown, any type."""
    registered = pc.binary_join_element_wise(registry["regency_code"], registry["type"], "/")
    codes = registry["village_code"].combine_chunks().dictionary_encode()
    _, first = np.unique(codes.indices.to_numpy(), return_index=True)
    at = pc.index_in(sample["village_code"].cast(pa.string()), value_set=codes.dictionary)
    kind = pc.fill_null(registry["type"].take(pa.array(first)).take(at), "?")
    sampled = pc.binary_join_element_wise(sample["regency_code"], kind, "/")
    return _texts(sampled), _texts(registered)


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.asarray(column.to_numpy(zero_copy_only=False).astype(str))
