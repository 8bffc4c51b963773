"""HiGHS has one scheduler a process: who protects tables must not take it from who plans, nor the other way round."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROTECT = """
from merata.stats.disclosure.protect import protect
from merata.stats.disclosure.rules import EXACT
from merata.stats.disclosure.tables import Dimension, Table
place, age = Dimension.flat("place", ["x", "y", "z"]), Dimension.flat("age", ["a", "b", "c"])
counts = dict(zip([(p, a) for p in "xyz" for a in "abc"], (3, 20, 14, 17, 9, 30, 12, 15, 21), strict=True))
protect([Table("t", "n", (place, age), counts)], EXACT)
"""
SOLVE = """
from merata.solver import QuietHighs, solved
import highspy
solver = QuietHighs()
solver.addVars(2, [0.0, 0.0], [1.0, 1.0])
solver.run()
assert solved(solver)
"""


@pytest.mark.parametrize("order", [(PROTECT, SOLVE), (SOLVE, PROTECT)], ids=["protect-first", "solve-first"])
def test_one_process_does_both(order: tuple[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", "".join(order)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
