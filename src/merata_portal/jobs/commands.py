"""`merata portal work`: a worker that does background jobs until it is stopped."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click

from merata_portal.personal.folder import DataFolder


@click.command()
@click.argument("data", type=DataFolder())
@click.option("--until-empty", is_flag=True, help="End when no job is waiting, instead of waiting for the next.")
@click.option("--lease", default=30.0, show_default=True, type=click.FloatRange(0.5, 3600),
              help="Seconds without a sign of life after which another worker takes the job over.")  # fmt: skip
@click.option("--while-input-open", is_flag=True, hidden=True,
              help="End when standard input closes, which the server that started this worker holds open.")  # fmt: skip
def work(data: Path, *, until_empty: bool, lease: float, while_input_open: bool) -> None:
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
    if while_input_open:
        when_input_closes(worker.stop)
    click.echo(f"Pekerja {worker.name} siap, Ctrl-C mengakhiri / worker ready for {data}, Ctrl-C ends it")
    taken = worker.run(until_empty=until_empty)
    click.echo(f"Pekerja selesai: {taken} pekerjaan / worker ended: {taken} jobs")


def when_input_closes(stop: Callable[[], None]) -> None:
    """Call `stop` once nobody holds the other end of standard input any more, from a thread.

    A server that is killed has no moment to end its worker, but the system closes its end of the pipe for it.
    """
    number = sys.stdin.fileno()

    def wait() -> None:
        # Not through sys.stdin, whose lock a thread that waits would hold when the interpreter ends.
        while os.read(number, 1024):
            pass
        stop()

    threading.Thread(target=wait, name="merata-server-gone", daemon=True).start()
