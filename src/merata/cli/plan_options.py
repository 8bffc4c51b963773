"""What `merata plan`, `merata frontier` and `merata why` are asked alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from merata.access.projects.rupiah_records import RECORDS_FILE, RupiahRecord, read_records
from merata.errors import UsageError
from merata.planning.limits.constraints import read_constraints
from merata.planning.optimiser.objective import objective_of
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
        help="Hold the budget table's ceilings by pillar and fund too, less what today's recipients cost; each desa's "
        "own fund is planned beside it.",
    ),
    click.option(
        "--without-assumptions",
        is_flag=True,
        help="Choose nothing whose effect is assumed, assistance too where its pass-through is; the notes say what is "
        "left out.",
    ),
    click.option(
        "--minutes-to-rupiah",
        is_flag=True,
        help="Count works by what the minutes that they save may be worth (assumptions), instead of by their own "
        "evidence and the share of households served; never by both.",
    ),
    click.option(
        "--minutes-effects",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="With --minutes-to-rupiah: effects per minute in place of the assumed ones.",
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

    Rules hold as on 1 January after the data's year. Raises `UsageError` for what is no budget, objective, tail or gap,
    `InputError` for effects per minute that cannot be used.
    """
    constraints = options.pop("constraints")
    request = Request(
        budget_idr=budget_idr,
        day=date(dataset.description.year + 1, 1, 1),
        objective=objective_of(options.pop("objective")),
        minute_records=_minute_records(options.pop("minutes_effects"), wanted=options.pop("minutes_to_rupiah")),
        assumptions=not options.pop("without_assumptions"),
        **options,
    )
    return request, read_constraints(constraints) if constraints else None


def _minute_records(effects: Path | None, *, wanted: bool) -> tuple[RupiahRecord, ...]:
    """The effects per minute that works count by; none where they count by their own evidence."""
    if effects is not None and not wanted:
        raise UsageError("--minutes-effects says what minutes are worth: give --minutes-to-rupiah too")
    return tuple(read_records(effects or RECORDS_FILE)) if wanted else ()


def minutes_sentences(request: Request) -> list[str]:
    """That works count by minutes, and by which effects; nothing where they do not."""
    records = request.minute_records
    if not records:
        return []
    found = [
        "Karya dihitung dari menit yang dihemat, bukan dari bukti karya itu sendiri. / Works count by the minutes that "
        "they save, not by their own evidence."
    ]
    for record in records:
        said = "* asumsi / assumption" if record.assumed else f"{record.source} ({record.certainty})"
        found.append(
            f"  {record.effect_id}: {record.mean:g} ± {record.standard_error:g} dari konsumsi per menit / of "
            f"consumption per minute ({said})"
        )
    return found


def minutes_json(request: Request) -> dict[str, Any]:
    """The effects per minute that works count by, for an answer in JSON; nothing where they do not."""
    return {"minute_records": [asdict(one) for one in request.minute_records]} if request.minute_records else {}


def expiring(seconds: float | None) -> Callable[[], bool] | None:
    """Says whether so many seconds from now are over; None where there is no end."""
    if seconds is None:
        return None
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
