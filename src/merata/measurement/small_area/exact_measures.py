"""The measures whose expectation needs no simulation, whatever the transformation."""

from __future__ import annotations

CLOSED = ("mean", "p0", "p1", "p2")
"""The measures that are means over households of a function of each one's welfare, known in closed form."""
POWERS = {"p0": 0, "p1": 1, "p2": 2}
"""The power of the relative gap (line − y)₊ / line that a poverty measure is the mean of."""
