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


RANKED = (RANK, BELOW)
"""The terms for which rows must come in the order of welfare."""


class Rows(NamedTuple):
    """Rows of the sample, side by side.

    `line` is empty, one number, or one a row; `psu` is empty where no covariance is wanted; `group` where none is told.
    """

    welfare: Floats
    weight: Floats
    line: Floats
    psu: Places
    group: Places


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


class Ranges(NamedTuple):
    """Ranges of welfare that follow each other: `of` has the number of a welfare's range, by the leading bits of its
    key (see `_key`) less the key of the least one, shifted by the second number of `scale`; the first is that key.
    """

    scale: NDArray[np.uint64]
    of: Places


class _Segment(NamedTuple):
    """A run of a group's rows, with welfare relative to the group's mean and, where that is needed, ranks."""

    share: Floats
    welfare: Floats
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
_TWO_DIGITS = 1 << 14
"""Rows up to which two digits nearly always tell all apart."""
_MOST_MOVES = 64
"""Rows out of order in one place, beyond which the leading bits have failed and comparing takes over."""


_RANGES = 128
"""Ranges of welfare into which many rows are dealt, so that sorting stays in the cache."""
_FINE_BITS = 16
_SAMPLED = 16
"""One row in as many is looked at to make ranges that hold about as many rows each."""


WORTH_A_THREAD = 1 << 15
"""Rows that a thread should have at least."""
LARGE = 1 << 15
"""Rows beyond which a group is dealt into ranges of welfare before it is sorted."""
_RUN = 2048
"""Rows that are ranked at a time, and more where they tie."""
_BLOCK = 512
"""Rows whose terms are worked out at a time: they stay in the nearest cache until they are summed."""
_PAD = 8
"""Numbers between the blocks of two terms, which would else all fall into the same few places of the cache."""


@compiled
def sum_groups(
    first: int, last: int, starts: Integers, rows: Rows, terms: Terms, clusters: Clusters, sums: Sums
) -> None:
    """Fill the `sums`, zero so far, of the groups from `first` to before `last`.

    Group g has the rows from starts[g] to before starts[g + 1], in the order of welfare if a term is of `RANKED`.
    """
    k = len(terms.code)
    ranked = False
    for code in terms.code:
        ranked |= code in RANKED
    scratch = _Scratch(
        np.empty((len(clusters.stratum), k)),
        np.zeros((len(clusters.drawn), k)),
        np.zeros(len(clusters.drawn), np.int64),
        np.full(len(clusters.stratum), -1, np.int64),
        np.empty(len(clusters.stratum), np.int64),
    )
    for g in range(first, last):
        count = starts[g + 1] - starts[g]
        if count == 0:
            continue
        group = _part(rows, starts[g], starts[g + 1])
        people, sums.mean[g], sums.size[g, 1] = _scale(group)
        _find_quantiles(group, people, sums.mean[g], terms, sums.quantile[g])
        found = _sum_rows(g, group, people, sums.mean[g], ranked, terms, sums.quantile[g], sums.total[g], scratch)
        sums.size[g, 0] = count
        if len(rows.psu):
            sums.size[g, 2] = found
            touched = scratch.touched[:found]
            sums.size[g, 3] = _add_up(touched, scratch, clusters, sums.total[g])
            _cover(touched, scratch, clusters, sums.total[g], sums.covariance[g])


@compiled
def ranges_of(welfare: Floats) -> Ranges:
    """Ranges of `welfare` (finite numbers) that hold about as many rows each, as far as its leading bits tell."""
    bits = welfare.view(np.uint64)
    least, most = _key(bits[0]), _key(bits[0])
    for i in range(len(bits)):
        key = _key(bits[i])
        least, most = min(least, key), max(most, key)
    scale = np.array([least, np.uint64(max(_width(most - least) - _FINE_BITS, 0))])
    held = np.zeros(1 << _FINE_BITS, np.int64)
    for i in range(0, len(bits), _SAMPLED):
        held[(_key(bits[i]) - least) >> scale[1]] += 1
    of = np.empty(len(held), np.int32)
    below, share = 0, len(welfare) // (_SAMPLED * _RANGES) + 1
    for place in range(len(held)):
        of[place] = below // share
        below += held[place]
    return Ranges(scale, of)


@compiled
def number_ranges(first: int, last: int, ranges: Ranges, welfare: Floats, number: Places, held: Integers) -> None:
    """Number the rows from `first` to before `last` by their range; adds to the rows `held` by each."""
    bits = welfare.view(np.uint64)
    for i in range(first, last):
        number[i] = ranges.of[(_key(bits[i]) - ranges.scale[0]) >> ranges.scale[1]]
        held[number[i]] += 1


