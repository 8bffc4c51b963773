"""Arguments and options that the steps of `merata lottery` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from merata.programmes.training.drawing import NUMBER_FILE, REVEAL_FILE, VOID_FILE
from merata.programmes.training.frozen_list import LIST_FILE
from merata.programmes.training.result import RESULT_FILE

LATER = (LIST_FILE, NUMBER_FILE, REVEAL_FILE, VOID_FILE, RESULT_FILE)
"""The documents that follow the announcement, in order."""

DATASET = click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
SECRET = click.option(
    "--secret-file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where the secret is kept."
)
WITHDRAWN = "Application that gives up its seat or place, in the order of giving up; may be given again."


def day(name: str, meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A required option that is a day."""
    return click.option(
        f"--{name}", name.replace("-", "_"), type=click.DateTime(["%Y-%m-%d"]), required=True, help=meaning
    )
