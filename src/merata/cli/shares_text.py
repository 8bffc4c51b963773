"""What `merata shares` prints, Indonesian first and English beside it."""

from __future__ import annotations

from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.participation.shares.completion import Outcome, greedy
from merata.participation.shares.election import Election
from merata.participation.shares.explaining import Explanation, Lost, Won, compare
from merata.participation.shares.ties import twins

_STOPPED = {
    "shares": "bagian tidak ditambah / shares were not raised",
    "overspent": "langkah berikutnya melampaui anggaran / the next step would exceed the budget",
    "all": "semua yang didukung sudah terpilih / everything supported is chosen",
}


def print_outcome(
    console: Console, election: Election, outcome: Outcome, *, lot: str | None, finer: Outcome | None
) -> None:
    """The projects with their votes and cost, chosen by equal shares and by greedy, and what the sets mean."""
    by_votes = greedy(election, lot=lot)
    _say(console, election.title)
    _say(
        console,
        f"{len(election.ballots):,} pemilih / voters, {len(election.projects)} usulan / projects, "
        f"anggaran / budget {amount(election.budget)}",
    )
    _projects(console, election, outcome, by_votes)
    _sets(console, election, outcome, by_votes)
    _say(
        console,
        f"Bagian tiap pemilih / each voter's share: {amount(outcome.share)} "
        f"({outcome.increments} × {amount(outcome.step)}; {_STOPPED[outcome.stopped]})",
    )
    for one in twins(election, outcome.winners):
        last = "undian / the lot" if lot is not None else "nomor usulan: tetapkan --lot di muka umum sebelum "
        last += "" if lot is not None else "menghitung / the id: commit to a --lot in public before the count"
        _say(
            console,
            f"Biaya dan suara sama / equal cost and votes: {', '.join(one.won)} terpilih / chosen, "
            f"{', '.join(one.lost)} tidak / not; bila juga seharga, penentunya {last}.",
        )
    _say_finer(console, outcome, finer)
    _say_published(console, election, outcome)
    _say(
        console,
        "Saran bagi musyawarah, bukan keputusan / advice to the forum, which decides.",
    )


def _projects(console: Console, election: Election, outcome: Outcome, by_votes: tuple[str, ...]) -> None:
    table = Table(box=SIMPLE_HEAD)
    score = "Suara\nvotes" if election.kind == "approval" else "Nilai\npoints"
    for heading in ("No.", "Usulan\nproject", "Biaya\ncost", score, "Setara\nshares", "Terbanyak\ngreedy"):
        table.add_column(heading, justify="right" if heading[0] in "BSN" else "left", overflow="fold")
    scores, bought = election.scores(), {one.project_id for one in outcome.rounds}
    for project in sorted(election.projects, key=lambda one: -scores[one.project_id]):
        name = project.project_id
        mark = "●" if name in bought else "+" if name in outcome.added else ""
        cells = (name, _short(project.name), amount(project.cost), amount(scores[name]), mark)
        table.add_row(*cells, "●" if name in by_votes else "")
    console.print(table)
    if outcome.added:
        _say(console, "+ ditambahkan menurut suara dari sisa anggaran / added by votes out of what was left")


def _sets(console: Console, election: Election, outcome: Outcome, by_votes: tuple[str, ...]) -> None:
    table = Table(box=SIMPLE_HEAD)
    for heading in ("", "Usulan\nprojects", "Biaya\ncost", "Pemilih tanpa hasil\nvoters with nothing",
                    "Usulan per pemilih\nprojects a voter", "Uang per pemilih\nmoney a voter"):  # fmt: skip
        table.add_column(heading, justify="right" if heading else "left")
    for label, winners in (("bagian setara / equal shares", outcome.winners), ("terbanyak / greedy", by_votes)):
        one = compare(election, winners)
        without = f"{one.without:,} ({100 * one.without / len(election.ballots):.1f}%)"
        means = f"{float(one.mean_projects):.2f}", f"{float(one.mean_spent):,.0f}"
        table.add_row(label, str(len(winners)), amount(one.cost), without, *means)
    console.print(table)