@compiled
def put_in_groups(first: int, last: int, group: Places, filled: Integers, rows: Rows, grouped: Rows) -> None:
    """Put the rows from `first` to before `last` into the places of their group, from filled[group] on, in order.

    The columns that are empty in `grouped` are left out.
    """
    # Reading in order and writing to as many places as there are groups is kinder to the cache than the reverse.
    for i in range(first, last):
        to = filled[group[i]]
        filled[group[i]] += 1
        grouped.welfare[to] = rows.welfare[i]
        grouped.weight[to] = rows.weight[i]
        if len(rows.line) > 1:
            grouped.line[to] = rows.line[i]
        if len(grouped.psu):
            grouped.psu[to] = rows.psu[i]
        if len(grouped.group):
            grouped.group[to] = rows.group[i]


@compiled
def sort_groups(first: int, last: int, starts: Integers, rows: Rows) -> None:
    """Put the rows of each group from `first` to before `last` in the order of welfare, in place."""
    for g in range(first, last):
        run = slice(starts[g], starts[g + 1])
        order = _ascending(rows.welfare[run])
        rows.welfare[run] = rows.welfare[run][order]
        rows.weight[run] = rows.weight[run][order]
        if len(rows.line) > 1:
            rows.line[run] = rows.line[run][order]
        if len(rows.psu):
            rows.psu[run] = rows.psu[run][order]
        if len(rows.group):
            rows.group[run] = rows.group[run][order]


def ascending(values: Floats) -> Integers:
    """The places of `values` (finite numbers) from the smallest to the largest. Equal values come in any order.

    Several times faster than NumPy's `argsort` where there are many.
    """
    return sorted_places(np.require(values, np.float64, ["C", "W"]))


@compiled
def sorted_places(values: Floats) -> Integers:
    """As `ascending`, of a contiguous and writable array."""
    return _ascending(values)


@inlined
def _part(rows: Rows, start: int, end: int) -> Rows:
    """The rows from `start` to before `end`; a line that is one for all stays so."""
    return Rows(
        rows.welfare[start:end],
        rows.weight[start:end],
        rows.line[start:end] if len(rows.line) > 1 else rows.line,
        rows.psu[start:end],
        rows.group[start:end],
    )


@inlined
def _scale(group: Rows) -> tuple[float, float, int]:
    """The sum of weights, the mean of welfare, and the rows where it is positive."""
    people, mean, positive = 0.0, 0.0, 0
    for weight in group.weight:
        people += weight
    for i in range(len(group.weight)):
        mean += group.weight[i] / people * group.welfare[i]
        positive += group.welfare[i] > 0
    return people, mean, positive


@inlined
def _find_quantiles(group: Rows, people: float, mean: float, terms: Terms, quantile: Floats) -> None:
    """For each term of `BELOW`, the first welfare up to which at least its share of the people lie, relative."""
    unit = mean if mean != 0 else 1.0
    place, below = -1, 0.0
    wanted, last = 0.0, -1.0
    while True:
        wanted = np.inf
        for t in range(len(terms.code)):
            if terms.code[t] == BELOW and terms.parameter[t] > last:
                wanted = min(wanted, terms.parameter[t])
        if wanted == np.inf:
            return
        # Sums of shares that should meet the probability exactly miss it by rounding.
        while place + 1 < len(group.weight) and (place < 0 or below < (wanted - 1e-12) * people):
            place += 1
            below += group.weight[place]
        for t in range(len(terms.code)):
            if terms.code[t] == BELOW and terms.parameter[t] == wanted:
                quantile[t] = group.welfare[place] / unit
        last = wanted


@inlined
def _sum_rows(  # noqa: PLR0913, PLR0917 - compiled: by position
    g: int,
    group: Rows,
    people: float,
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
    value, log = np.empty((len(terms.code), _BLOCK + _PAD)), np.empty(_BLOCK)
    one_line = np.full(_BLOCK, group.line[0] if len(group.line) == 1 else 0.0)
    end = 0
    while end < len(group.welfare):
        begin, end = end, _end_of_run(group.welfare, end, ranked)
        run = _part(group, begin, end)
        ranks = np.empty((2, end - begin if ranked else 0))
        segment = _Segment(run.weight / people, run.welfare, run.welfare / unit, ranks[0], ranks[1])
        if ranked:
            below, held = _rank(segment, below, held)
        for start in range(0, end - begin, _BLOCK):
            rows = min(_BLOCK, end - begin - start)
            line = run.line[start : start + rows] if len(group.line) > 1 else one_line[:rows]
            _evaluate(start, rows, segment, line, terms, quantile, log, value)
            if len(run.psu):
                found = _add_to_clusters(g, run.psu[start : start + rows], value, found, scratch)
            else:
                for t in range(len(total)):
                    total[t] += value[t, :rows].sum()
    return found


@inlined
def _end_of_run(welfare: Floats, start: int, ranked: bool) -> int:  # noqa: FBT001 - compiled: by position
    """Where the run of rows that begins at `start` ends; of ranked ones, equal rows stay together."""
    end = min(start + _RUN, len(welfare))
    while ranked and end < len(welfare) and welfare[end] == welfare[end - 1]:
        end += 1
    return end


@inlined
def _rank(segment: _Segment, below: float, held: float) -> tuple[float, float]:
    """People up to each row and welfare from it up, equal rows counting half of each other, itself whole.

    `below`: share of the people under the segment; `held`: share of welfare from it up; returns those of the next.
    """
    share, relative, up_to, above = segment.share, segment.relative, segment.up_to, segment.above
    count, start = len(share), 0
    while start < count:
        end, tied, r = start + 1, share[start], relative[start]
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
    start: int, rows: int, segment: _Segment, z: Floats, terms: Terms, quantile: Floats, log: Floats, value: Floats
) -> None:
    """s·φ of the `rows` from `start` on, for each term, into `value` (k × rows); `z`: their lines."""
    logged = False
    s, r = segment.share[start : start + rows], segment.relative[start : start + rows]
    y = segment.welfare[start : start + rows]
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
        elif code == POWER:
            _powers(s, r, a, v)
        else:
            _gaps(s, y, z, code, a, v)


