"""What is spent already: a budget's lines less what those who receive a programme today cost them.

A ceiling is what may be spent in the year in all. Today's recipients keep what they have, so the plan may add only what
is left. Counted are programmes that are paid again every year and are consumed (cash, food, school): a programme bound
to a fund costs that fund's lines of the assistance pillar, another one any of them. Premiums are paid by the health
service and a house is improved once: neither costs these lines again, and a note names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.planning.effects import ADDING_TO_WELFARE
from merata.planning.limits.budget_lines import ASSISTANCE, BudgetLine, budget_lines, folded
from merata.planning.population import Population
from merata.planning.simulation.allotment import committed_idr
from merata.tables.folder import Dataset

NOT_FROM_ASSISTANCE = ("premium", "housing")
"""Kinds of programmes whose recipients of today cost the assistance lines nothing this year."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a programme's recipients of today cost in the year; `fund_source` None: any fund of the pillar pays."""

    programme_id: str
    fund_source: str | None
    amount_idr: int


def open_lines(
    dataset: Dataset, people: Population, owner: str, day: date
) -> tuple[tuple[BudgetLine, ...], tuple[str, ...]]:
    """The lines of an owner's budget with what is committed of them, and notes on it.

    Raises `InputError` where the dataset has no budget of that owner, or recipients whom the registry does not have.
    """
    found = commitments(dataset, people, owner, day)
    own = [one for one in found if one.programme_id not in _apart(dataset)]
    lines, beyond = charged_with(budget_lines(dataset, owner, day.year), own)
    apart = [one.programme_id for one in found if one not in own]
    return lines, (*_told(own, beyond), *_told_apart(apart))


def commitments(dataset: Dataset, people: Population, owner: str, day: date) -> list[Commitment]:
    """What each programme that the regency `owner` pays costs in the year for the recipients whom it has already."""
    if not dataset.has("programmes"):
        return []
    kinds = (*ADDING_TO_WELFARE, *NOT_FROM_ASSISTANCE)
    rows = [
        row
        for row in dataset.read("programmes").to_pylist()
        if row["owner"] in (owner, "regency") and row["kind"] in kinds
    ]
    found = [
        Commitment(
            row["programme_id"],
            row["fund_source"] or None,
            int(committed_idr(dataset, people, row["programme_id"], day).sum()),
        )
        for row in rows
    ]
    return [one for one in found if one.amount_idr]


def charged_with(
    lines: Sequence[BudgetLine], committed: Sequence[Commitment]
) -> tuple[tuple[BudgetLine, ...], dict[str, int]]:
    """The lines with what is committed of them, first what is bound to a fund; and, by programme, what fits none."""
    found = list(lines)
    beyond: dict[str, int] = {}
    for one in sorted(committed, key=lambda each: each.fund_source is None):
        rest = one.amount_idr
        for at, line in enumerate(found):
            if line.pillar == ASSISTANCE and (
                not one.fund_source or folded(one.fund_source) == folded(line.fund_source)
            ):
                part = min(rest, line.left_idr)
                found[at] = replace(line, committed_idr=line.committed_idr + part)
                rest -= part
        if rest:
            beyond[one.programme_id] = rest
    return tuple(found), beyond


def village_lines(
    budget: pa.Table, fund_source: str, village_codes: Sequence[str], committed: NDArray[np.int64], year: int
) -> tuple[BudgetLine, ...]:
    """The lines of each village (v) from which it pays assistance out of a fund, with what it pays already (v, rupiah).

    They are those of the fund in the pillar assistance, or where it has none there those in no pillar; of the latest
    year up to `year` that has the fund.
    """
    rows = [
        row
        for row in budget.to_pylist()
        if folded(row["fund_source"]) == folded(fund_source)
        and row["year"] <= year
        and row["pillar"] in (ASSISTANCE, None)
    ]
    latest = max((row["year"] for row in rows), default=year)
    of_village: dict[str, list[BudgetLine]] = {}
    for pillar in (ASSISTANCE, None):
        paid = set(of_village)
        for row in rows:
            if row["year"] == latest and row["pillar"] == pillar and row["owner"] not in paid:
                line = BudgetLine(row["owner"], row["account_code"], row["fund_source"], ASSISTANCE, row["ceiling_idr"])
                of_village.setdefault(row["owner"], []).append(line)
    found: list[BudgetLine] = []
    for code, amount in zip(village_codes, committed.tolist(), strict=True):
        lines, _ = charged_with(of_village.get(code, []), [Commitment("", fund_source, amount)])
        found += lines
    return tuple(found)


def left_by_village(lines: Sequence[BudgetLine], village_codes: Sequence[str]) -> NDArray[np.int64]:
    """What the lines leave each village (v)."""
    left = dict.fromkeys(village_codes, 0)
    for line in lines:
        left[line.owner] += line.left_idr
    return np.array(list(left.values()), dtype=np.int64)


def _apart(dataset: Dataset) -> set[str]:
    rows = dataset.read("programmes", ["programme_id", "kind"]).to_pylist() if dataset.has("programmes") else []
    return {row["programme_id"] for row in rows if row["kind"] in NOT_FROM_ASSISTANCE}


def _told(own: Sequence[Commitment], beyond: dict[str, int]) -> list[str]:
    if not own:
        return []
    named = ", ".join(f"{one.programme_id} Rp {one.amount_idr:,}" for one in own)
    over = ", ".join(f"{name} Rp {rest:,}" for name, rest in beyond.items())
    over_id, over_en = (f"; melebihi pagu: {over}", f"; beyond their lines: {over}") if over else ("", "")
    return [
        f"pagu dikurangi biaya penerima yang sudah ada: {named}{over_id} / ceilings less what today's recipients "
        f"already cost: {named}{over_en}"
    ]


def _told_apart(apart: Sequence[str]) -> list[str]:
    if not apart:
        return []
    named = ", ".join(apart)
    return [
        f"{named}: iuran dan perbaikan rumah, tidak mengurangi pagu bantuan (asumsi) / {named}: premiums and houses, "
        "not taken off the ceilings of assistance (assumption)"
    ]
