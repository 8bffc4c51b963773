"""What `merata access` prints: Indonesian first, then English."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table

from merata.access.import_report import ImportReport
from merata.access.nearest_times import NearestTimes

SHOWN = 30

_MODES = {"walk": "jalan kaki / walking", "motorcycle": "sepeda motor / motorcycle", "car": "mobil / car"}
_SEASONS = {"dry": "musim kemarau / dry season", "wet": "musim hujan / wet season"}


def print_report(console: Console, report: ImportReport, out: Path) -> None:
    """The report of an import, and where the network is."""
    for language, title in (("id", "Laporan impor jalan"), ("en", "Report of the road import")):
        console.print(f"{title}: {report.file}", style="bold", markup=False, soft_wrap=True)
        for line in report.lines(language):
            console.print(f"  {line}", markup=False, soft_wrap=True)
    console.print(_assumed(report.speeds), style="yellow", markup=False, soft_wrap=True)
    console.print(f"Jaringan / network: {out}", markup=False, soft_wrap=True)


def times_summary(found: NearestTimes, *, mode: str, season: str, speeds: Mapping[str, str]) -> dict[str, Any]:
    """What was found, for printing and as JSON: by kind the nodes, those that reach none, and the median minutes."""
    kinds = []
    for kind in sorted(set(found.minutes["kind"].unique().to_pylist())):
        minutes = found.minutes.filter(pc.equal(found.minutes["kind"], kind))["minutes"]
        reached = minutes.drop_null().to_numpy()
        kinds.append(
            {
                "kind": kind,
                "nodes": len(minutes),
                "unreachable": minutes.null_count,
                "median_minutes": float(np.median(reached)) if len(reached) else None,
            }
        )
    return {
        "mode": mode,
        "season": season,
        "speeds": dict(speeds),
        "kinds": kinds,
        "excluded": found.excluded.to_pylist(),
    }


def print_times(console: Console, summary: Mapping[str, Any], out: Path) -> None:
    """The summary as a table, and where the minutes are."""
    title = f"{_MODES[summary['mode']]}, {_SEASONS[summary['season']]}"
    table = Table(title=title, title_justify="left")
    table.add_column("jenis / kind")
    for heading in ("simpul / nodes", "tidak terjangkau / unreachable", "median (menit / minutes)"):
        table.add_column(heading, justify="right")
    for kind in summary["kinds"]:
        median = "–" if kind["median_minutes"] is None else f"{kind['median_minutes']:.1f}"
        table.add_row(kind["kind"], str(kind["nodes"]), str(kind["unreachable"]), median)
    console.print(table)
    console.print(_assumed(summary["speeds"]), style="yellow", markup=False, soft_wrap=True)
    console.print(str(out), markup=False, soft_wrap=True)


def print_excluded(console: Console, excluded: pa.Table, limit_m: float) -> None:
    """The facilities that were left out, if there are any."""
    if not excluded.num_rows:
        return
    console.print(
        f"{excluded.num_rows} fasilitas lebih dari {limit_m:g} m dari jalan mana pun dan tidak diperhitungkan / "
        f"{excluded.num_rows} facilities farther than {limit_m:g} m from every road, left out:",
        style="yellow",
        markup=False,
        soft_wrap=True,
    )
    for row in excluded.slice(0, SHOWN).to_pylist():
        far = "" if row["off_road_m"] is None else f", {row['off_road_m']:.0f} m"
        console.print(
            f"  {row['facility_id']} ({row['kind']}, baris / row {row['row']}): "
            f"{row['latitude']}, {row['longitude']}{far}",
            markup=False,
            soft_wrap=True,
        )
    if excluded.num_rows > SHOWN:
        console.print(f"  … {excluded.num_rows - SHOWN} lagi / more")


def _assumed(speeds: Mapping[str, str]) -> str:
    """How sure the speeds are."""
    certainty = speeds["certainty"]
    indonesian = "asumsi" if certainty == "assumption" else certainty
    return (
        f"Kecepatan: {speeds['file']}, berlaku sejak {speeds['valid_from']}, kepastian: {indonesian} / "
        f"speeds valid from {speeds['valid_from']}, certainty: {certainty}"
    )
