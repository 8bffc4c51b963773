"""The options that decide what of a survey's estimates is told: how errors are known, what is marked and withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from merata.measurement.estimates import BPS
from merata.stats.design import LonelyRule

Command = TypeVar("Command", bound=Callable[..., Any])


def publication_options(command: Command) -> Command:
    """Adds --caution and --withhold, in per cent; the convention of BPS when they are not given."""
    caution = click.option(
        "--caution",
        type=float,
        default=100 * BPS.caution_rse,
        show_default=True,
        help="Mark values with a relative standard error above this, in %.",
    )
    withhold = click.option(
        "--withhold",
        type=float,
        default=100 * BPS.withheld_rse,
        show_default=True,
        help="Withhold values with a relative standard error above this, in %.",
    )
    return caution(withhold(command))


def lonely_option(command: Command) -> Command:
    """Adds --lonely: what to do with strata in which a single cluster was sampled."""
    return click.option(
        "--lonely",
        type=click.Choice(get_args(LonelyRule)),
        default="refuse",
        show_default=True,
        help="Strata of a single cluster: refuse, centre on all (cautious), the others' average, or certainty.",
    )(command)
