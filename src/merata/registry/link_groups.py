"""Groups of records that are one person: certain pairs joined, and no chain that contradicts itself."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Labels = NDArray[np.int64]


def settled(niks: pa.ChunkedArray, pairs: pa.Table) -> tuple[pa.Table, Labels]:
    """The `pairs` (`certain_pairs`) with those no longer certain that would chain up a contradiction, and each record's
    group (equal numbers are one person; a record alone has a number of its own).

    `niks`: of every record, null where it has none. No group holds two NIKs: a record without one that is like two
    people is left to a person. Nor does it hold a pair with one NIK that is not certain itself: of three records with
    one NIK, a nameless one does not join two whose dates of birth differ.
    """
    left, right = (pairs[side].to_numpy() for side in ("left", "right"))
    status = np.array(pairs["status"].to_pylist(), dtype=object)
    family = np.array(pc.equal(pairs["rule"], "same_family").to_numpy(), dtype=np.bool_)
    doubtful = status != "certain"
    labels = _components(len(niks), left[~doubtful], right[~doubtful])
    torn = np.isin(labels[left], _with_two_niks(labels, niks)) & family & ~doubtful
    status[torn] = "unclear"
    labels = _components(len(niks), left[status == "certain"], right[status == "certain"])
    contradicted = labels[left[doubtful]][labels[left[doubtful]] == labels[right[doubtful]]]
    status[np.isin(labels[left], contradicted) & (status == "certain")] = "unclear"
    labels = _components(len(niks), left[status == "certain"], right[status == "certain"])
    at = pairs.column_names.index("status")
    return pairs.set_column(at, "status", pa.array(status, pa.string())), labels


def representatives(niks: pa.ChunkedArray, labels: Labels) -> Labels:
    """For each record, the record that stands for its group: the first with a NIK, else the first."""
    without = niks.is_null().to_numpy()
    order = np.lexsort((np.arange(len(labels)), without, labels))
    first = np.concatenate(([True], labels[order][1:] != labels[order][:-1])) if len(order) else np.zeros(0, np.bool_)
    of_label = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.int64)
    of_label[labels[order][first]] = order[first]
    return of_label[labels]


def _with_two_niks(labels: Labels, niks: pa.ChunkedArray) -> Labels:
    """The groups that hold more than one NIK."""
    given = niks.is_valid().to_numpy()
    codes = niks.filter(pa.array(given)).combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    distinct = np.unique(np.stack([labels[given], codes]), axis=1)[0] if len(codes) else np.zeros(0, dtype=np.int64)
    groups, count = np.unique(distinct, return_counts=True)
    return groups[count > 1]


def _components(records: int, left: Labels, right: Labels) -> Labels:
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
