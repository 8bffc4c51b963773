"""The `merata` command with all its sub-commands, the installed extensions' included."""

from __future__ import annotations

from importlib.metadata import entry_points

import click

from merata.cli.access import access
from merata.cli.aid import aid
from merata.cli.check import check
from merata.cli.demo import AFTER_DEMO, COMMAND_GROUP, demo
from merata.cli.eligible import eligible
from merata.cli.import_file import import_file
from merata.cli.lottery import lottery
from merata.cli.measure import measure
from merata.cli.plan import plan
from merata.cli.pmt import pmt
from merata.cli.report import report
from merata.cli.rules import rules
from merata.cli.simulate import simulate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="merata")
def cli() -> None:
    """Measure inequality, simulate and plan what reduces it, and report, for a regency.

    Every command reads a dataset folder (see `merata demo`). Exit codes: 0 done, 1 the input has faults
    (listed), 2 wrong usage, 130 interrupted.
    """


for command in (demo, check, import_file, measure, eligible, aid, simulate, pmt, plan, report, lottery, rules, access):
    cli.add_command(command)
for entry in entry_points(group=COMMAND_GROUP):
    if entry.name != AFTER_DEMO:
        cli.add_command(entry.load(), name=entry.name)
