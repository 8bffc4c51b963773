"""The sums that every fast measure is made of, with their covariance under the sample's design, compiled.

A *term* is a function φ of a row; a group's total of it is Σ s·φ over the rows of the group, with s the row's share
of the group's weight. Welfare enters as r, a multiple of the group's mean, so sums stay of the order of one. A
measure is a smooth function of a few totals: its variance follows from the totals' covariance matrix (the delta
method), which is why one pass over the sorted rows serves all measures, whatever their number.

All compiled code that works together stays in one module: Numba's cache follows a file's own changes only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from merata.compiled import compiled, inlined

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Places = NDArray[np.int32]
"""Numbers of rows and clusters, of which there are many: half as wide."""

ONE, WELFARE, POSITIVE, LOG, WELFARE_LOG, RANK, OWN, GAP, LOG_GAP, BELOW, POWER = range(11)
"""The terms: 1; r; 1 if r > 0; ln r if r > 0; r·ln r; r·F + A, with F the share of people up to the row (ties: half of
the others) and A the share of welfare from the row up; s·r; (1 − y/line)^a of the poor; ln(line/y) of the poor who have
something; min(r − q, 0) with q the quantile at a; r^a if r > 0."""


class Rows(NamedTuple):
    """The sample, group by group: group g has the rows from starts[g] to before starts[g + 1].

    `line` is empty, one number, or one a row; `psu` is empty where no covariance is wanted.
    """

    starts: Integers
    welfare: Floats
    weight: Floats
    line: Floats
    psu: Places


class Terms(NamedTuple):
    """The terms to sum (k): their codes and parameters."""

    code: Integers
    parameter: Floats


class Clusters(NamedTuple):
    """The clusters of the design, as `merata.stats.design.Design` has them."""

    stratum: Integers
    drawn: Integers
    factor: Floats
    centred: NDArray[np.bool_]


class Sums(NamedTuple):
    """Results by group: `mean` of welfare, `total` and `quantile` (× k; relative, where a term has one),
    `covariance` of the totals (× k × k), `size` (× 4): rows, rows with positive welfare, clusters, strata.
    """

    mean: Floats
    total: Floats
    quantile: Floats
    covariance: Floats
    size: Integers


class _Group(NamedTuple):
    """The rows of the group at hand, side by side; `segment` bounds runs of rows that are sorted one by one."""

    share: Floats
    welfare: Floats
    line: Floats
    psu: Places
    segment: Integers


class _Segment(NamedTuple):
    """A run of a group's rows, with welfare relative to the group's mean and, where that is needed, ranks."""

    share: Floats
    welfare: Floats
    line: Floats
    psu: Places
    relative: Floats
    up_to: Floats
    above: Floats


class _Scratch(NamedTuple):
    """Totals by cluster and stratum (× k), clusters met in a stratum, the group that last met a cluster, those met."""

    by_cluster: Floats
    by_stratum: Floats
    met: Integers
    seen: Integers
    touched: Integers


_BITS = 11
_BUCKETS = 1 << _BITS
_MASK = _BUCKETS - 1
_FEW = 256
"""Rows below which comparing is faster than counting."""
_MOST_MOVES = 64
"""Rows out of order in one place, beyond which the leading bits have failed and comparing takes over."""


_RANGES = 256
"""Ranges of welfare into which many rows are dealt."""
_FINE_BITS = 16


WORTH_A_THREAD = 1 << 15
"""Rows that a thread should have at least."""
_BLOCK = 512
"""Rows whose terms are worked out at a time: they stay in the nearest cache until they are summed."""
_LARGE = 1 << 15
"""Rows beyond which a group is dealt into ranges of welfare first, so that sorting stays in the cache."""


@compiled
def sum_groups(first: int, last: int, rows: Rows, terms: Terms, clusters: Clusters, sums: Sums) -> None:
    """Fill the `sums`, zero so far, of the groups from `first` to before `last`."""
    k = len(terms.code)
    ranked = False
    for code in terms.code:
        ranked |= code in (RANK, OWN, BELOW)
    scratch = _Scratch(
        np.empty((len(clusters.stratum), k)),
        np.zeros((len(clusters.drawn), k)),
        np.zeros(len(clusters.drawn), np.int64),
        np.full(len(clusters.stratum), -1, np.int64),
        np.empty(len(clusters.stratum), np.int64),
    )
    for g in range(first, last):
        count = rows.starts[g + 1] - rows.starts[g]
        if count == 0:
            continue
        group = _gather(rows.starts[g], count, rows, ranked)
        if ranked:
            _sort(group)
        sums.mean[g] = _scale(group)
        unit = sums.mean[g] if sums.mean[g] != 0 else 1.0
        if ranked:
            for t in range(k):
                if terms.code[t] == BELOW:
                    sums.quantile[g, t] = _quantile(group, terms.parameter[t]) / unit
        found = _sum_rows(g, group, sums.mean[g], ranked, terms, sums.quantile[g], sums.total[g], scratch)
        sums.size[g, 0] = count
        sums.size[g, 1] = np.count_nonzero(group.welfare > 0)
        if len(rows.psu):
            sums.size[g, 2] = found
            touched = scratch.touched[:found]
            sums.size[g, 3] = _add_up(touched, scratch, clusters, sums.total[g])
            _cover(touched, scratch, clusters, sums.total[g], sums.covariance[g])


@compiled
def put_in_groups(first: int, last: int, group: Places, filled: Integers, rows: Rows, grouped: Rows) -> None:
    """Put the rows from `first` to before `last` into the places of their group, from filled[group] on, in order."""
    # Reading in order and writing to as many places as there are groups is kinder to the cache than the reverse.
    for i in range(first, last):
        to = filled[group[i]]
        filled[group[i]] += 1
        grouped.welfare[to] = rows.welfare[i]
        grouped.weight[to] = rows.weight[i]
        if len(rows.line) > 1:
            grouped.line[to] = rows.line[i]
        if len(rows.psu):
            grouped.psu[to] = rows.psu[i]


@inlined
def _gather(start: int, count: int, rows: Rows, ranked: bool) -> _Group:  # noqa: FBT001 - compiled: by position
    """Copies of the group's rows; those of a large one dealt into ranges of welfare if they are to be ranked."""
    run = slice(start, start + count)
    line = rows.line[run] if len(rows.line) > 1 else rows.line
    psu = rows.psu[run] if len(rows.psu) else rows.psu
    if not ranked or count <= _LARGE:
        return _Group(rows.weight[run].copy(), rows.welfare[run].copy(), line.copy(), psu.copy(), np.array([0, count]))
    bounds, place = _dealt(rows.welfare[run])
    share, welfare, lines, clusters = np.empty(count), np.empty(count), np.empty_like(line), np.empty_like(psu)
    for i in range(count):
        to = place[i]
        share[to] = rows.weight[start + i]
        welfare[to] = rows.welfare[start + i]
        if len(line) > 1:
            lines[to] = line[i]
        if len(psu):
            clusters[to] = psu[i]
    return _Group(share, welfare, lines if len(line) > 1 else line, clusters, bounds)


