"""Options that several commands of `merata access` take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from merata.access.network import MODES
from merata.access.snapping import OFF_ROAD_LIMIT_M
from merata.cli.access_roads import ROADS_HELP
from merata.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)

FILE_OR_FOLDER = click.Path(exists=True, path_type=Path)
"""A file or a folder."""


def road_options(command: Command) -> Command:
    """Roads, speeds, mode, people with their welfare weights, facilities, and how far from a road they may be."""
    for option in reversed(_ROAD_OPTIONS):
        command = option(command)
    return command


_ROAD_OPTIONS = (
    click.option(
        "--roads",
        required=True,
        type=click.Path(path_type=Path),
        help=ROADS_HELP,
    ),
    click.option(
        "--facilities",
        required=True,
        type=FILE_OR_FOLDER,
        help="facility_id, kind, latitude, longitude; or a dataset folder.",
    ),
    click.option(
        "--people",
        required=True,
        type=FILE_OR_FOLDER,
        help="cluster_id, village, latitude, longitude, population; or a dataset folder, for its villages.",
    ),
    click.option("--mode", type=click.Choice(MODES), default="motorcycle", show_default=True, help="How one travels."),
    click.option(
        "--welfare-weight", metavar="COLUMN", help="Column of the people's welfare weights; without it all count 1."
    ),
    click.option("--speeds", type=EXISTING, help="Table of speeds (YAML) instead of merata's own."),
    click.option(
        "--limit-m",
        type=click.FloatRange(min=0, min_open=True),
        default=OFF_ROAD_LIMIT_M,
        show_default=True,
        help="People and facilities farther than this from a road are left out and listed.",
    ),
)


def by_kind(option: str, given: Sequence[str]) -> dict[str, float]:
    """KIND=NUMBER, several times, as a mapping. Raises `UsageError` with all that are of another form."""
    found: dict[str, float] = {}
    wrong = []
    for text in given:
        kind, _, number = text.partition("=")
        try:
            found[kind.strip()] = float(number)
        except ValueError:
            wrong.append(text)
    if wrong:
        raise UsageError(f"{option} {', '.join(wrong)}; expected KIND=NUMBER, for instance {option} puskesmas=30")
    return found
