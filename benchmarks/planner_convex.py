"""The same relaxation by an off-the-shelf convex solver; run by the peers' Python, on a file that planner.py writes.

Σ Σ share share min(y, y) as a linear programme: a variable below both welfares for every pair. Prints the optimum and
the seconds of building and of solving. It imports nothing of Merata.
"""

from __future__ import annotations

import json
import sys
import time

import cvxpy as cp
import numpy as np


def main(file: str) -> None:
    """Solve the case in `file` and print what was found, as JSON."""
    case = np.load(file)
    welfare, share, added, cost = (case[name] for name in ("welfare", "share", "added", "cost"))
    unit, budget = float(welfare.mean()), float(case["budget"])  # the solver wants numbers of the order of one
    welfare, added, cost = welfare / unit, added / unit, cost / budget
    begun = time.perf_counter()
    households = welfare.size
    first, second = np.triu_indices(households, 1)
    plan = cp.Variable(cost.size)
    after = welfare + added.T @ plan
    poorer = cp.Variable(first.size)
    value = 2 * (share[first] * share[second]) @ poorer + (share**2) @ after
    rows = [plan >= 0, plan <= 1, cost @ plan <= 1, poorer <= after[first], poorer <= after[second]]
    problem = cp.Problem(cp.Maximize(value), rows)
    problem.solve(solver=cp.CLARABEL)
    print(json.dumps({"value": float(problem.value) * unit, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(sys.argv[1])