@inlined
def _sort(group: _Group) -> None:
    """Put each segment's rows in the order of welfare."""
    for j in range(len(group.segment) - 1):
        run = slice(group.segment[j], group.segment[j + 1])
        order = _ascending(group.welfare[run])
        group.share[run] = group.share[run][order]
        group.welfare[run] = group.welfare[run][order]
        if len(group.line) > 1:
            group.line[run] = group.line[run][order]
        if len(group.psu):
            group.psu[run] = group.psu[run][order]


@inlined
def _scale(group: _Group) -> float:
    """Turn weights into shares, and return the mean of welfare."""
    share, welfare = group.share, group.welfare
    people = 0.0
    for i in range(len(share)):
        people += share[i]
    mean = 0.0
    for i in range(len(share)):
        share[i] /= people
        mean += share[i] * welfare[i]
    return mean


@inlined
def _quantile(group: _Group, probability: float) -> float:
    """The first welfare up to which at least `probability` of the people lie."""
    below = 0.0
    for i in range(len(group.share)):
        below += group.share[i]
        # Sums of shares that should meet the probability exactly miss it by rounding.
        if below >= probability - 1e-12:
            return float(group.welfare[i])
    return float(group.welfare[-1])


@inlined
def _sum_rows(  # compiled: by position
    g: int,
    group: _Group,
    mean: float,
    ranked: bool,  # noqa: FBT001
    terms: Terms,
    quantile: Floats,
    total: Floats,
    scratch: _Scratch,
) -> int:
    """Sum the terms of the group's rows, by cluster where there are clusters; returns how many clusters were met."""
    found, below, held = 0, 0.0, 1.0 if mean != 0 else 0.0
    unit = mean if mean != 0 else 1.0
    value, log = np.empty((len(terms.code), _BLOCK)), np.empty(_BLOCK)
    for j in range(len(group.segment) - 1):
        run = slice(group.segment[j], group.segment[j + 1])
        count = group.segment[j + 1] - group.segment[j]
        line = group.line[run] if len(group.line) > 1 else group.line
        psu = group.psu[run] if len(group.psu) else group.psu
        ranks = np.empty((2, count if ranked else 0))
        segment = _Segment(
            group.share[run], group.welfare[run], line, psu, group.welfare[run] / unit, ranks[0], ranks[1]
        )
        if ranked:
            below, held = _rank(segment, below, held)
        for start in range(0, count, _BLOCK):
            rows = min(_BLOCK, count - start)
            _evaluate(start, rows, segment, terms, quantile, log, value)
            if len(psu):
                found = _add_to_clusters(g, psu[start : start + rows], value, found, scratch)
            else:
                for t in range(len(total)):
                    total[t] += value[t, :rows].sum()
    return found


