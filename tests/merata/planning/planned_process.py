"""A process of its own that plans, asks for a frontier and for why, and prints everything as JSON; for determinism."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from merata.planning.answers.asked import answers
from merata.planning.answers.frontier import frontier
from merata.planning.answers.why import why
from merata.planning.problem import Request
from merata.tables.folder import Dataset


def main(folder: str, budget_idr: str, regency: str) -> None:
    dataset = Dataset(Path(folder))
    day = date(dataset.description.year + 1, 1, 1)
    budget = int(budget_idr)
    asked = Request(regency, budget, day, draws=4, use_ceilings=True, gap=0.005)
    plan = answers(dataset, asked, with_robustness=True).as_json()
    further = frontier(dataset, asked, (budget // 2, budget)).as_json()
    reason = why(dataset, asked, plan["items"][-1]["item_id"]).as_json()
    sys.stdout.write(json.dumps({"plan": plan, "frontier": further, "why": reason}, allow_nan=False, sort_keys=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
