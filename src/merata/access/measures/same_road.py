"""Ways between people and facilities on one and the same segment, which lead over no junction."""

from __future__ import annotations

import numpy as np

from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Integers
from merata.access.snapping import Snapped


def stops_on_the_same_road(
    people_at: Snapped, facilities_at: Snapped, kind: Integers, walk: Floats, to_door: Floats
) -> tuple[Stops, Integers]:
    """A stop at the cluster (`node` is its number) for every facility on its segment that it may go to along it.

    Where one of the two stands at an end of the segment there is none: the way by that end is as short.

    `kind`, `to_door` of the facilities and `walk` of the people: the kind, and minutes on foot off the road. Beside the
    stops stands the segment that each leads over; −1 where both stand at the same point of it.
    """
    cluster, facility = _pairs(people_at.segment, facilities_at.segment)
    ahead = facilities_at.share[facility] - people_at.share[cluster]
    along = np.where(ahead > 0, people_at.ahead_minutes[cluster], people_at.back_minutes[cluster])
    road = np.multiply(np.abs(ahead), along, out=np.zeros(len(ahead)), where=ahead != 0)
    minutes = walk[cluster] + road + to_door[facility]
    between = [(share > 0) & (share < 1) for share in (people_at.share[cluster], facilities_at.share[facility])]
    possible = np.isfinite(minutes) & between[0] & between[1]
    segment = np.where(ahead == 0, -1, people_at.segment[cluster])
    stops = Stops(facility[possible], np.asarray(kind)[facility[possible]], cluster[possible], minutes[possible])
    return stops, segment[possible]


def _pairs(one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """The rows of `one` and of `other` with the same segment, each with each; −1 is none."""
    order = np.argsort(other, kind="stable")
    rows = np.flatnonzero(one >= 0)
    first, last = (np.searchsorted(other[order], one[rows], side=side) for side in ("left", "right"))
    count = last - first
    beginning = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]) if len(rows) else first, count)
    return np.repeat(rows, count), order[beginning + np.arange(count.sum())]