@inlined
def _rank(segment: _Segment, below: float, held: float) -> tuple[float, float]:
    """People up to each row and welfare from it up, equal rows counting half of each other, itself whole.

    `below`: share of the people under the segment; `held`: share of welfare from it up; returns those of the next.
    """
    share, relative, up_to, above = segment.share, segment.relative, segment.up_to, segment.above
    count, start = len(share), 0
    while start < count:
        end, tied, r = start, 0.0, relative[start]
        while end < count and relative[end] == r:
            tied += share[end]
            end += 1
        held -= tied * r
        for i in range(start, end):
            up_to[i] = below + 0.5 * (tied + share[i])
            above[i] = held + 0.5 * r * (tied + share[i])
        below += tied
        start = end
    return below, held


@inlined
def _add_to_clusters(g: int, psu: Places, value: Floats, found: int, scratch: _Scratch) -> int:
    """Add a block of values to their clusters' totals; returns how many clusters the group has met by now."""
    by_cluster, seen, touched = scratch.by_cluster, scratch.seen, scratch.touched
    for i in range(len(psu)):
        cluster = psu[i]
        if seen[cluster] != g:
            seen[cluster] = g
            touched[found] = cluster
            found += 1
            by_cluster[cluster] = 0.0
        for t in range(len(value)):
            by_cluster[cluster, t] += value[t, i]
    return found


