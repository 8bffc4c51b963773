"""What `merata access appraise` prints: Indonesian first, then English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.access.projects.appraisal import Appraisal
from merata.access.projects.appraisal_document import excluded
from merata.access.projects.appraisal_tables import project_table
from merata.access.projects.interactions import INDEPENDENT, MIXED, NEED, OVERLAP, Interactions, interaction_table
from merata.access.projects.rupiah import RupiahGains, rupiah_table

SHOWN = 30

KINDS = {
    "new_road": "jalan baru / new road",
    "bridge": "jembatan / bridge",
    "upgrade": "peningkatan jalan / upgrade",
    "new_facility": "fasilitas baru / new facility",
    "closed_facility": "fasilitas ditutup / closed facility",
}
RELATIONS = {
    NEED: "saling membutuhkan / need each other",
    OVERLAP: "melayani orang yang sama / serve the same people",
    MIXED: "sebagian / partly both",
    INDEPENDENT: "tidak berkaitan / independent",
}
MODES = {"walk": "jalan kaki / walking", "motorcycle": "sepeda motor / motorcycle", "car": "mobil / car"}
SEASONS = {"dry": "musim kemarau / dry season", "wet": "musim hujan / wet season"}


def print_appraisal(console: Console, found: Appraisal, paired: Interactions) -> None:
    """The projects as a table, pairs that are more or less than their sum, terms, and what was left out."""
    rows = project_table(found).to_pylist()
    console.print(_who_gains(rows))
    console.print(_costs(rows))
    pairs = [row for row in interaction_table(found, paired).to_pylist() if row["relation"] != INDEPENDENT]
    if pairs:
        console.print(_pairs(pairs[:SHOWN]))
    for line in _terms(found):
        console.print(line, markup=False, soft_wrap=True)
    _print_excluded(console, found)


def print_rupiah(console: Console, found: Appraisal, gains: RupiahGains) -> None:
    """What the minutes may add to consumption, with the records it rests on; "asumsi" wherever it is assumed."""
    mark = " (asumsi / assumption)" if gains.assumed else ""
    title = f"Tambahan konsumsi setahun{mark}\nconsumption added in a year"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Proyek\nproject", overflow="fold", min_width=8)
    for heading in ("Rp setahun\nRp a year", "dari\nfrom (95%)", "sampai\nto"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rupiah_table(found, gains).to_pylist()[:SHOWN]:
        cells = (f"{row[name]:,}" for name in ("gain_idr_a_year", "low_idr", "high_idr"))
        table.add_row(row["project_id"] + (" (asumsi)" if gains.assumed else ""), *cells)
    console.print(table)
    for record in gains.records:
        said = "asumsi / assumption" if record.assumed else f"{record.source} ({record.certainty})"
        console.print(
            f"{record.effect_id}: {record.mean:g} ± {record.standard_error:g} dari konsumsi per menit / of consumption "
            f"per minute: {said}",
            markup=False,
            soft_wrap=True,
        )


def _who_gains(rows: list[Mapping[str, Any]]) -> Table:
    title = f"Penilaian {len(rows)} proyek, menurut menit dihemat per rupiah\nappraisal, by minutes saved per rupiah"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Proyek\nproject", overflow="fold", min_width=8)
    table.add_column("Jenis\nkind", overflow="fold", min_width=11)
    for heading in (
        "Menit-orang\nperson-min.",
        "Berbobot\nweighted",
        "Dapat akses\ngiven a way",
        "Masuk standar\nwithin stand.",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows[:SHOWN]:
        table.add_row(
            _named(row) + (" *" if row["changes_nothing"] else ""),
            KINDS[row["kind"]],
            _whole(row["person_minutes_saved"]),
            _whole(row["weighted_minutes_saved"]),
            _whole(row["people_given_a_way"]),
            _whole(row["people_within_standard"]),
        )
    notes = [f"… {len(rows) - SHOWN} lagi / more"] if len(rows) > SHOWN else []
    if any(row["changes_nothing"] for row in rows):
        notes.append("* tidak mengubah apa pun / changes nothing for anybody")
    table.caption = "; ".join(notes) or None
    return table


def _costs(rows: list[Mapping[str, Any]]) -> Table:
    table = Table(title="Biaya (Rp) / cost", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Proyek\nproject", overflow="fold", min_width=8)
    for heading in (
        "Biaya\ncost",
        "per menit-orang\nper person-minute",
        "per orang masuk standar\nper person within",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows[:SHOWN]:
        names = ("cost_idr", "cost_per_person_minute_idr", "cost_per_person_within_idr")
        table.add_row(_named(row), *(_whole(row[name]) for name in names))
    return table


def _pairs(rows: list[Mapping[str, Any]]) -> Table:
    title = "Berpasangan: bersama, dan jumlah masing-masing sendiri\nin pairs: together, and the sum of each alone"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for heading, width in (("Proyek\nproject", 8), ("dengan\nwith", 8), ("Hubungan\nrelation", 12)):
        table.add_column(heading, overflow="fold", min_width=width)
    for heading in ("Menit\ntogether", "sendiri\nalone", "Akses\ntogether", "sendiri\nalone"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row["project_id"],
            row["with_project_id"],
            RELATIONS[row["relation"]],
            _whole(row["weighted_minutes_saved_together"]),
            _whole(row["weighted_minutes_saved_apart"]),
            _whole(row["people_given_a_way_together"]),
            _whole(row["people_given_a_way_apart"]),
        )
    return table


def _named(row: Mapping[str, Any]) -> str:
    return str(row["project_id"]) if row["name"] is None else f"{row['project_id']} {row['name']}"


def _terms(found: Appraisal) -> list[str]:
    """On what the figures rest."""
    terms, roads = found.terms, found.plan.roads
    shares = ", ".join(
        f"{SEASONS[season]} {100 * share:.0f}%"
        for season, share in zip(terms.seasons, terms.season_shares().tolist(), strict=True)
    )
    lines = [f"{MODES[roads.mode]}; {shares}; satu perjalanan sekali jalan / one trip, one way"]
    if terms.standard_minutes:
        limits = ", ".join(f"{kind} {minutes:g}" for kind, minutes in terms.standard_minutes.items())
        lines.append(f"Standar (menit) / standard (minutes): {limits}")
    speeds = roads.network.speeds
    certainty = "asumsi / assumption" if speeds["certainty"] == "assumption" else speeds["certainty"]
    lines.append(f"Kecepatan / speeds: {speeds['file']}, {speeds['valid_from']}: {certainty}")
    if found.plan.length_assumed.any():
        count = int(found.plan.length_assumed.sum())
        lines.append(f"{count} panjang jalan: garis lurus (asumsi) / lengths taken as straight lines (assumption)")
    return lines


def _print_excluded(console: Console, found: Appraisal) -> None:
    left_out = excluded(found)
    people, facilities = left_out["people"], left_out["facilities"]
    if people:
        count = sum(row["population"] for row in people)
        console.print(
            f"{len(people)} kelompok ({count:,.0f} orang) terlalu jauh dari jalan dan dihitung tanpa akses / clusters "
            f"({count:,.0f} people) too far from any road, counted as without a way: "
            + ", ".join(row["cluster_id"] for row in people[:SHOWN]),
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
    if facilities:
        console.print(
            f"{len(facilities)} fasilitas terlalu jauh dari jalan dan tidak diperhitungkan / facilities too far from "
            "any road, left out: " + ", ".join(f"{row['facility_id']} ({row['kind']})" for row in facilities[:SHOWN]),
            style="yellow",
            markup=False,
            soft_wrap=True,
        )


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
