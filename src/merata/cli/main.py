"""Where the `merata` command starts: errors become messages and exit codes.

Exit codes: 0 done, 1 the input has faults (listed), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys

import click

from merata.errors import MerataError

INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        # Imported here because it takes a moment, in which Ctrl-C must end as quietly as in any other.
        from merata.cli.commands import cli  # noqa: PLC0415

        hear_every_interrupt()
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except MerataError as error:
        click.secho(f"merata: {error}", fg="red", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.secho("merata: interrupted; every table is as it was before or whole", fg="red", err=True)
        code = INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)


def hear_every_interrupt() -> None:
    """Let Python alone hear signals: Arrow takes them over while it reads a CSV file, and loses one at its end.

    Then Ctrl-C did nothing, and a worker told to end went on.
    """
    import pyarrow as pa  # noqa: PLC0415 - it takes a moment, see main

    pa.enable_signal_handlers(enable=False)