@inlined
def _evaluate(  # noqa: C901, PLR0912 - one branch a term
    start: int, rows: int, segment: _Segment, terms: Terms, quantile: Floats, log: Floats, value: Floats
) -> None:
    """s·φ of the `rows` from `start` on, for each term, into `value` (k × rows)."""
    logged = False
    s, r = segment.share[start : start + rows], segment.relative[start : start + rows]
    y, z = segment.welfare[start : start + rows], segment.line[start : start + rows]
    if len(segment.line) == 1:
        z = segment.line
    each = len(segment.line) > 1
    for t in range(len(terms.code)):
        code, a, v = terms.code[t], terms.parameter[t], value[t]
        if code in (LOG, WELFARE_LOG) and not logged:
            logged = True
            for i in range(rows):
                log[i] = np.log(r[i]) if r[i] > 0 else 0.0
        if code == ONE:
            for i in range(rows):
                v[i] = s[i]
        elif code == WELFARE:
            for i in range(rows):
                v[i] = s[i] * r[i]
        elif code == POSITIVE:
            for i in range(rows):
                v[i] = s[i] if r[i] > 0 else 0.0
        elif code == LOG:
            for i in range(rows):
                v[i] = s[i] * log[i]
        elif code == WELFARE_LOG:
            for i in range(rows):
                v[i] = s[i] * r[i] * log[i]
        elif code == RANK:
            for i in range(rows):
                v[i] = s[i] * (r[i] * segment.up_to[start + i] + segment.above[start + i])
        elif code == OWN:
            for i in range(rows):
                v[i] = s[i] * s[i] * r[i]
        elif code == BELOW:
            for i in range(rows):
                v[i] = s[i] * min(r[i] - quantile[t], 0.0)
        elif code == GAP:
            for i in range(rows):
                v[i] = s[i] * _gap(y[i], z[i if each else 0], a)
        elif code == LOG_GAP:
            for i in range(rows):
                v[i] = s[i] * _log_gap(y[i], z[i if each else 0])
        else:
            for i in range(rows):
                v[i] = s[i] * (np.sqrt(r[i]) if a == 0.5 else r[i] ** a) if r[i] > 0 else 0.0


@inlined
def _gap(welfare: float, line: float, power: float) -> float:
    if welfare >= line:
        return 0.0
    gap = 1.0 - welfare / line
    if power == 0:
        return 1.0
    return gap if power == 1 else gap * gap if power == 2 else gap**power


@inlined
def _log_gap(welfare: float, line: float) -> float:
    return np.log(line / welfare) if 0 < welfare < line else 0.0


@inlined
def _add_up(touched: Integers, scratch: _Scratch, clusters: Clusters, total: Floats) -> int:
    """Sum the clusters' totals by stratum and over all; returns how many strata have any."""
    strata = 0
    for cluster in touched:
        h = clusters.stratum[cluster]
        strata += scratch.met[h] == 0
        scratch.met[h] += 1
        for t in range(len(total)):
            scratch.by_stratum[h, t] += scratch.by_cluster[cluster, t]
            total[t] += scratch.by_cluster[cluster, t]
    return strata


@inlined
def _cover(touched: Integers, scratch: _Scratch, clusters: Clusters, total: Floats, covariance: Floats) -> None:
    """The covariance of the totals: products of the clusters' deviations in their stratum. Clears the strata."""
    mean, met = scratch.by_stratum, scratch.met
    deviation = np.empty(len(total))
    for h in range(len(clusters.drawn)):
        # A cluster that stands alone is compared with the mean of all.
        for t in range(len(total)):
            mean[h, t] = total[t] / len(clusters.stratum) if clusters.centred[h] else mean[h, t] / clusters.drawn[h]
    for cluster in touched:
        h = clusters.stratum[cluster]
        for t in range(len(total)):
            deviation[t] = scratch.by_cluster[cluster, t] - mean[h, t]
        _add_products(covariance, deviation, clusters.factor[h])
    for h in range(len(clusters.drawn)):
        # Clusters without rows of the group have totals of zero: they deviate by the mean.
        without = clusters.drawn[h] - met[h]
        if without and (met[h] or clusters.centred[h]):
            _add_products(covariance, mean[h], clusters.factor[h] * without)
        mean[h] = 0.0
        met[h] = 0
    for t in range(len(total)):
        for u in range(t):
            covariance[u, t] = covariance[t, u]


@inlined
def _add_products(covariance: Floats, deviation: Floats, factor: float) -> None:
    """Add factor × deviation·deviationᵀ to the lower triangle."""
    for t in range(len(deviation)):
        scaled = factor * deviation[t]
        for u in range(t + 1):
            covariance[t, u] += scaled * deviation[u]


