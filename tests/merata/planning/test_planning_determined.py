"""The same inputs give the same digits in every process, whatever its hash seed and its numbers of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from merata.demo.build import build
from merata.planning.determined import determined

PROCESS = Path(__file__).with_name("planned_process.py")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "DUCKDB_THREADS")


def planned(folder: Path, hash_seed: int, threads: int) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)} | dict.fromkeys(THREADS, str(threads))
    command = [sys.executable, "-W", "ignore", str(PROCESS), str(folder), "2500000000", "35.05"]
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


@pytest.mark.slow
def test_two_processes_say_the_same_to_the_last_digit(tmp_path: Path) -> None:
    build(tmp_path / "demo", scale=0.05, seed=1)
    first, second = (planned(tmp_path / "demo", *how) for how in ((1, 1), (977, 3)))
    assert len(first) > 100_000
    assert first == second


def test_linear_algebra_has_one_thread_while_it_runs_and_its_own_number_after() -> None:
    def threads() -> list[int]:
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    before = threads()
    assert set(determined(threads)()) == {1}
    assert threads() == before
