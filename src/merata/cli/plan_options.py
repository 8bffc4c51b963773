"""What `merata plan`, `merata frontier` and `merata why` are asked alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from merata.planning.constraints import read_constraints
from merata.planning.objective import objective_of
from merata.planning.problem import DEFAULT_REGENCY, Request
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located

_OPTIONS = (
    click.option("--regency", default=DEFAULT_REGENCY, show_default=True, help="Whose budget it is."),
    click.option(
        "--constraints",
        type=click.Path(dir_okay=False, path_type=Path),
        help="YAML with least and most rupiah by pillar, programme, kecamatan, village or fund; exclude; require; and "
        "more (docs/explanation/planning.md).",
    ),
    click.option(
        "--objective",
        default="sen",
        show_default=True,
        metavar="WHAT",
        help="What is raised: sen (mean × (1 − Gini)), sgini:ν, atkinson:ε, poverty_gap or squared_poverty_gap.",
    ),
    click.option("--tail", type=float, metavar="SHARE", help="Plan for the mean of the worst SHARE of draws (CVaR)."),
    click.option(
        "--ceilings",
        "use_ceilings",
        is_flag=True,
        help="Hold the budget table's ceilings by pillar and fund too; each desa's own fund is planned beside it.",
    ),
    click.option("--gap", type=float, default=0.001, show_default=True, help="Stop when proved so near the best."),
    click.option("--draws", type=click.IntRange(2), default=20, show_default=True, help="Joint draws."),
    click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws."),
)


def plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every planning command; they come as the arguments of `asked_for`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked_for(dataset: Dataset, budget_idr: int, options: dict[str, Any]) -> tuple[Request, Located | None]:
    """The request and the constraints that the options of `plan_options` give.

    Rules hold as on 1 January after the data's year. Raises `UsageError` for what is no budget, objective, tail or gap.
    """
    constraints = options.pop("constraints")
    request = Request(
        budget_idr=budget_idr,
        day=date(dataset.description.year + 1, 1, 1),
        objective=objective_of(options.pop("objective")),
        **options,
    )
    return request, read_constraints(constraints) if constraints else None


def expiring(seconds: float | None) -> Callable[[], bool] | None:
    """Says whether so many seconds from now are over; None where there is no end."""
    if seconds is None:
        return None
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