@inlined
def _ascending(values: Floats) -> Integers:
    """The places of `values` (finite numbers) from the smallest to the largest. Equal values come in any order."""
    rows = len(values)
    if rows < _FEW:
        return np.argsort(values)
    keys, least, width = _keys(values)
    shift = np.uint64(max(width - 32, 0))
    counts = np.zeros((3, _BUCKETS), np.int64)
    for i in range(rows):
        key = (keys[i] - least) >> shift
        keys[i] = key << np.uint64(32) | np.uint64(i)
        for digit in range(3):
            counts[digit, key >> np.uint64(_BITS * digit) & np.uint64(_MASK)] += 1
    order = np.empty(rows, np.int64)
    packed = _sorted(keys, counts)
    for i in range(rows):
        order[i] = packed[i] & np.uint64(0xFFFFFFFF)
    return _mended(values, order) if shift > 0 else order


@inlined
def _dealt(values: Floats) -> tuple[Integers, Places]:
    """Deal `values` into ranges that follow each other: the bounds of the ranges, and each value's new place.

    Equal values fall into one range. Ranges hold about as many rows each, as far as the leading bits tell them apart.
    """
    keys, least, width = _keys(values)
    shift = np.uint64(max(width - _FINE_BITS, 0))
    fine = np.zeros((1 << _FINE_BITS) + 1, np.int64)
    for i in range(len(keys)):
        keys[i] = (keys[i] - least) >> shift
        fine[keys[i]] += 1
    most = len(values) // _RANGES + 1
    bounds = np.zeros(2 * _RANGES + 3, np.int64)  # two neighbours together hold more than `most`
    ranges, up_to = 0, 0
    for key in range(len(fine)):
        if fine[key]:
            if up_to + fine[key] - bounds[ranges] > most and up_to > bounds[ranges]:
                ranges += 1
                bounds[ranges] = up_to
            up_to += fine[key]
            fine[key] = ranges
    bounds[ranges + 1] = len(values)
    filled = bounds[: ranges + 1].copy()
    place = np.empty(len(values), np.int32)
    for i in range(len(values)):
        to = fine[keys[i]]
        place[i] = filled[to]
        filled[to] += 1
    return bounds[: ranges + 2], place


@inlined
def _keys(values: Floats) -> tuple[NDArray[np.uint64], np.uint64, int]:
    """Whole numbers in the order of `values`, the least of them, and the bits that tell them apart."""
    keys = (values + 0.0).view(np.uint64)  # adding zero turns −0 into 0
    sign = np.uint64(1) << np.uint64(63)
    least, most = ~np.uint64(0), np.uint64(0)
    for i in range(len(keys)):
        # Negative numbers descend in their bits, and come before the positive ones.
        keys[i] = ~keys[i] if keys[i] & sign else keys[i] | sign
        least, most = min(least, keys[i]), max(most, keys[i])
    width = 0
    while width < 64 and (most - least) >> np.uint64(width) != 0:
        width += 1
    return keys, least, width


@inlined
def _sorted(packed: NDArray[np.uint64], counts: Integers) -> NDArray[np.uint64]:
    """`packed` by the upper halves of its numbers; `counts` (3 × buckets) of their digits. Overwrites both."""
    other = np.empty_like(packed)
    for digit in range(3):
        if counts[digit].max() == len(packed):
            continue
        place = 0
        for bucket in range(_BUCKETS):
            place, counts[digit, bucket] = place + counts[digit, bucket], place
        down = np.uint64(32 + _BITS * digit)
        for i in range(len(packed)):
            bucket = packed[i] >> down & np.uint64(_MASK)
            other[counts[digit, bucket]] = packed[i]
            counts[digit, bucket] += 1
        packed, other = other, packed
    return packed


@inlined
def _mended(values: Floats, order: Integers) -> Integers:
    """`order` with rows that share their leading bits put right."""
    for i in range(1, len(order)):
        row = order[i]
        value = values[row]
        place = i
        while place > 0 and values[order[place - 1]] > value:
            order[place] = order[place - 1]
            place -= 1
            if i - place > _MOST_MOVES:
                return np.argsort(values)
        order[place] = row
    return order
