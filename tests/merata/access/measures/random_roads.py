"""Random small networks with people and facilities on them, for hypothesis."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from measured_roads import NO, facilities, people, placed, roads

from merata.access.measures.placement import Placement

PART = 7


@st.composite
def placements(draw: st.DrawFn) -> Placement:
    """Up to 9 nodes on a grid, one-way and two-way segments, zero minutes, places on and off the road, two kinds."""
    random = np.random.default_rng([draw(st.integers(0, 2**32 - 1)), PART])
    nodes = {i + 1: (float(i % 3) * 1000, float(i // 3) * 1000) for i in range(9)}
    grid = [(a, b) for a in nodes for b in nodes if a < b and abs(a - b) in {1, 3} and not (b - a == 1 and a % 3 == 0)]
    chosen = random.permutation(len(grid))[: random.integers(3, len(grid) + 1)]
    segments = []
    for row in sorted(chosen):
        minutes = float(random.integers(0, 5)) if random.random() < 0.5 else float(random.uniform(0, 5))
        back = minutes if random.random() < 0.7 else NO if random.random() < 0.7 else float(random.uniform(0, 9))
        segments.append((*grid[row], minutes, back))
    used = {node for segment in segments for node in segment[:2]}
    bridge = random.random(len(segments)) < 0.5
    network = roads({node: nodes[node] for node in used}, segments, {"bridge": bridge})

    def point() -> tuple[float, float]:
        a, b = segments[random.integers(len(segments))][:2]
        share = float(random.choice([0.0, 0.25, 0.5, 1.0, random.random()]))
        away = float(random.choice([0.0, 0.0, 50.0, 4000.0], p=[0.4, 0.3, 0.25, 0.05]))
        return (
            nodes[a][0] * (1 - share) + nodes[b][0] * share - away,
            nodes[a][1] * (1 - share) + nodes[b][1] * share - away / 7,
        )

    who = people(
        *(
            (f"c{i}", f"v{random.integers(3)}", float(random.integers(0, 9)), point())
            for i in range(random.integers(1, 7))
        )
    )
    where = facilities(
        *((f"f{i}", "ab"[i % 2], point()) for i in range(random.integers(2, 6))),
    )
    return placed(network, who, where)