def _say_finer(console: Console, outcome: Outcome, finer: Outcome | None) -> None:
    if finer is None:
        return
    if set(finer.winners) == set(outcome.winners):
        words = "tidak mengubah hasil / changes nothing"
    else:
        gone, come = set(outcome.winners) - set(finer.winners), set(finer.winners) - set(outcome.winners)
        less, more = ", ".join(sorted(gone)) or "–", ", ".join(sorted(come)) or "–"
        words = f"MENGUBAH HASIL / CHANGES THE RESULT: − {less}; + {more}"
    _say(console, f"Langkah / step {amount(finer.step)}: {words}")


def _say_published(console: Console, election: Election, outcome: Outcome) -> None:
    published = election.published
    if published is None:
        return
    if published == set(outcome.winners):
        _say(console, "Sama dengan hasil yang diumumkan / equal to the published outcome.")
        return
    here, there = set(outcome.winners) - published, published - set(outcome.winners)
    _say(
        console,
        f"Berbeda dari hasil yang diumumkan / differs from the published outcome: "
        f"hanya di sini / only here {', '.join(sorted(here)) or '–'}; "
        f"hanya di sana / only there {', '.join(sorted(there)) or '–'}.",
    )


def print_explanation(console: Console, election: Election, told: Explanation, outcome: Outcome) -> None:
    """For each project who pays how much, and why one lost."""
    names = {project.project_id: _short(project.name) for project in election.projects}
    costs = election.costs
    _say(console, "\nSiapa membayar berapa / who pays how much")
    for won in told.won:
        _say(console, f"● {won.project_id} {names[won.project_id]}, {amount(costs[won.project_id])}: {_paid(won)}")
    _say(console, "\nMengapa tidak terpilih / why not")
    for lost in sorted(told.lost, key=lambda one: -one.supporters):
        _say(console, f"○ {lost.project_id} {names[lost.project_id]}, {amount(lost.cost)}: {_why_not(lost, outcome)}")
    _say(console, f"\nSisa bagian semua pemilih / left of all shares: {amount(told.unspent)}")


def _paid(won: Won) -> str:
    if not won.payments:
        return (
            f"{won.supporters:,} pendukung; dari sisa anggaran, menurut suara / {won.supporters:,} supporters; "
            "out of the rest of the budget, by votes"
        )
    full = [one for one in won.payments if not one.all_they_had]
    short = [one for one in won.payments if one.all_they_had]
    parts = [f"{one.voters:,} × {amount(one.amount)}" for one in full[:3]]
    if len(full) > 3:
        rest = sum(one.voters for one in full[3:])
        parts.append(f"{rest:,} × {amount(full[-1].amount)}–{amount(full[3].amount)}")
    if short:
        voters, money = sum(one.voters for one in short), sum(one.voters * one.amount for one in short)
        parts.append(f"{voters:,} seluruh sisanya / all they had left (Σ {amount(Fraction(money))})")
    nothing = won.supporters - sum(one.voters for one in won.payments)
    if nothing:
        parts.append(f"{nothing:,} tidak punya sisa / had nothing left")
    return "; ".join(parts)


def _why_not(lost: Lost, outcome: Outcome) -> str:
    if lost.reason == "no_votes":
        return "tidak ada pendukung / nobody voted for it"
    if lost.reason == "over_budget":
        return "lebih mahal daripada seluruh anggaran / costs more than the whole budget"
    short = f"{lost.supporters:,} pendukung / supporters: tersisa / left {amount(lost.left)}, "
    short += f"kurang / short of {amount(lost.cost - lost.left)}"
    if lost.reason == "no_money_left" or outcome.next_cost is None:
        return short
    return (
        f"{short}; satu langkah lagi cukup, tetapi seluruhnya {amount(outcome.next_cost)}, melebihi anggaran / one "
        "step further would do, but all together would exceed the budget"
    )


def amount(value: int | Fraction) -> str:
    """Whole amounts with thousands apart, others with two decimals."""
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
