"""The `merata` command with all its sub-commands, the installed extensions' included.

A sub-command's module, and the libraries that it needs, are imported when it is called or its help is shown: together
they take two seconds.
"""

# ruff: noqa: ARG002, PLC0415
from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

import click

from merata.cli.extensions import AFTER_DEMO, COMMAND_GROUP


def _access() -> click.Command:
    from merata.cli.access import access

    return access


def _aid() -> click.Command:
    from merata.cli.aid import aid

    return aid


def _attribute() -> click.Command:
    from merata.cli.attribute import attribute_command

    return attribute_command


def _check() -> click.Command:
    from merata.cli.check import check

    return check


def _demo() -> click.Command:
    from merata.cli.demo import demo

    return demo


def _eligible() -> click.Command:
    from merata.cli.eligible import eligible

    return eligible


def _evaluate() -> click.Command:
    from merata.cli.evaluate import evaluate_command

    return evaluate_command


def _frontier() -> click.Command:
    from merata.cli.frontier import frontier_command

    return frontier_command


def _import() -> click.Command:
    from merata.cli.import_file import import_file

    return import_file


def _lottery() -> click.Command:
    from merata.cli.lottery import lottery

    return lottery


def _measure() -> click.Command:
    from merata.cli.measure import measure

    return measure


def _payments() -> click.Command:
    from merata.cli.payments import payments

    return payments


def _plan() -> click.Command:
    from merata.cli.plan import plan

    return plan


def _pmt() -> click.Command:
    from merata.cli.pmt import pmt

    return pmt


def _registry() -> click.Command:
    from merata.cli.registry import registry

    return registry


def _report() -> click.Command:
    from merata.cli.report import report

    return report


def _rules() -> click.Command:
    from merata.cli.rules import rules

    return rules


def _shares() -> click.Command:
    from merata.cli.shares import shares

    return shares


def _simulate() -> click.Command:
    from merata.cli.simulate import simulate

    return simulate


def _why() -> click.Command:
    from merata.cli.why import why_command

    return why_command


OWN: dict[str, Callable[[], click.Command]] = {
    "access": _access,
    "aid": _aid,
    "attribute": _attribute,
    "check": _check,
    "demo": _demo,
    "eligible": _eligible,
    "evaluate": _evaluate,
    "frontier": _frontier,
    "import": _import,
    "lottery": _lottery,
    "measure": _measure,
    "payments": _payments,
    "plan": _plan,
    "pmt": _pmt,
    "registry": _registry,
    "report": _report,
    "rules": _rules,
    "shares": _shares,
    "simulate": _simulate,
    "why": _why,
}
"""Merata's own sub-commands, by name."""


class SubCommands(click.Group):
    """A group whose sub-commands are imported when they are wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all, in alphabetical order."""
        return sorted({*OWN, *_extensions()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command of that name; None where there is none."""
        load = (OWN | _extensions()).get(cmd_name)
        return None if load is None else load()


def _extensions() -> dict[str, Callable[[], click.Command]]:
    """The sub-commands that other installed packages bring."""
    return {entry.name: entry.load for entry in entry_points(group=COMMAND_GROUP) if entry.name != AFTER_DEMO}


@click.group(cls=SubCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="merata")
def cli() -> None:
    """Measure inequality, simulate and plan what reduces it, and report, for a regency.

    Every command reads a dataset folder (see `merata demo`). Exit codes: 0 done, 1 the input has faults
    (listed), 2 wrong usage, 130 interrupted.
    """
