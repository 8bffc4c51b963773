"""The data folder of a portal: what commands are told, and what settings and keys are read from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

SETTINGS = "merata_portal.config.settings"


def data_root() -> Path:
    """The folder that MERATA_DATA names (default: ./demo), as the settings read it."""
    return Path(os.environ.get("MERATA_DATA", "demo")).resolve()


def open_portal(data: Path) -> None:
    """Make folder `data` the portal's, and Django ready for what this process does next."""
    os.environ["MERATA_DATA"] = str(data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Imported here because Django reads the two settings above when it is first used.
    import django  # noqa: PLC0415

    django.setup()


class DataFolder(click.Path):
    """A command's DATA argument: an existing folder, which becomes the portal's when the argument is read."""

    name = "folder"

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder, opened; wrong usage where there is none."""
        folder = super().convert(value, param, ctx)
        open_portal(Path(os.fsdecode(folder)))
        return folder
