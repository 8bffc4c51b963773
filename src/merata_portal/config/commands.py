"""What the portal adds to the `merata` command: `merata portal …`, and what follows `merata demo`."""

from __future__ import annotations

import os
from pathlib import Path

import click

DEFAULT_PORT = 8000


def _django(data: Path, *arguments: str) -> None:
    """Run one of Django's management commands on the portal whose data lie in `data`."""
    os.environ["MERATA_DATA"] = str(data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    # Imported here because Django reads the two settings above when it is first used.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["merata portal", *arguments])


@click.group()
def portal() -> None:
    """Run the portal: who decided, who was paid, who may see."""


@portal.command()
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
def migrate(data: Path) -> None:
    """Bring the database in folder DATA up to date; it is made where there is none."""
    data.mkdir(parents=True, exist_ok=True)
    _django(data, "migrate", "--verbosity", "0")


@portal.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="Port on this machine.")
def serve(data: Path, port: int) -> None:
    """Serve the portal whose data lie in folder DATA on this machine, until Ctrl-C."""
    _django(data, "migrate", "--verbosity", "0")
    _serve(data, port)


def after_demo(root: Path, *, serve: bool) -> None:
    """Make the portal's database in a demo folder just written and, when asked, serve it until Ctrl-C."""
    _django(root, "migrate", "--verbosity", "0")
    if serve:
        _serve(root, DEFAULT_PORT)


def _serve(data: Path, port: int) -> None:
    click.echo(f"http://127.0.0.1:{port}/  (English: /en/) — Ctrl-C ends it")
    _django(data, "runserver", "--noreload", "--verbosity", "0", f"127.0.0.1:{port}")
