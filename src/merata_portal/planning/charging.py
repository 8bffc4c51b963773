"""Which budget line pays which item of a plan: proposed so that money never crosses its owner, its pillar or its fund.

A programme's item and a work are paid from one line each, for a launch and a work have one; a course may be paid from
several, each whole classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from merata_portal.ledger.rupiah import rupiah_en, rupiah_id

Charges = dict[int, int]
"""Rupiah by line."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A line of the ledger, and what of it is free."""

    line: int
    owner: str
    fund_source: str
    pillar: str
    account_code: str
    available_idr: int


@dataclass(frozen=True, slots=True)
class Due:
    """What an item asks for. `fund`: the only fund that may pay (empty: any). `unit_idr`: of one class, the whole
    amount otherwise. `preferred`: rupiah by line that the arithmetic charged.
    """

    item_id: str
    owner: str
    pillar: str
    amount_idr: int
    unit_idr: int
    fund: str = ""
    desa: bool = False
    preferred: tuple[tuple[int, int], ...] = ()


def may_pay(payer: Payer, due: Due) -> bool:
    """Whether that line may pay for the item: of its owner and pillar, and of its fund where one is named.

    A desa pays assistance from lines of the fund that lie in no pillar as well (`merata.planning.limits.committed`).
    """
    if payer.owner != due.owner:
        return False
    if due.fund and folded(payer.fund_source) != folded(due.fund):
        return False
    return payer.pillar == due.pillar or (due.desa and not payer.pillar and bool(due.fund))


def proposed(dues: Iterable[Due], payers: Sequence[Payer]) -> dict[str, Charges]:
    """The charges of each item: where the arithmetic charged it, else the line with most left that it fits whole.

    What was charged to one line comes first, then what is bound to a fund, then the largest. An item that fits no line
    has none, or a course fewer classes' than it has.
    """
    left = {payer.line: payer.available_idr for payer in payers}
    found: dict[str, Charges] = {}
    for due in sorted(dues, key=_order):
        charges: Charges = {}
        rest = due.amount_idr
        fitting = [payer.line for payer in payers if may_pay(payer, due)]
        for line in _by_preference(due, fitting, left):
            fits = rest if left[line] >= rest else left[line] // due.unit_idr * due.unit_idr if due.unit_idr else 0
            if fits > 0:
                charges[line] = fits
                left[line] -= fits
                rest -= fits
            if not rest:
                break
        found[due.item_id] = charges
    return found


def faults(due: Due, charges: Mapping[int, int], payers: Mapping[int, Payer]) -> list[tuple[str, str]]:
    """What is wrong with an item's charges: a line that may not pay, a sum that is another, a work in parts."""
    told: list[tuple[str, str]] = []
    for line, amount in charges.items():
        payer = payers.get(line)
        if payer is None or not may_pay(payer, due):
            told.append((f"pos {line} tidak dapat membayarnya", f"the line {line} may not pay it"))
        if amount <= 0 or (due.unit_idr and amount % due.unit_idr):
            told.append(
                (
                    f"{rupiah_id(amount)} di pos {line} bukan kelipatan utuh {rupiah_id(due.unit_idr)}",
                    f"{rupiah_en(amount)} on the line {line} is no whole multiple of {rupiah_en(due.unit_idr)}",
                )
            )
    total = sum(charges.values())
    if total != due.amount_idr:
        told.append(
            (
                f"pos-posnya membayar {rupiah_id(total)} dari {rupiah_id(due.amount_idr)}",
                f"its lines pay {rupiah_en(total)} of {rupiah_en(due.amount_idr)}",
            )
        )
    return told


def folded(fund_source: str) -> str:
    """A fund's name as it is compared: without capitals and the blanks around it."""
    return " ".join(fund_source.split()).casefold()


def _order(due: Due) -> tuple[bool, bool, int, str]:
    return len(due.preferred) != 1, not due.fund, -due.amount_idr, due.item_id


def _by_preference(due: Due, fitting: Sequence[int], left: Mapping[int, int]) -> list[int]:
    wanted = {line: amount for line, amount in due.preferred if line in fitting}
    whole = due.unit_idr == due.amount_idr

    def order(line: int) -> tuple[bool, int, int]:
        # What cannot be parted goes where it fits, first where the arithmetic charged most of it.
        return whole and left[line] < due.amount_idr, -wanted.get(line, 0), -left[line]

    return sorted(fitting, key=order)
