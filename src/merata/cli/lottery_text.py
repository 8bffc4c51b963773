"""What `merata lottery` prints, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.programmes.training.canonical import digest
from merata.programmes.training.chances import Chances
from merata.programmes.training.frozen_list import FrozenList
from merata.programmes.training.prerequisites import sentence
from merata.programmes.training.result import Drawn
from merata.programmes.training.selection import Kind, Rule, kinds_of
from merata.programmes.training.terms import Terms
from merata.programmes.training.verification import Check
from merata.programmes.training.waiting_list import Promotion

SHOWN = 20
_GROUPS = {"women": "perempuan / women", "disability": "penyandang disabilitas / disability"}


def print_published(console: Console, path: Path, content: bytes) -> None:
    """Say where a document is and which hash to announce."""
    _say(console, f"{path}")
    _say(console, f"  SHA-256 {digest(content)}")
    _say(
        console,
        "  Bacakan dan tempelkan hash ini hari ini juga; dengannya perubahan kemudian terlihat / read this hash "
        "out and post it today: it is what makes a later change visible.",
    )


def print_list(console: Console, listed: FrozenList, terms: Terms) -> None:
    """How many are in the urn, and how many were refused for which reason."""
    tickets = sum(entry.tickets for entry in listed.entries)
    _say(
        console,
        f"Peserta undian / in the urn: {len(listed.entries):,} ({tickets:,} tiket / tickets); "
        f"ditolak / refused: {len(listed.refused):,}",
    )
    counts: dict[str, int] = {}
    for one in listed.refused:
        for code in one.reasons:
            counts[code] = counts.get(code, 0) + 1
    for code, count in sorted(counts.items()):
        words = sentence(code, terms)
        _say(console, f"  {count:,} × {words.id} / {words.en}")
    if not listed.days_recorded:
        _say(
            console,
            "  Tanggal pendaftaran tidak tercatat: keterlambatan tidak diperiksa / days of application are not "
            "recorded: late ones were not refused.",
        )


def print_draw(console: Console, result: Drawn) -> None:
    """The seats in the order of the draw, and the head of the waiting list."""
    table = Table(title="Kursi menurut urutan undian / seats in the order of the draw", box=SIMPLE_HEAD)
    for heading in ("No.", "Pendaftaran\napplication", "Tiket\nticket", "Dari\nof", "Peluang\nchance", ""):
        table.add_column(heading, justify="left" if heading.startswith("P") else "right", no_wrap=True)
    for place in result.places:
        if place.seated:
            notes = [
                note
                for note, holds in (("kuota / quota", place.reserved), ("> batas / limit", place.over_limit))
                if holds
            ]
            chance = f"{result.chances.number(place.application_id):.4f}"
            table.add_row(
                str(place.place),
                place.application_id,
                f"{place.ticket:,}",
                f"{place.tickets:,}",
                chance,
                ", ".join(notes),
            )
    console.print(table)
    shown = ", ".join(result.waiting[:SHOWN])
    more = f", … ({len(result.waiting) - SHOWN:,})" if len(result.waiting) > SHOWN else ""
    _say(console, f"Daftar tunggu / waiting list: {shown or '–'}{more}")


def print_chances(console: Console, listed: FrozenList, rule: Rule, chances: Chances) -> None:
    """Everybody's chance, by what the rule can tell apart."""
    how = "tepat / exact" if chances.method == "exact" else f"simulasi / simulated × {chances.replications:,}"
    table = Table(title=f"Peluang mendapat kursi / chance of a seat ({how})", box=SIMPLE_HEAD)
    columns = (
        "Tiket\ntickets",
        "Kelompok kuota\nquota groups",
        "Desa\nvillage",
        "Pendaftar\napplicants",
        "Peluang\nchance",
        "±",
    )
    for heading in columns:
        table.add_column(heading, justify="right" if heading[0] in "TP±" else "left")
    found = kinds_of(listed.entries, rule)
    example = {at: name for name, at in found.of.items()}
    for at, (kind, count) in enumerate(zip(found.kinds, found.counts, strict=True)):
        one = chances.by_application[example[at]]
        error = "" if one.standard_error is None else f"{float(one.standard_error):.4f}"
        row = (str(kind.tickets), _groups(kind), kind.village or "", f"{count:,}", f"{float(one.chance):.4f}", error)
        table.add_row(*row)
    console.print(table)


def print_checks(console: Console, checks: Sequence[Check], hashes: Mapping[str, str]) -> None:
    """Every check, what differs where one fails, and the hashes to compare with those announced."""
    for check in checks:
        word = "cocok / agrees" if check.agrees else "TIDAK COCOK / DIFFERS"
        style = "green" if check.agrees else "red"
        _say(console, f"[{word}] {check.file}: {check.says.id} / {check.says.en}", style)
        if check.differs is not None:
            _say(console, f"    {check.differs}", style)
    _say(console, "")
    for file, value in hashes.items():
        _say(console, f"SHA-256 {value}  {file}")
    _say(
        console,
        "Bandingkan dengan hash yang dibacakan saat itu (--announced) / compare with the hashes read out at the time.",
    )
    failed = sum(not check.agrees for check in checks)
    if failed:
        _say(console, f"{failed} pemeriksaan TIDAK COCOK / {failed} checks DIFFER", "red")
    else:
        _say(console, "Semua cocok / all agree", "green")


def print_promotions(console: Console, found: Sequence[Promotion]) -> None:
    """Who takes which seat that became free."""
    for one in found:
        taken = one.promoted or "– (daftar tunggu habis / nobody waits)"
        quota = f" [{', '.join(_GROUPS.get(group, group) for group in one.for_quota)}]" if one.for_quota else ""
        _say(console, f"{one.withdrawn} → {taken}{quota}")
    if not found:
        _say(console, "Tidak ada kursi yang menjadi kosong / no seat became free.")


def _groups(kind: Kind) -> str:
    return ", ".join(_GROUPS.get(group, group) for group in kind.groups)


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, soft_wrap=True)
