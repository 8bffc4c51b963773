"""What `merata access site` prints: Indonesian first, then English."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.access.siting.answer import MEDIAN, SitingAnswer
from merata.access.siting.siting_tables import site_table, summary


def print_siting(console: Console, answer: SitingAnswer, speeds: Mapping[str, str], out: Path | None) -> None:
    """The chosen places, what they change, how good the choice is proven to be, and on what it rests."""
    console.print(_places(answer))
    for line in [*_changes(answer), *_proof(answer), *_terms(answer, speeds)]:
        console.print(line, markup=False, soft_wrap=True)
    lost = np.flatnonzero(answer.travel.setting.people.node < 0)
    if len(lost):
        count = float(answer.people.population[lost].sum())
        console.print(
            f"{len(lost)} kelompok ({count:,.0f} orang) terlalu jauh dari jalan / clusters ({count:,.0f} people) too "
            "far from any road: " + ", ".join(answer.people.cluster_id[row] for row in lost[:30].tolist()),
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
    if out is not None:
        console.print(f"Tabel / tables: {out}", markup=False, soft_wrap=True)


def _places(answer: SitingAnswer) -> Table:
    table = Table(title="Tempat terpilih / places chosen", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Tempat\nplace", overflow="fold", min_width=10)
    gain = "Menit dihemat\nminutes saved"
    if answer.objective != MEDIAN:
        gain = "Masuk standar\nwithin standard"
    for heading in ("Biaya (Rp)\ncost", "Kapasitas\ncapacity", "Orang\npeople", gain, "Rata-rata menit\nmean minutes"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in site_table(answer).to_pylist():
        name = row["site_id"] if row["name"] is None else f"{row['site_id']} {row['name']}"
        table.add_row(
            name + (" (sudah ada / built)" if row["built"] else ""),
            f"{row['cost_idr']:,}",
            "–" if row["capacity"] is None else f"{row['capacity']:,.0f}",
            f"{row['people']:,.0f}",
            f"{row['gain']:,.0f}",
            "–" if row["mean_minutes"] is None else f"{row['mean_minutes']:.1f}",
        )
    return table


def _changes(answer: SitingAnswer) -> list[str]:
    found = summary(answer)

    def minutes(when: str) -> str:
        value = found[f"mean_minutes_{when}"]
        return "–" if value is None else f"{value:.1f}"

    return [
        f"Orang yang punya jalan ke sana / people with a way: {found['with_a_way_now']:,.0f} → "
        f"{found['with_a_way_then']:,.0f} dari / of {found['population']:,.0f}; rata-rata mereka / their mean: "
        f"{minutes('now')} → {minutes('then')} menit / minutes"
    ]


def _proof(answer: SitingAnswer) -> list[str]:
    siting = answer.siting
    gap = f"{100 * siting.gap:.4f}%" if np.isfinite(siting.gap) else "–"
    return [
        f"Terbukti paling jauh {gap} dari yang terbaik / proven at most so far from the best: {siting.gain:,.1f} dari "
        f"paling banyak / of at most {siting.bound:,.1f}; tanpa bukti / by swaps alone: {siting.start_gain:,.1f}"
    ]


def _terms(answer: SitingAnswer, speeds: Mapping[str, str]) -> list[str]:
    certainty = "asumsi / assumption" if speeds["certainty"] == "assumption" else speeds["certainty"]
    lines = [f"Kecepatan / speeds: {speeds['file']}, {speeds['valid_from']}: {certainty}"]
    if answer.objective == MEDIAN:
        lines.append(
            f"Yang tidak terlayani dihitung {answer.parameter_minutes:g} menit (asumsi) / who is not served counts as "
            f"{answer.parameter_minutes:g} minutes away (assumption)"
        )
    else:
        lines.append(f"Standar / standard: {answer.parameter_minutes:g} menit / minutes")
    return lines
