"""`merata registry`: what other offices export, checked, linked and compared before anything is done with it."""

from __future__ import annotations

import click

from merata.cli.registry_check import check
from merata.cli.registry_diff import diff
from merata.cli.registry_link import link


@click.group()
def registry() -> None:
    """Check, link and compare exports of people and families (DTSEN, SIKS-NG, P3KE) as CSV or XLSX.

    NIK and KK numbers are never shown in full, names only with --show-names.
    """


registry.add_command(check)
registry.add_command(diff)
registry.add_command(link)
