"""The background work of training."""

from __future__ import annotations

from typing import Any

from merata_portal.jobs.handlers import job
from merata_portal.jobs.running import Running
from merata_portal.training.actions import drawing


@job(drawing.DRAW)
def draw(running: Running) -> dict[str, Any]:
    """Draw the seats of a class whose public number is there."""
    return drawing.run_draw(running)
