"""How other packages add to the command line: the entry-point group, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

COMMAND_GROUP = "merata.commands"
"""Entry points in this group are further sub-commands of `merata`."""

AFTER_DEMO = "after-demo"
"""The entry point in that group that is none, but follows the demo: `after_demo(root, serve=…, report_on=…)`."""

ReportOn = Callable[[Path], None]
"""Writes the demo's report again with the figures of an edition of open data: of its table, the CSV file `ukuran`."""
