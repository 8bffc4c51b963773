"""Eligibility in the terminal and as JSON, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, rupiah
from merata.cli.eligible_payments import payments_idr, payments_text, remaining, remaining_idr, remaining_text
from merata.programmes.assessment.assessment import Assessment
from merata.programmes.assessment.explanations import decisions
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.decisions.one_household import OneHousehold
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.decisions.skeleton import State
from merata.programmes.decisions.wording import stated

REASONS_SHOWN = 3
"""Reasons why not, of each programme; `--json` has all."""
STATES = {
    State.TRUE: "terpenuhi / met",
    State.FALSE: "tidak / not met",
    State.MISSING: "data belum lengkap / missing",
    State.ARITHMETIC: "tidak dapat dihitung / no result",
}
OUTCOMES = {
    Outcome.ELIGIBLE: ("MEMENUHI / ELIGIBLE", "green"),
    Outcome.REFUSED: ("TIDAK MEMENUHI / NOT ELIGIBLE", "red"),
    Outcome.UNDECIDED: ("BELUM DAPAT DIPUTUSKAN / CANNOT BE DECIDED", "yellow"),
}


def print_eligible(
    console: Console,
    assessed: Sequence[Assessment],
    *,
    skipped: Sequence[str],
    joins: date | None = None,
    synthetic: bool,
) -> None:
    """Print how many households each programme admits, for how much, and the commonest reasons why not."""
    if synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_summary(assessed, joins))
    for one in assessed:
        sentences = one.sentences()
        for code, count in list(one.refused().items())[:REASONS_SHOWN]:
            said = sentences[code]
            console.print(f"  {one.rulebook.programme_id}: {count:,} – {said.id}", markup=False, soft_wrap=True)
            console.print(f"      {said.en}", markup=False, soft_wrap=True, style="dim")
    for name in skipped:
        console.print(f"  {name}: tidak berlaku pada tanggal ini / not in force on this day", markup=False)


def _summary(assessed: Sequence[Assessment], joins: date | None) -> Table:
    on = f"{assessed[0].on:%Y-%m-%d}" if assessed else ""
    table = Table(title=f"Kelayakan menurut aturan {on} / eligibility by the rules of that day", box=SIMPLE_HEAD)
    table.add_column("Program", overflow="fold")
    entitled = "Hak Rp per tahun\nentitled, Rp a year"
    if joins is not None:
        # One above the other, so that the programmes' names keep their room.
        entitled = f"Rp per tahun / a year\nsejak / from {joins}"
    for heading in ("Memenuhi\neligible", "Tidak\nnot", "Belum jelas\nundecided", entitled):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in assessed:
        counts = np.bincount(one.outcome, minlength=len(Outcome))
        table.add_row(
            f"{one.rulebook.name.id}\n{one.rulebook.programme_id}",
            *(f"{counts[outcome]:,}" for outcome in (Outcome.ELIGIBLE, Outcome.REFUSED, Outcome.UNDECIDED)),
            f"{int(one.entitled_idr.sum()):,}" + ("" if joins is None else f"\n{remaining_idr(one, joins):,}"),
        )
    return table


def summary_json(assessed: Sequence[Assessment], *, joins: date | None = None) -> dict[str, Any]:
    """Each programme's counts, rupiah and reasons why not with their sentences."""
    since = {} if joins is None else {"from": joins.isoformat()}
    return since | {"programmes": [_programme_json(one, joins) for one in assessed]}


def _programme_json(one: Assessment, joins: date | None) -> dict[str, Any]:
    counts = np.bincount(one.outcome, minlength=len(Outcome))
    sentences = one.sentences()
    return {
        "programme_id": one.rulebook.programme_id,
        **{outcome.name.lower(): int(counts[outcome]) for outcome in Outcome},
        "entitled_idr": int(one.entitled_idr.sum()),
        **({} if joins is None else {"remaining_idr": remaining_idr(one, joins)}),
        "reasons": [
            {"code": code, "households": count, "id": sentences[code].id, "en": sentences[code].en}
            for code, count in one.refused().items()
        ],
    }


