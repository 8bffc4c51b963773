"""What a planner asks, as plain JSON, turned into what `merata` is asked; all faults of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from merata.access.projects.rupiah_records import RECORDS_FILE, read_records
from merata.errors import UsageError
from merata.planning.optimiser.objective import objective_of
from merata.planning.problem import Request
from merata.tables.located_yaml import Located, parse

CONSTRAINTS = "constraints.yaml"
"""What faults of a scenario's constraints call their place."""


def request_of(parameters: Mapping[str, Any]) -> Request:
    """The request that parameters of a plan stand for. Raises `UsageError` for what is missing, unknown or no value."""
    known = {"regency", "budget_idr", "on", "objective", "tail", "use_ceilings", "draws", "seed", "gap"}
    missing = sorted({"regency", "budget_idr", "on"} - set(parameters))
    if missing:
        raise UsageError(f"the parameters lack {', '.join(missing)}; they are {', '.join(sorted(known))}")
    minutes = bool(parameters.get("minutes_to_rupiah", False))
    return Request(
        regency=str(parameters["regency"]),
        budget_idr=int(parameters["budget_idr"]),
        day=date.fromisoformat(parameters["on"]),
        draws=int(parameters.get("draws", 20)),
        seed=int(parameters.get("seed", 1)),
        objective=objective_of(str(parameters.get("objective") or "sen")),
        tail=parameters.get("tail"),
        use_ceilings=bool(parameters.get("use_ceilings", False)),
        gap=float(parameters.get("gap", 0.001)),
        assumptions=bool(parameters.get("assumptions", True)),
        minute_records=tuple(read_records(RECORDS_FILE)) if minutes else (),
    )


def constraints_of(parameters: Mapping[str, Any]) -> Located | None:
    """The constraints among the parameters, None where there are none; `InputError` where they are not YAML."""
    text = str(parameters.get("constraints") or "")
    return parse(text, CONSTRAINTS) if text.strip() else None
