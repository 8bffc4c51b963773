"""`merata portal work`: a worker that does background jobs until it is stopped."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from merata_portal.personal.folder import DataFolder


@click.command()
@click.argument("data", type=DataFolder())
@click.option("--until-empty", is_flag=True, help="End when no job is waiting, instead of waiting for the next.")
@click.option("--lease", default=30.0, show_default=True, type=click.FloatRange(0.5, 3600),
              help="Seconds without a sign of life after which another worker takes the job over.")  # fmt: skip
def work(data: Path, *, until_empty: bool, lease: float) -> None:
    """Do the background jobs of the portal in folder DATA, until Ctrl-C; start several for more at once."""
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.jobs.seen import note_seen  # noqa: PLC0415
    from merata_portal.jobs.worker import Worker  # noqa: PLC0415

    worker = Worker(lease_seconds=lease, living=note_seen)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what signal hands over
        click.echo("Berhenti setelah bagian yang sedang dikerjakan … / stopping after the current chunk …", err=True)
        worker.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    click.echo(f"Pekerja {worker.name} siap, Ctrl-C mengakhiri / worker ready for {data}, Ctrl-C ends it")
    taken = worker.run(until_empty=until_empty)
    click.echo(f"Pekerja selesai: {taken} pekerjaan / worker ended: {taken} jobs")
