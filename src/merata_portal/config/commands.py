"""What the portal adds to the `merata` command: `merata portal …`, and what follows `merata demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured

from merata.cli.extensions import ReportOn
from merata.errors import MerataError, UsageError
from merata_portal.accounts.commands import areas, user
from merata_portal.actor import Refused
from merata_portal.analysis.commands import analysis
from merata_portal.analysis.publishing_commands import publish
from merata_portal.audit.commands import audit
from merata_portal.complaints.commands import complaints
from merata_portal.config.backup.commands import backup, restore
from merata_portal.exchange.commands import client
from merata_portal.jobs.commands import work
from merata_portal.ledger.commands import ledger
from merata_portal.personal.commands import keys
from merata_portal.personal.folder import DataFolder, open_portal
from merata_portal.registry.commands import reseal, retire

DEFAULT_PORT = 8000
HERE = "127.0.0.1"


class NotAllowed(MerataError):  # noqa: N818 - it says what was found
    """What was asked for is not allowed, even at the command line."""


class PortalGroup(click.Group):
    """Turns what Django and the portal refuse into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the sub-command; a wrong environment exits with 2, a refusal with 1."""
        try:
            return super().invoke(ctx)
        except ImproperlyConfigured as error:
            raise UsageError(str(error)) from error
        except Refused as error:
            raise NotAllowed(str(error)) from error


@click.group(cls=PortalGroup)
def portal() -> None:
    """Run the portal: who decided, who was paid, who may see."""


for command in (analysis, areas, audit, backup, client, complaints, keys, ledger, publish, restore, user, work):
    portal.add_command(command)
for command in (reseal, retire):
    keys.add_command(command)


@portal.command()
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
def migrate(data: Path) -> None:
    """Bring the database of folder DATA up to date; it is made where there is none."""
    data.mkdir(parents=True, exist_ok=True)
    open_portal(data)
    _migrate()


@portal.command()
@click.argument("data", type=DataFolder())
def check(data: Path) -> None:  # noqa: ARG001 - reading the folder has opened it
    """Say what is not right for production; exit code 1 where there is anything."""
    # Imported here because Django reads its settings when it is first used.
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    import merata_portal.config.checks  # noqa: F401, PLC0415 - registers them

    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except CommandError as error:
        raise NotAllowed(str(error)) from error


@portal.command()
@click.argument("data", type=DataFolder())
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="Port on this machine.")
@click.option("--host", default=HERE, show_default=True, help="Address to listen on; a proxy in front gives HTTPS.")
@click.option("--worker/--no-worker", default=True, show_default=True, help="Do background jobs too.")
def serve(data: Path, *, port: int, host: str, worker: bool) -> None:
    """Serve the portal whose data lie in folder DATA, until Ctrl-C."""
    _migrate()
    _serve(data, host=host, port=port, worker=worker)


def after_demo(root: Path, *, serve: bool, report_on: ReportOn) -> None:
    """Make the portal of a demo folder just written, with all its people; serve it where asked.

    `report_on` writes the folder's report again, of the figures that the portal published.
    """
    open_portal(root)
    # Imported here because Django reads its settings when it is first used.
    from merata_portal.config import demonstration  # noqa: PLC0415

    demonstration.clear(root)
    _migrate()
    demonstration.fill(root)
    demonstration.report(report_on)
    if serve:
        _serve(root, host=HERE, port=DEFAULT_PORT, worker=True)
    else:
        click.echo(f"Buka portal / open the portal: merata portal serve {root}")


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")


def _serve(data: Path, *, host: str, port: int, worker: bool) -> None:
    from merata_portal.config.serving import serve_until_stopped  # noqa: PLC0415

    click.echo(f"http://{host}:{port}/ — Ctrl-C mengakhiri / ends it")
    serve_until_stopped(data, host=host, port=port, with_worker=worker)
