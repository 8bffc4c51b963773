"""`merata demo`: a whole synthetic Blitar in a folder, then measured, planned and reported."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

import click
from rich.table import Table

from merata.cli.extensions import AFTER_DEMO, COMMAND_GROUP, ReportOn
from merata.cli.measure import run_measure
from merata.cli.plan import run_plan
from merata.cli.progress import progress, stdout
from merata.cli.report import default_budget_idr, run_reports
from merata.demo.build import DemoSummary, build
from merata.demo.destination import REPORT_FILES, refuse_foreign
from merata.demo.population import KABUPATEN
from merata.tables.folder import Dataset

_TEXTS = {
    "id": {
        "built": "Blitar sintetis: {persons} orang, {households} rumah tangga, {villages} desa dan kelurahan.",
        "synthetic": "Semua orang di dalamnya sintetis: dibuat oleh komputer, tidak ada yang sungguh hidup.",
        "title": "Pengeluaran sebenarnya (sintetis) dan angka terbitan 2025",
        "columns": "wilayah|ukuran|terbitan|kepastian|tercapai|selisih (poin persen)",
        "gini": "Kepastian Gini terbitan hanya sedang (medium): bukan dari BPS langsung.",
    },
    "en": {
        "built": "A synthetic Blitar: {persons} persons and {households} households in {villages} villages.",
        "synthetic": "All people in it are synthetic: made by a computer, nobody of them ever lived.",
        "title": "True (synthetic) consumption and the published figures of 2025",
        "columns": "area|measure|published|certainty|reached|difference (percentage points)",
        "gini": "The published Gini's certainty is only medium: it was not read from BPS itself.",
    },
}


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--scale", type=float, default=1.0, show_default=True, help="Size of the population; 0.05 is small.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of everything drawn.")
@click.option(
    "--polygons",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Village polygons (GeoJSON with property code); otherwise cells around the villages' points.",
)
@click.option("--no-serve", is_flag=True, help="Do not start the portal afterwards.")
@click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of the summary; the report is written in both.",
)
def demo(root: Path, *, scale: float, seed: int, polygons: Path | None, no_serve: bool, lang: str) -> None:
    """Write a synthetic Blitar into the folder DIR, then measure it, plan with it and report on it.

    DIR is created; a folder that holds anything but an earlier demo is refused. The same seed and scale give
    the same tables. At a terminal the portal is served afterwards, where it is installed.
    """
    refuse_foreign(root)
    with progress("merata demo") as step:
        summary = build(root, scale=scale, seed=seed, polygons=polygons, step=step)
    _print_summary(summary, lang)
    run_measure(root, by="regency")
    plan = run_plan(root, budget_idr=default_budget_idr(Dataset(root)), regency=KABUPATEN)
    outs = {name: root / file for name, file in REPORT_FILES.items()}
    run_reports(root, outs=outs, plan=plan)

    def report_on(published_file: Path) -> None:
        run_reports(root, outs=outs, plan=plan, published_file=published_file)

    follow(root, serve=sys.stdout.isatty() and not no_serve, report_on=report_on)


def _print_summary(summary: DemoSummary, lang: str) -> None:
    """What was built, and the calibration of its hidden truth."""
    texts = _TEXTS[lang]
    stdout.print(
        texts["built"].format(
            persons=_whole(summary.persons, lang),
            households=_whole(summary.households, lang),
            villages=summary.villages,
        )
    )
    stdout.print(texts["synthetic"], style="bold")
    table = Table(*texts["columns"].split("|"), title=texts["title"], title_justify="left")
    for row in summary.calibration:
        decimals = 2 if row.measure == "p0" else 1
        table.add_row(
            row.regency,
            "P0" if row.measure == "p0" else "Gini",
            _percent(row.published, decimals, lang),
            row.certainty,
            _percent(row.reached, 2, lang),
            _point(f"{100 * row.difference:+.3f}", lang),
        )
    stdout.print(table)
    stdout.print(texts["gini"])


def _whole(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", "." if lang == "id" else ",")


def _percent(share: float, decimals: int, lang: str) -> str:
    return _point(f"{100 * share:.{decimals}f}%", lang)


def _point(number: str, lang: str) -> str:
    return number.replace(".", ",") if lang == "id" else number


def follow(root: Path, *, serve: bool, report_on: ReportOn) -> None:
    """Call what is installed to follow the demo, with the folder, whether to serve it, and how to write the report
    again from the figures of a published edition."""
    for entry in entry_points(group=COMMAND_GROUP, name=AFTER_DEMO):
        entry.load()(root, serve=serve, report_on=report_on)
