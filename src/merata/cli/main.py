"""The `merata` command: finds the sub-commands, turns errors into messages and exit codes.

Exit codes: 0 done, 1 the input has faults (listed), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import click

from merata.cli.check import check
from merata.cli.demo import demo
from merata.cli.import_file import import_file
from merata.cli.measure import measure
from merata.cli.plan import plan
from merata.cli.report import report
from merata.cli.simulate import simulate
from merata.errors import MerataError

COMMAND_GROUP = "merata.commands"
"""Entry points in this group are further sub-commands; `after-demo` is what follows `merata demo`."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="merata")
def cli() -> None:
    """Measure inequality, simulate and plan what reduces it, and report, for a regency.

    Every command reads a dataset folder (see `merata demo`). Exit codes: 0 done, 1 the input has faults
    (listed), 2 wrong usage, 130 interrupted.
    """


for command in (demo, check, import_file, measure, simulate, plan, report):
    cli.add_command(command)
for entry in entry_points(group=COMMAND_GROUP):
    if entry.name != "after-demo":
        cli.add_command(entry.load(), name=entry.name)


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except MerataError as error:
        click.secho(f"merata: {error}", fg="red", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.secho("merata: interrupted; every table is as it was before or whole", fg="red", err=True)
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
