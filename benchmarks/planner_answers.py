"""What the planning room asks of a dataset folder: seconds of the plan, of a package changed by hand, longest silence.

    .venv/bin/python benchmarks/planner_answers.py DIR [--budget 50000000000] [--ceilings] [--robustness]

A plan is made; then five of its lines are changed by hand (two taken out, one halved, one doubled, a work taken out)
and evaluated against it without solving. Of each is told how long it took, and how long at most nobody was told where
it stood: within that time a job can be stopped.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from merata.planning.answers.asked import answers
from merata.planning.answers.changed import changed
from merata.planning.plan_lines import Line
from merata.planning.problem import DEFAULT_REGENCY, Request
from merata.tables.folder import Dataset


@dataclass(slots=True)
class Heard:
    """When a computation was heard of last, and the longest silence with what was being done."""

    last: float = field(default_factory=time.perf_counter)
    longest: float = 0.0
    during: str = ""
    times: int = 0

    def __call__(self, share: float, now: str) -> None:
        """Hear where it stands."""
        at = time.perf_counter()
        if at - self.last > self.longest:
            self.longest, self.during = at - self.last, f"{now} at {share:.0%}"
        self.last, self.times = at, self.times + 1

    def __str__(self) -> str:
        return f"heard of {self.times:,} times, longest silence {self.longest:.1f} s (before {self.during})"


def by_hand(lines: Iterable[Line]) -> dict[str, int]:
    """Five changes of a plan's lines; fewer where it has fewer."""
    assistance = [line for line in lines if line.kind == "programme"]
    works = [line for line in lines if line.kind == "project"]
    times = zip(assistance, (0.0, 0.0, 0.5, 2.0), strict=False)
    return {line.item_id: int(line.cost_idr * share) for line, share in times} | {line.item_id: 0 for line in works[:1]}


def main() -> None:
    """Plan, change by hand, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--budget", type=int, default=50_000_000_000)
    parser.add_argument("--ceilings", action="store_true")
    parser.add_argument("--robustness", action="store_true")
    asked = parser.parse_args()
    dataset = Dataset(asked.folder)
    day = date(dataset.description.year + 1, 1, 1)
    request = Request(DEFAULT_REGENCY, asked.budget, day, use_ceilings=asked.ceilings)
    begun, heard = time.perf_counter(), Heard()
    found = answers(dataset, request, with_robustness=asked.robustness, step=heard).plan
    print(f"plan: {time.perf_counter() - begun:.1f} s, gain {found.gain:,.6g}, gap {found.gap:.4%}; {heard}")
    package = by_hand(found.items)
    proved = {line.item_id: line.cost_idr for line in found.items}
    begun, heard = time.perf_counter(), Heard()
    hand = changed(dataset, request, None, package, proved=proved, step=heard)
    print(f"{len(package)} changes by hand: {time.perf_counter() - begun:.1f} s, loss {hand.loss:,.6g}; {heard}")


if __name__ == "__main__":
    main()
