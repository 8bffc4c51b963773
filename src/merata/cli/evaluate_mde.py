"""`merata evaluate mde`: the smallest effect that an evaluation would find, before it begins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from merata.cli.evaluate_table import print_detectable
from merata.cli.progress import stdout
from merata.errors import UsageError
from merata.evaluation.findings import plain

if TYPE_CHECKING:
    from merata.evaluation.power import Detectable

_SHARE = click.FloatRange(0, 1)
_POWER = click.option("--power", type=_SHARE, default=0.8, show_default=True, help="Chance of finding the effect.")
_LEVEL = click.option("--level", type=_SHARE, default=0.05, show_default=True, help="Level of the two-sided test.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")


@click.group()
def mde() -> None:
    """Say before launch which effect an evaluation would find (minimum detectable effect), with its power curve."""


@mde.command(name="lottery")
@click.option("--seats", type=click.IntRange(1), required=True, help="Seats of a class.")
@click.option("--applicants", type=click.IntRange(2), required=True, help="Applicants to a class.")
@click.option("--classes", type=click.IntRange(1), default=1, show_default=True, help="Such classes.")
@click.option("--sd", type=float, required=True, help="Standard deviation of log income within a class, e.g. 0.6.")
@click.option(
    "--explained", type=_SHARE, default=0.0, show_default=True, help="Share of its variance known at application (R²)."
)
@click.option("--attrition", type=_SHARE, default=0.0, show_default=True, help="Share not found again.")
@click.option("--completion", type=_SHARE, default=1.0, show_default=True, help="How much more often winners complete.")
@click.option("--icc", type=_SHARE, default=0.0, show_default=True, help="What applicants of one household share.")
@click.option(
    "--per-household", type=float, default=1.0, show_default=True, help="Applicants of a household, on average."
)
@_POWER
@_LEVEL
@_JSON
def lottery(  # noqa: PLR0913 - one argument an option
    *,
    seats: int,
    applicants: int,
    classes: int,
    sd: float,
    explained: float,
    attrition: float,
    completion: float,
    icc: float,
    per_household: float,
    power: float,
    level: float,
    as_json: bool,
) -> None:
    """For classes whose seats are drawn by lot, everyone with the same chance."""
    from merata.evaluation.power import LotteryPlan, equal_chances, lottery_detectable  # noqa: PLC0415

    plan = LotteryPlan(
        equal_chances(seats, applicants), classes, sd, explained, attrition, completion, icc, per_household
    )
    _say(lottery_detectable(plan, power=power, level=level), as_json=as_json)


@mde.command(name="villages")
@click.option(
    "--entering",
    required=True,
    metavar="YEAR:VILLAGES,…",
    help="Villages that enter in each year, e.g. 2027:30,2028:30.",
)
@click.option("--controls", type=click.IntRange(0), required=True, help="Villages that never enter.")
@click.option("--years", required=True, metavar="FIRST-LAST", help="Years in which villages are monitored.")
@click.option("--households", type=click.IntRange(1), required=True, help="Households monitored in a village.")
@click.option(
    "--sd", type=float, required=True, help="Standard deviation of a household's log consumption between years."
)
@click.option("--icc", type=_SHARE, default=0.0, show_default=True, help="Share of its variance common to a village.")
@click.option(
    "--persistence", type=float, default=0.0, show_default=True, help="Correlation of deviations from year to year."
)
@_POWER
@_LEVEL
@_JSON
def villages(  # noqa: PLR0913 - one argument an option
    *,
    entering: str,
    controls: int,
    years: str,
    households: int,
    sd: float,
    icc: float,
    persistence: float,
    power: float,
    level: float,
    as_json: bool,
) -> None:
    """For a programme that villages enter in different years, evaluated by difference-in-differences."""
    from merata.evaluation.power import VillagePlan, staggered_detectable  # noqa: PLC0415
    from merata.evaluation.staggered import Design  # noqa: PLC0415
    from merata.evaluation.village_panel import NEVER  # noqa: PLC0415

    cohorts = sorted(parsed_cohorts(entering).items()) + ([(NEVER, controls)] if controls else [])
    design = Design(tuple(year for year, _ in cohorts), tuple(count for _, count in cohorts), parsed_years(years))
    plan = VillagePlan(design, sd, households, icc, persistence)
    _say(staggered_detectable(plan, power=power, level=level), as_json=as_json)


def parsed_cohorts(text: str) -> dict[int, int]:
    """Villages by year out of `2027:30,2028:30`; `UsageError` for anything else."""
    try:
        pairs = [tuple(int(number) for number in part.split(":")) for part in text.split(",")]
        found = {year: count for year, count in pairs if count > 0}
    except ValueError:
        found, pairs = {}, []
    if not found or len(found) < len(pairs):
        raise UsageError(f"--entering has {text!r}; expected years with villages, e.g. 2027:30,2028:30")
    return found


def parsed_years(text: str) -> tuple[int, ...]:
    """The years from first to last out of `2026-2030`; `UsageError` for anything else."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) < 100):
        raise UsageError(f"--years has {text!r}; expected the first and the last year, e.g. 2026-2030")
    return tuple(range(int(first), int(last) + 1))


def _say(found: Detectable, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plain(found), allow_nan=False))
        return
    print_detectable(stdout, found)
