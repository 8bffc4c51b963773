"""The options that say how an export is to be read, and reading it as they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from merata.errors import InputError
from merata.registry.export import Export, open_export
from merata.tables.folder import Dataset

Command = TypeVar("Command", bound=Callable[..., Any])

EXPORT = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Reading:
    """How exports are read: the format, an office's own mapping, the day of the check, the villages that there are."""

    format: str
    mapping: Path | None
    on: date
    villages: frozenset[str] | None

    def opened(self, path: Path) -> Export:
        """The export at `path`, recognised."""
        return open_export(path, self.format, mapping=self.mapping)


def reading_options(command: Command) -> Command:
    """Adds --format, --mapping, --villages and --on; `reading` makes one `Reading` of them."""
    layout = click.option(
        "--format", "layout", default="auto", show_default=True, help="dtsen, siksng, p3ke, or one layout of them."
    )
    mapping = click.option(
        "--mapping", type=EXPORT, help="A YAML file with this office's own names of columns and codes."
    )
    villages = click.option(
        "--villages",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A dataset folder; village codes that its table of villages lacks are faults.",
    )
    on = click.option(
        "--on",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day of the check: nobody is born after it. [default: today]",
    )
    return layout(mapping(villages(on(command))))


def reading(layout: str, mapping: Path | None, villages: Path | None, on: datetime | None) -> Reading:
    """What the options of `reading_options` say."""
    codes = None
    if villages is not None:
        codes = frozenset(Dataset(villages).read("villages", ["village_code"])["village_code"].to_pylist())
    return Reading(layout, mapping, on.date() if on else datetime.now(UTC).astimezone().date(), codes)


def refuse_input(path: Path | None, *inputs: Path | None) -> None:
    """Raise `InputError` where an output would replace one of the inputs."""
    for given in inputs:
        if path is not None and given is not None and path.resolve() == given.resolve():
            raise InputError(f"{path} is an input; name another file for the output")
