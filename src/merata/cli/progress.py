"""A progress bar on standard error for whatever takes more than a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from merata.progress import Step

stdout = Console(highlight=False)
stderr = Console(stderr=True, highlight=False)


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """Show a bar titled `title` while the block runs; the block reports through the function it is given."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[now]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr, transient=True) as bars:
        task = bars.add_task(title, total=1.0, now="")

        def step(share: float, now: str) -> None:
            bars.update(task, completed=share, now=now)

        yield step
