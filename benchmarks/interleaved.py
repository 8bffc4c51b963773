"""Contenders side by side: each in a process of its own, warm, taking turns so that a busy machine slows all alike.

A contender is a function that is given arguments and gives a function to be timed. `serve` runs one in a child
process; `Contender` is the parent's end of it. Peak memory is the resident memory of the child that ran only that.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

Work = Callable[[], Mapping[str, Any]]
SLOW = 3.0
"""Seconds of one run from which a contender is run less often."""


def serve(prepare: Callable[..., Work], *arguments: str) -> None:
    """Prepare the work, then do it once for every line on standard input and tell the seconds; what cannot be
    imported is told instead. The first run's results are told as lists of numbers.
    """
    try:
        work = prepare(*arguments)
        found = {name: [float(value) for value in values] for name, values in work().items()}
    except ImportError as error:
        print(json.dumps({"lacks": str(error)}), flush=True)
        return
    print(json.dumps({"found": found}), flush=True)
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        work()
        spent = {"seconds": time.perf_counter() - start, "processor": time.process_time() - processor}
        print(json.dumps(spent), flush=True)


def write_columns(folder: Path, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """The columns as files of doubles, which R reads fast."""
    for name, values in columns.items():
        values.astype(np.float64).tofile(folder / f"{table}.{name}.bin")


def in_python(python: str, script: str, *arguments: str) -> Contender:
    """A contender that `script` serves when it is called with --contender and the `arguments`."""
    return Contender(python, "-W", "ignore", script, "--contender", *arguments)


def in_r(name: str, folder: Path, worlds: int = 0) -> Contender | None:
    """A contender in R; None where there is no R."""
    if shutil.which("Rscript") is None:
        return None
    return Contender("Rscript", str(Path(__file__).with_name("r_peers.R")), name, str(folder), str(worlds))


class Contender:
    """A child process that does one piece of work whenever it is told to."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.times: list[float] = []
        self.processor: list[float] = []
        ready = self._told()
        self.lacks: str | None = ready.get("lacks")
        self.found: dict[str, list[float]] = ready.get("found", {})

    def run(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        spent = self._told()
        self.times.append(spent["seconds"])
        self.processor.append(spent["processor"])

    def stop(self) -> float:
        """End the process; the most memory that was resident in it (VmHWM), in megabytes."""
        assert self.process.stdin is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        self.process.stdin.close()
        self.process.wait()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def _told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):  # a peer may print what it likes
                return dict(json.loads(line))
        sys.exit(f"{' '.join(map(str, self.process.args))} stopped without an answer")  # type: ignore[arg-type]


def take_turns(contenders: Sequence[Contender], runs: int) -> None:
    """Run all in turn, `runs` times; those that take `SLOW` seconds or more only at every fourth turn."""
    for turn in range(runs):
        for contender in contenders:
            if turn % 4 == 0 or contender.times[0] < SLOW:
                contender.run()


def print_table(contenders: Mapping[str, Contender], what: Mapping[str, str], reference: str) -> None:
    """Stop all; medians of wall and processor seconds, the former's ratio to that of the contender called
    `reference`, and peak memory as a table.
    """
    bar = median(contenders[reference].times)
    print(f"| | work | median, s | ÷ {reference} | processor, s | peak, MB |\n|---|---|---:|---:|---:|---:|")
    for name, contender in contenders.items():
        middle, processor = median(contender.times), median(contender.processor)
        peak = contender.stop()
        print(f"| {name} | {what[name]} | {middle:.3f} | {middle / bar:.2f} | {processor:.3f} | {peak:,.0f} |")
