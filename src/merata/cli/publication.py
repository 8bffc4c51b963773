"""The options that say from which relative error on an estimate is marked, and from which it is withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from merata.measurement.estimates import BPS

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