def print_household(
    console: Console,
    facts: FactTable,
    assessed: Sequence[Assessment],
    row: int,
    *,
    joins: date | None = None,
    synthetic: bool,
) -> None:
    """Print the decision on one household for each programme, condition by condition, and what it is entitled to."""
    if synthetic:
        console.print(SYNTHETIC, style="yellow")
    for one in assessed:
        found = _decision(facts, one, row, joins)
        text, style = OUTCOMES[Outcome[found["outcome"].upper()]]
        console.print(f"\n{one.rulebook.name.id} ({one.rulebook.programme_id}): ", end="", markup=False)
        console.print(text, style=style)
        console.print(f"  {found['sentence']['id']}\n  {found['sentence']['en']}", markup=False, soft_wrap=True)
        console.print(_conditions(found["conditions"]))
        if found["entitled_idr"]:
            console.print(f"  {_entitlement(found)}", markup=False, soft_wrap=True)
            if joins is not None:
                left = remaining_text(remaining(one, row, joins), found["unit"], joins)
                console.print(f"  {left}", markup=False, soft_wrap=True)
        decider = one.rulebook.decider
        for note in one.rulebook.checked_by_decider:
            console.print(f"  Diperiksa {decider.id}: {note.id}", markup=False, soft_wrap=True)
            console.print(f"  Checked by {decider.en}: {note.en}", markup=False, soft_wrap=True, style="dim")


def _conditions(rows: Sequence[dict[str, str]]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(escape(row["code"]), row["state_shown"], escape(f"{row['id']}\n{row['en']}".strip()))
    return table


def _entitlement(found: dict[str, Any]) -> str:
    parts = [f"Hak / entitled: {rupiah(found['entitled_idr'])} per tahun / a year"]
    if found["quantity"] is not None:
        parts.append(f"{found['quantity']:g} {found['unit']}")
    payments = found["instalments_idr"]
    if len(payments) > 1:
        parts.append(f"pembayaran / payments: {payments_text(payments)}")
    for member in found["members"]:
        counted = "" if member["counted"] else " (di atas batas anggota / beyond the cap)"
        named = f"{member['component']} / {member['component_en']}"
        parts.append(f"{named} {rupiah(member['annual_idr'])}{counted}")
    return "; ".join(parts)


def household_json(
    facts: FactTable, assessed: Sequence[Assessment], row: int, *, joins: date | None = None
) -> dict[str, Any]:
    """The decisions on one household as plain values."""
    return {
        "household_id": facts.households["household_id"][row].as_py(),
        **({} if joins is None else {"from": joins.isoformat()}),
        "decisions": [_decision(facts, one, row, joins) for one in assessed],
    }


def _decision(facts: FactTable, assessment: Assessment, row: int, joins: date | None) -> dict[str, Any]:
    """The decision of the many, held against that of the one.

    Raises `AssertionError` where the two evaluators do not agree: then neither is to be trusted.
    """
    book = assessment.rulebook
    values = book.values(assessment.on)
    one = OneHousehold(book, facts.household(row), values)
    (stored,) = decisions(facts, [assessment], np.array([row])).to_pylist()
    reason = one.reason()
    if reason != assessment.reasons[assessment.reason[row]]:
        raise AssertionError(f"the two evaluators of {book.programme_id} disagree on {stored['household_id']}")
    entitled = one.annual_idr() if reason.outcome is Outcome.ELIGIBLE else 0
    if entitled != stored["entitled_idr"]:
        raise AssertionError(f"the two entitlements of {book.programme_id} disagree on {stored['household_id']}")
    benefit = assessment.benefit
    return {
        "programme_id": book.programme_id,
        "outcome": stored["outcome"],
        "grounds": stored["grounds"],
        "changes": stored["changes"],
        "sentence": {"id": stored["sentence_id"], "en": stored["sentence_en"]},
        "conditions": _stated(one, facts, row, values),
        "entitled_idr": entitled,
        "instalments_idr": payments_idr(entitled, benefit.instalments),
        **({} if joins is None else {"remaining": remaining(assessment, row, joins).as_json()}),
        "quantity": float(benefit.quantity) if entitled and benefit.quantity is not None else None,
        "unit": benefit.unit,
        "members": [
            {
                "component": m.component.name.id,
                "component_en": m.component.name.en,
                "annual_idr": m.annual_idr,
                "counted": m.counted,
            }
            for m in (one.members() if entitled else ())
        ],
    }


def _stated(one: OneHousehold, facts: FactTable, row: int, values: Any) -> list[dict[str, str]]:
    """Each condition of the rule: its code, what it comes to, and what is said of it."""
    shown = {f"parameter.{name}": value for name, value in values.items()}
    shown |= facts.values(row)
    rows = []
    for atom, state in zip(one.conditions, one.states(), strict=True):
        sentence = stated(atom, one.book.conditions, holds=state is State.TRUE) if state.known else None
        filled = None if sentence is None else sentence.with_values(shown)
        rows.append(
            {
                "code": atom.code or "",
                "state": state.name.lower(),
                "state_shown": STATES[state],
                "id": "" if filled is None else filled.id,
                "en": "" if filled is None else filled.en,
            }
        )
    return rows
