"""What `merata attribute` prints: the change, its parts, the evidence behind them, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from merata.evaluation.attribution_result import Attribution, Figure, Part
    from merata.tables.folder import Description

BADLY_CARRIED = 0.2
"""How far what the matched survey stands for may be from what is on record before it is said."""

_MEASURES = {
    "gini": "Gini",
    "p0": "P0, persentase penduduk miskin · headcount",
    "p1": "P1, kedalaman · poverty gap",
    "p2": "P2, keparahan · severity",
    "social_welfare": "rata-rata × (1 − Gini) · mean × (1 − Gini)",
    "mean": "rata-rata · mean",
}
_NAMES = {
    "growth": "pertumbuhan · growth",
    "rest": "sisa tak terjelaskan · unexplained rest",
    "training_vocational": "pelatihan kejuruan · vocational courses",
    "training_farming": "pelatihan tani · farming courses",
    "road_access": "jalan · roads",
    "bridge_access": "jembatan · bridges",
    "facility_access": "fasilitas · facilities",
}
_REASONS = {
    "recorded_once": "hanya tercatat di satu tahun, sehingga mulai (atau berakhir) tidak dapat dibedakan dari baru "
    "dicatat; jika memang mulai, sebut dengan --started · on record in one year alone: beginning cannot be told from "
    "being recorded for the first time",
    "not_consumption": "bukan konsumsi tahun itu (iuran, rumah) · not consumption of the year (premiums, houses)",
    "no_evidence": "dampaknya belum ada buktinya; jalankan merata evaluate --write-evidence, lalu --evidence · no "
    "evidence says what it changes",
}


def print_attribution(console: Console, found: Attribution, description: Description) -> None:
    """Print a table for each measure, the evidence, and the notes."""
    asked = found.asked
    console.print(f"[bold]Apa yang mengubah ketimpangan · What changed inequality[/bold]: {description.name}")
    if description.synthetic:
        console.print("[yellow]Orang-orang dalam data ini sintetis · the people in these data are synthetic[/yellow]")
    console.print(
        f"{', '.join(asked.regencies)}, {asked.years[0]} → {asked.years[1]}; survei/survey n {asked.n[0]:,} → "
        f"{asked.n[1]:,} rumah tangga/households, {asked.clusters[0]} → {asked.clusters[1]} gugus/clusters"
    )
    for measure in asked.measures:
        console.print(_split(found, measure))
    console.print(_evidence(found))
    for line in _notes(found):
        console.print(line, markup=False)


def _split(found: Attribution, measure: str) -> Table:
    whole, parts = found.of(measure)
    asked = found.asked
    rupiah = asked.in_rupiah[asked.measures.index(measure)]
    unit = "Rp/orang/bulan" if rupiah else "poin/points, × 100"
    households = {one.name: one.households for one in found.reach}
    table = Table(
        title=f"{_MEASURES.get(measure, measure)} ({unit})", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    table.add_column("Bagian\npart", overflow="fold")
    table.add_column("perubahan\nchange", justify="right", no_wrap=True)
    table.add_column("selang 95%\ninterval", justify="right", no_wrap=True)
    for year in asked.years:
        table.add_column(f"sumbangan\n{year}", justify="right", no_wrap=True)
    table.add_column("n\nrumah tangga", justify="right", no_wrap=True)
    for part in parts:
        reached = households.get(part.name)
        table.add_row(
            _name(part, found),
            _number(part.change.value, rupiah),
            _interval(part.change, rupiah),
            _level(part.first, rupiah),
            _level(part.second, rupiah),
            "" if reached is None else f"{reached[0]:,}→{reached[1]:,}",
        )
    table.add_section()
    table.add_row(
        "seluruhnya · total",
        _number(whole.change.value, rupiah),
        _interval(whole.change, rupiah),
        _level(whole.first, rupiah, signed=False),
        _level(whole.second, rupiah, signed=False),
        f"{asked.n[0]:,}→{asked.n[1]:,}",
    )
    return table


def _evidence(found: Attribution) -> Table:
    table = Table(title="Bukti yang dipakai · evidence used", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Program\nprogramme", overflow="fold")
    table.add_column("dampak ± galat baku\neffect ± standard error", justify="right", no_wrap=True)
    table.add_column("sumber\nsource", overflow="fold")
    for one in found.programmes:
        effect = one.effect
        shown = f"{effect.mean:g} ± {effect.standard_error:g}"
        share = shown if one.lever == "assistance" else f"{100 * effect.mean:.1f}% ± {100 * effect.standard_error:.1f}"
        table.add_row(_NAMES.get(one.name, one.title), share, ("asumsi: " if effect.assumption else "") + effect.source)
    return table


def _notes(found: Attribution) -> Iterator[str]:
    asked = found.asked
    ratio = found.growth_ratio
    if asked.growth_named:
        yield f"asumsi: pertumbuhan {ratio.value:g}, sebagaimana diminta · assumption: growth as asked for"
    else:
        yield (
            f"pertumbuhan: rata-rata tanpa program × {ratio.value:.3f} ({ratio.low:.3f} … {ratio.high:.3f}), rupiah "
            "berlaku; kemiskinan terhadap garis tahunnya masing-masing · growth: the mean without programmes, in "
            "current rupiah; poverty against each year's own line"
        )
    yield (
        "sumbangan: nilai Shapley program pada tahun itu; perubahan: selisihnya, jadi bantuan yang tidak ikut tumbuh "
        "mengecil sumbangannya · contribution: the programme's Shapley value in that year; change: their difference, "
        "so that aid which does not keep pace contributes less; ±: setengah selang 95% · half the 95% interval"
    )
    yield (
        "n: rumah tangga registri yang dicapai program itu, tahun pertama → kedua; seluruhnya: rumah tangga survei · "
        "registered households that the programme reached, first → second year; total: surveyed households"
    )
    yield from _undecided(found)
    yield from _left_out(found)
    yield from _carried(found)
    yield from _matching(asked.lists_know)
    yield (
        "asumsi: kedua sampel ditarik terpisah; dampak mengalikan konsumsi setahun itu, tanpa limpahan ke desa atau "
        "rumah tangga lain · assumption: both samples were drawn apart; effects multiply consumption, nothing spills "
        "over to others"
    )


def _matching(lists_know: float) -> Iterator[str]:
    yield (
        "asumsi: survei tidak mencatat bantuan, maka tiap rumah tangga survei meminjam dari beberapa rumah tangga "
        "registri yang serupa · assumption: the survey does not record aid, so sampled households borrow from like "
        "registered ones"
    )
    if lists_know:
        yield (
            f"asumsi: di antara yang serupa, desil berkorelasi {lists_know:g} dengan konsumsi tanpa program · "
            "assumption: among like households, the desil correlates so much with consumption without programmes"
        )
        return
    yield (
        "asumsi: di antara yang serupa, penerimaan tidak bergantung pada konsumsi tanpa program. Jika daftar penerima "
        "tahu lebih banyak dari survei, sumbangan bantuan di atas terlalu kecil: coba --lists-know 0.2 · assumption: "
        "among like households, who receives does not depend on consumption without programmes; where lists know more "
        "than the survey, the contributions of aid are understated: try --lists-know 0.2"
    )


def _undecided(found: Attribution) -> Iterator[str]:
    for measure in found.asked.measures:
        _, parts = found.of(measure)
        zero = [_name(one, found) for one in parts if one.change.low <= 0 <= one.change.high and one.change.se > 0]
        if zero:
            yield f"{measure}: tidak dapat dibedakan dari nol · cannot be told from zero: {'; '.join(zero)}"
    shared: dict[str, list[str]] = {}
    for player in found.programmes:
        shared.setdefault(player.effect.evidence_id, []).append(player.title)
    for evidence, titles in shared.items():
        if len(titles) > 1:
            yield (
                f"memakai bukti yang sama ({evidence}), jadi bersama-sama terlalu besar atau terlalu kecil · share one "
                f"piece of evidence, so too large or too small together: {'; '.join(titles)}"
            )
    if any(one.simulation_error > 0 for one in found.parts):
        worst = max(one.simulation_error for one in found.parts)
        yield f"urutan program diundi; galat simulasi paling besar {worst:.2g} · orders drawn; largest simulation error"


def _left_out(found: Attribution) -> Iterator[str]:
    for reason, text in _REASONS.items():
        names = [one.title for one in found.left_out if one.reason == reason]
        if names:
            yield f"masuk sisa · in the rest: {', '.join(names)}: {text}"
    if found.asked.without_line:
        yield (
            f"tanpa garis kemiskinan di salah satu tahun, tidak dihitung · no poverty line in one of the years: "
            f"{', '.join(found.asked.without_line)}"
        )


def _carried(found: Attribution) -> Iterator[str]:
    titles = {one.name: one.title for one in found.programmes}
    for one in found.reach:
        for year, share in zip(found.asked.years, one.represented, strict=True):
            if share is not None and abs(share - 1) > BADLY_CARRIED:
                yield (
                    f"perhatian: {titles[one.name]} {year}: survei mewakili {100 * share:.0f}% dari yang tercatat · "
                    f"mind: the survey stands for {100 * share:.0f}% of what is on record"
                )


def _name(part: Part, found: Attribution) -> str:
    assumed = {one.name for one in found.programmes if one.effect.assumption}
    return _NAMES.get(part.name, part.title) + (" (asumsi)" if part.name in assumed else "")


def _number(value: float, rupiah: bool, *, signed: bool = True) -> str:  # noqa: FBT001 - what the number is
    sign = "+" if signed else ""
    return f"{value:{sign}z,.0f}" if rupiah else f"{100 * value:{sign}z.3f}"


def _interval(figure: Figure, rupiah: bool) -> str:  # noqa: FBT001 - what the number is
    if figure.value == 0 and figure.se == 0:
        return "pasti · exact"
    return f"{_number(figure.low, rupiah)} … {_number(figure.high, rupiah)}"


def _level(figure: Figure | None, rupiah: bool, *, signed: bool = True) -> str:  # noqa: FBT001 - what the number is
    if figure is None:
        return ""
    if figure.value == 0 and figure.se == 0:
        return "–"
    half = (figure.high - figure.low) / 2
    return f"{_number(figure.value, rupiah, signed=signed)}\n±{_number(half, rupiah, signed=False)}"
