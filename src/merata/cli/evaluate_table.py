"""The tables that `merata evaluate` prints: effects, evidence before and after, years since entry, villages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from merata.evaluation.evidence import Estimate
    from merata.evaluation.findings import Evaluation, Finding
    from merata.evaluation.power import Detectable
    from merata.tables.folder import Description

_ESTIMANDS = {
    "offer": "tawaran kursi / offered seat",
    "completion": "lulus kursus / completion",
    "entry": "desa masuk / village entered",
    "served": "desa terlayani / village served",
}
_METHODS = {
    "lottery": "undian / lottery, ITT",
    "lottery_iv": "undian / lottery, IV",
    "staggered": "DiD bertahap / staggered DiD",
    "synthetic": "pembanding sintetis / synthetic",
}
_FAMILIES = {
    "main_effects": "dampak utama · main effects",
    "served_villages": "desa terlayani satu per satu · served villages one by one",
}
_CORRECTIONS = {"holm": "Holm", "benjamini_hochberg": "Benjamini–Hochberg"}
_LEVERS = {
    "training": "pelatihan · training",
    "empowerment": "program desa · village programme",
    "infrastructure": "jalan dan jembatan · roads and bridges",
}


def print_evaluation(
    console: Console, found: Evaluation, description: Description, planted: Sequence[float | None] | None
) -> None:
    """Print effects, what they add to evidence, the years since entry, the served villages, and what to know."""
    console.print(f"[bold]Evaluasi dampak · Impact evaluation[/bold]: {description.name}")
    if description.synthetic:
        console.print("[yellow]Orang-orang dalam data ini sintetis · the people in these data are synthetic[/yellow]")
    console.print(_effects(found, planted))
    if any(one.learned is not None for one in found.findings):
        console.print(_evidence(found.findings))
    for one in found.findings:
        if one.method == "staggered":
            console.print(_events(one))
        if one.method == "synthetic":
            console.print(_villages(one, found))
    for line in _notes(found, planted):
        console.print(line, markup=False)


def print_detectable(console: Console, found: Detectable) -> None:
    """Print the minimum detectable effect and the power at others."""
    console.print(
        f"[bold]Dampak terkecil yang dapat ditemukan · minimum detectable effect[/bold]: {100 * found.effect:.1f}% "
        f"(daya / power {found.power:.0%}, taraf / level {found.level:.0%})"
    )
    if found.of_completion > found.effect:
        console.print(f"pada yang lulus · on those who complete: {100 * found.of_completion:.1f}%")
    console.print(
        f"galat baku (log) · standard error (log): {found.standard_error:.4f}; derajat bebas · degrees of freedom: "
        f"{found.degrees_of_freedom:.0f}"
    )
    table = Table(box=SIMPLE_HEAD)
    table.add_column("dampak\neffect", justify="right")
    table.add_column("daya\npower", justify="right")
    for effect, power in found.curve:
        table.add_row(f"{100 * effect:.1f}%", f"{power:.0%}")
    console.print(table)


def _effects(found: Evaluation, planted: Sequence[float | None] | None) -> Table:
    adjusted = _adjusted(found, "main_effects")
    table = _table(
        "Dampak, % pendapatan atau konsumsi\neffect, % of income or consumption",
        ("Apa, cara\nwhat, method", "Dampak\neffect", "95%", "p\nHolm", "n", "Hilang\nlost"),
    )
    if planted is not None:
        table.add_column("Ditanam\nplanted", justify="right", no_wrap=True)
    for at, one in enumerate(found.findings):
        cells = [
            f"{one.subject}\n{_ESTIMANDS[one.estimand]}\n{_METHODS[one.method]}",
            _percent(one.effect) + (f"\n±{_percent(one.standard_error)}" if one.kind == "bounded" else ""),
            _ends(one),
            _p(adjusted.get(one.subject, one.p_value)),
            f"{one.n:,}\n{one.treated:,}",
            "–" if one.attrition is None else "\n".join(f"{share:.0%}" for share in one.attrition),
        ]
        if planted is not None:
            effect = planted[at]
            cells.append("–" if effect is None else f"{_percent(effect)}\n{_inside(one, effect)}")
        table.add_row(*cells)
    return table


def _evidence(findings: Sequence[Finding]) -> Table:
    table = _table(
        "Bukti bagi rencana berikutnya, %\nevidence for the next plan, %",
        ("Bukti\nevidence", "Semula\nprior", "Di sini\nlocal", "Gabungan\njoined", "Bobot semula\nprior's weight"),
    )
    for one in findings:
        if one.learned is not None:
            known = one.learned
            table.add_row(
                known.evidence_id,
                "– baru / new" if known.prior is None else _estimate(known.prior),
                _estimate(known.local),
                _estimate(known.joined),
                f"{known.prior_weight:.0%}",
            )
    return table


def _events(one: Finding) -> Table:
    table = _table(
        f"{one.subject}: tahun sejak masuk, %\nyears since entry, % (before entry none is expected)",
        ("Tahun\nyears", "Dampak\neffect", "±", "95%", "95% serentak\nsimultaneous", "Desa\nvillages"),
    )
    for event in one.details["events"]:
        table.add_row(
            f"{event.years_since:+d}",
            _log_percent(event.value),
            _log_percent(event.standard_error),
            f"{_log_percent(event.low)} … {_log_percent(event.high)}",
            f"{_log_percent(event.band_low)} … {_log_percent(event.band_high)}",
            str(event.villages),
        )
    return table


def _villages(one: Finding, found: Evaluation) -> Table:
    adjusted = _adjusted(found, "served_villages")
    table = _table(
        f"{one.subject}: desa terlayani, sebelum dan sesudah, %\nserved villages, before and after, %",
        ("Desa\nvillage", "Sejak\nsince", "Terlayani\nserved", "Selisih\ngap", "Kecocokan\nfit before", "p\nBH"),
    )
    for village in one.details["villages"]:
        table.add_row(
            village.village,
            str(village.year),
            f"{village.share:.0%}",
            _log_percent(village.gap),
            _log_percent(village.fit_before),
            _p(adjusted[village.village]),
        )
    return table


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(headings[0], overflow="fold")
    for heading in headings[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _adjusted(found: Evaluation, name: str) -> Mapping[str, float]:
    return next((one.adjusted for one in found.families if one.name == name), {})


def _estimate(one: Estimate) -> str:
    return f"{_percent(one.effect)} ±{_percent(one.standard_error)}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _log_percent(log: float) -> str:
    return f"{100 * log:.1f}"


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _ends(one: Finding) -> str:
    if one.kind == "everything":
        return "tak terbatas\nunbounded"
    low = "−∞" if math.isinf(one.low) else _percent(one.low)
    high = "∞" if math.isinf(one.high) else _percent(one.high)
    return f"… {low}\n{high} …" if one.kind == "outside" else f"{low} … {high}"


def _inside(one: Finding, effect: float) -> str:
    inside = one.low <= effect <= one.high
    if one.kind == "outside":
        inside = effect <= one.low or effect >= one.high
    return "dalam/in" if inside else "luar/out"


def _notes(found: Evaluation, planted: Sequence[float | None] | None) -> list[str]:
    """What a reader needs to know under the tables."""
    notes = [
        "±: galat baku · standard error; n: semua yang dibandingkan, di bawahnya yang menang, masuk atau terlayani · "
        "all compared, below them who won, entered or were served; hilang · lost: tak ditemukan lagi, pemenang lalu "
        "yang kalah · not found again, winners then losers",
        "tahun dan desa: 100 × selisih logaritma · years and villages: 100 × difference of logarithms",
    ]
    notes += [
        f"{_FAMILIES[one.name]}: {len(one.p_values)} uji, p disesuaikan menurut · tests, p adjusted by "
        f"{_CORRECTIONS[one.correction]}"
        for one in found.families
    ]
    spread = [one.learned for one in found.findings if one.learned is not None and one.learned.heterogeneity > 0]
    if spread:
        notes.append(
            "asumsi / assumption: dampak di sini menyimpang dari kepustakaan dengan simpangan baku · effects here "
            "depart from the literature's with a standard deviation of "
            + ", ".join(f"{one.evidence_id} {_percent(one.heterogeneity)}" for one in spread)
            + " (--heterogeneity)"
        )
    for one in found.findings:
        notes += _drawn_again(one)
        notes += [f"{one.subject}, {_ESTIMANDS[one.estimand].split(' / ')[0]}: {note}" for note in one.notes]
    notes += [
        f"{_LEVERS[one.lever]}, {one.subject}: tidak dapat dievaluasi · cannot be evaluated: {one.reason}"
        for one in found.refused
    ]
    if planted is not None:
        notes.append("ditanam · planted: kebenaran data demo, hanya untuk dibandingkan · the demo's hidden truth")
    return notes


def _drawn_again(one: Finding) -> list[str]:
    """The exact test and the bounds of attrition of a lottery; what the trends before entry say of a programme."""
    if one.method == "lottery":
        test, bounds = one.details["randomisation"], one.details["lee_bounds"]
        return [
            f"{one.subject}: undian diulang {test.draws:,} kali · drawn again: p {test.p_value:.4f}, 95% "
            f"{_percent(test.low)} … {_percent(test.high)}; batas Lee · Lee bounds {_percent(bounds.lower)} … "
            f"{_percent(bounds.upper)} (95% {_percent(bounds.low)} … {_percent(bounds.high)})"
        ]
    if one.method == "staggered" and not math.isnan(one.details["before_p"]):
        return [
            f"{one.subject}: tren sebelum masuk sama? p · trends alike before entry? p {one.details['before_p']:.3f}"
        ]
    return []
