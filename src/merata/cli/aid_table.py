"""All aid as tables in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent, rupiah
from merata.programmes.aid.admitted import WithoutAid
from merata.programmes.aid.overview import AidOverview
from merata.programmes.aid.without_aid import without_aid_by_village

ROWS_SHOWN = 10
"""Villages, households and allowed pairs in a table; `--json` and `--csv` have all."""

SOURCE_LABELS = {
    "centre": "Pusat / centre",
    "province": "Provinsi / province",
    "regency": "Kabupaten, kota / regency",
    "desa": "Desa",
    "partner": "Mitra: CSR/TJSL, Baznas, LSM / partners",
}


def print_aid(
    console: Console,
    found: AidOverview,
    *,
    names: Mapping[str, str],
    synthetic: bool,
    without_rulebook: Sequence[str] = (),
) -> None:
    """Print who receives from whom, what goes together, and where.

    `names`: villages by code; `without_rulebook`: programmes of which no rulebook says what they go with.
    """
    if synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_programmes(found))
    console.print(_sources(found))
    if found.combinations.pairs.num_rows:
        console.print(_pairs(found))
    console.print(_villages(found, names))
    for line in _sentences(found, without_rulebook):
        console.print(line, markup=False)


def print_missed(console: Console, found: WithoutAid, *, names: Mapping[str, str]) -> None:
    """Print how many eligible households receive nothing, in which villages, and who of them is neediest."""
    missed = found.missed
    title = f"Berhak tetapi tidak menerima apa pun / eligible but receiving nothing: {missed.num_rows:,}"
    console.print(f"\n{title} rumah tangga / households", style="bold")
    table = Table(title="Desa/kelurahan terbanyak / most of them", box=SIMPLE_HEAD)
    table.add_column("Desa/kelurahan\nvillage", overflow="fold")
    table.add_column("Rumah tangga\nhouseholds", justify="right", no_wrap=True)
    villages = without_aid_by_village(missed).sort_by([("households", "descending"), ("village_code", "ascending")])
    for row in villages.slice(0, ROWS_SHOWN).to_pylist():
        table.add_row(_village(row["village_code"], names), f"{row['households']:,}")
    console.print(table)
    table = Table(title="Yang paling membutuhkan / the neediest of them", box=SIMPLE_HEAD)
    for heading in ("Rumah tangga\nhousehold", "Desa/kelurahan\nvillage", "Berhak atas\neligible for"):
        table.add_column(heading, overflow="fold")
    for row in missed.slice(0, ROWS_SHOWN).to_pylist():
        table.add_row(row["household_id"], _village(row["village_code"], names), ", ".join(row["programmes"]))
    console.print(table)
    for line in _about_missed(found):
        console.print(line, markup=False)


def _about_missed(found: WithoutAid) -> list[str]:
    """Which rules were applied, and how the order comes about."""
    lines = [
        f"Aturan per / rules of {found.on:%Y-%m-%d}: {', '.join(found.assessed)}",
        "Urutan: desil, yang belum diketahui terakhir; dalam satu desil undian yang dapat dihitung ulang siapa pun / "
        "order: decile, unknown last; within one a lot that anyone can recompute",
    ]
    if found.not_in_force:
        lines.append(f"Belum atau tidak lagi berlaku / not in force: {', '.join(found.not_in_force)}")
    if found.not_aid:
        lines.append(f"Pelatihan dilamar, bukan bantuan / training is applied for: {', '.join(found.not_aid)}")
    return lines


def _programmes(found: AidOverview) -> Table:
    title = f"Bantuan dari semua sumber / aid from all sources, {found.year}"
    table = _table(
        title, ("Program", "Sumber\nsource"), ("Daftar\nlist", "Rumah tangga\nhouseholds", "Rp per tahun\na year")
    )
    for row in found.by_programme.sort_by([("annual_idr", "descending"), ("programme_id", "ascending")]).to_pylist():
        year = "–" if row["year"] is None else str(row["year"])
        table.add_row(
            row["name"], SOURCE_LABELS[row["source"]], year, f"{row['households']:,}", f"{row['annual_idr']:,}"
        )
    table.add_section()
    table.add_row("Semua / all", "", "", f"{found.receiving:,}", f"{found.total_idr:,}")
    return table


def _sources(found: AidOverview) -> Table:
    table = _table(
        "Menurut sumber / by source",
        ("Sumber\nsource",),
        ("Program\nprogrammes", "Rumah tangga\nhouseholds", "Rp per tahun\na year"),
    )
    for row in found.by_source.to_pylist():
        amounts = (f"{row['programmes']:,}", f"{row['households']:,}", f"{row['annual_idr']:,}")
        table.add_row(SOURCE_LABELS[row["source"]], *amounts)
    return table


def _pairs(found: AidOverview) -> Table:
    """Every forbidden pair, and the most frequent others."""
    rows = found.combinations.pairs.to_pylist()
    forbidden = [row for row in rows if row["forbidden_by"]]
    allowed = [row for row in rows if not row["forbidden_by"]]
    table = _table(
        f"Dua program dalam satu rumah tangga / two programmes in one household (--json: {len(rows)})",
        ("Program", "Program", "Dilarang aturan\nforbidden by"),
        ("Rumah tangga\nhouseholds", "Rp per tahun\na year, both"),
    )
    for row in [*forbidden, *allowed[:ROWS_SHOWN]]:
        rule = ", ".join(row["forbidden_by"]) or "–"
        amounts = (f"{row['households']:,}", f"{row['annual_idr']:,}")
        table.add_row(row["first_programme"], row["second_programme"], rule, *amounts)
    return table


def _villages(found: AidOverview, names: Mapping[str, str]) -> Table:
    rows = found.by_village.sort_by([("total_idr", "descending"), ("village_code", "ascending")])
    shown = min(ROWS_SHOWN, rows.num_rows)
    table = _table(
        f"{shown} desa/kelurahan penerima terbesar / largest villages (--json: {rows.num_rows})",
        ("Desa/kelurahan\nvillage",),
        ("Menerima\nreceiving", "Dua atau lebih\ntwo or more", "Rp per tahun\na year"),
    )
    for row in rows.slice(0, ROWS_SHOWN).to_pylist():
        share = percent(row["receiving"] / row["households"])
        amounts = (f"{row['receiving']:,} ({share})", f"{row['with_several']:,}", f"{row['total_idr']:,}")
        table.add_row(_village(row["village_code"], names), *amounts)
    return table


def _sentences(found: AidOverview, without_rulebook: Sequence[str]) -> list[str]:
    lines = [
        f"{found.receiving:,} dari {found.households:,} rumah tangga menerima bantuan, {found.with_several:,} dua atau "
        f"lebih, semuanya {rupiah(found.total_idr)} / of {found.households:,} households {found.receiving:,} receive "
        f"aid, {found.with_several:,} two or more",
        f"{found.combinations.households:,} rumah tangga menerima program yang dilarang digabung / households have "
        "programmes that a rule forbids together",
    ]
    if without_rulebook:
        lines.append(
            f"Tanpa buku aturan, larangannya tidak diketahui / no rulebook, so what they exclude is not known: "
            f"{', '.join(without_rulebook)}"
        )
    return lines


def _table(title: str, words: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD)
    for heading in words:
        table.add_column(heading, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _village(code: str, names: Mapping[str, str]) -> str:
    return f"{names.get(code, '')} {code}".strip()