@inlined
def _powers(s: Floats, r: Floats, a: float, value: Floats) -> None:
    """s·r^a of what is positive; the square root for itself, since it is many times faster."""
    if a == 0.5:
        for i in range(len(s)):
            value[i] = s[i] * np.sqrt(max(r[i], 0.0))
    else:
        for i in range(len(s)):
            value[i] = s[i] * r[i] ** a if r[i] > 0 else 0.0


@inlined
def _gaps(s: Floats, y: Floats, z: Floats, code: int, power: float, value: Floats) -> None:
    """s·gap of the poor; the usual powers for themselves, since without a call the loops work on many rows at once."""
    if code == LOG_GAP:
        for i in range(len(s)):
            value[i] = s[i] * np.log(z[i] / y[i]) if 0 < y[i] < z[i] else 0.0
    elif power == 0:
        for i in range(len(s)):
            value[i] = s[i] if y[i] < z[i] else 0.0
    elif power == 1:
        for i in range(len(s)):
            value[i] = s[i] * max(1.0 - y[i] / z[i], 0.0)
    elif power == 2:
        for i in range(len(s)):
            gap = max(1.0 - y[i] / z[i], 0.0)
            value[i] = s[i] * (gap * gap)
    else:
        for i in range(len(s)):
            value[i] = s[i] * (1.0 - y[i] / z[i]) ** power if y[i] < z[i] else 0.0


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
    """As `ascending`: by the leading bits of the keys, two or three digits of them, and comparing what these leave."""
    rows = len(values)
    if rows < _FEW:
        return np.argsort(values)
    keys, least, width = _keys(values)
    digits = 2 if rows <= _TWO_DIGITS else 3
    shift = np.uint64(max(width - min(_BITS * digits, 32), 0))
    counts = np.zeros((digits, _BUCKETS), np.int64)
    for i in range(rows):
        key = (keys[i] - least) >> shift
        keys[i] = key << np.uint64(32) | np.uint64(i)
        for digit in range(digits):
            counts[digit, key >> np.uint64(_BITS * digit) & np.uint64(_MASK)] += 1
    order = np.empty(rows, np.int64)
    packed = _sorted(keys, counts)
    for i in range(rows):
        order[i] = packed[i] & np.uint64(0xFFFFFFFF)
    return _mended(values, order) if shift > 0 else order


@inlined
def _keys(values: Floats) -> tuple[NDArray[np.uint64], np.uint64, int]:
    """Whole numbers in the order of `values`, the least of them, and the bits that tell them apart."""
    bits = values.view(np.uint64)
    keys = np.empty(len(bits), np.uint64)
    least, most = ~np.uint64(0), np.uint64(0)
    for i in range(len(keys)):
        keys[i] = _key(bits[i])
        least, most = min(least, keys[i]), max(most, keys[i])
    return keys, least, _width(most - least)


@inlined
def _key(bits: np.uint64) -> np.uint64:
    """A whole number in the order of the number of these `bits`."""
    sign = np.uint64(1) << np.uint64(63)
    if bits == sign:  # −0 is 0
        return sign
    # Negative numbers descend in their bits, and come before the positive ones.
    return ~bits if bits & sign else bits | sign


@inlined
def _width(most: np.uint64) -> int:
    """The bits that numbers up to `most` have."""
    width = 0
    while width < 64 and most >> np.uint64(width) != 0:
        width += 1
    return width


@inlined
def _sorted(packed: NDArray[np.uint64], counts: Integers) -> NDArray[np.uint64]:
    """`packed` by the upper halves of its numbers; `counts` (digits × buckets) of their digits. Overwrites both."""
    other = np.empty_like(packed)
    for digit in range(len(counts)):
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
