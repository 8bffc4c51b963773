"""`merata portal complaints …`: for the machine's timer, on days on which nobody opens a complaint."""

from __future__ import annotations

from pathlib import Path

import click

from merata_portal.personal.folder import DataFolder


@click.group()
def complaints() -> None:
    """Complaints: what the machine's timer asks for."""


@complaints.command()
@click.argument("data", type=DataFolder())
def escalate(data: Path) -> None:  # noqa: ARG001 - reading the folder has told where it is
    """Have the overdue complaints of the portal in folder DATA escalated by its worker; once a day is enough."""
    # Imported here because models need the settings, which the folder names.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.complaints.actions.climbing import ask_escalation  # noqa: PLC0415

    found = ask_escalation(by=SYSTEM("merata portal complaints escalate"))
    click.echo(f"Diminta / asked: {found.id}")
