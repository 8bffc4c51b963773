"""The budget's own lines: what each owner may spend by pillar and fund source, and which line pays for what.

A ceiling is what may be spent in the year in all, so what is committed already (`limits.committed`) comes off it. Money
never crosses its owner. Within an owner's pillar, what comes from a named fund (DBHCHT, say) is paid from lines of that
fund alone, and everything else from any line of the pillar. A plan can be paid so exactly where, by owner and pillar,
what is bound to a fund stays within what the fund's lines leave, and everything together within what all lines leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates, Flags, Item
from merata.planning.limits.rows import NO_MOST, Row, spending
from merata.tables.folder import Dataset

ASSISTANCE = "assistance"
"""The pillar whose lines pay programmes."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget: what its owner may spend from one account and fund source on a pillar in the year, and what
    of it is committed already.
    """

    owner: str
    account_code: str
    fund_source: str
    pillar: str
    ceiling_idr: int
    committed_idr: int = 0

    @property
    def left_idr(self) -> int:
        """What may still be spent, rupiah."""
        return self.ceiling_idr - self.committed_idr


@dataclass(frozen=True, slots=True)
class Charge:
    """A part of a plan's line, and the line of the budget that pays it."""

    owner: str
    account_code: str
    fund_source: str
    pillar: str
    item_id: str
    amount_idr: int

    def as_json(self) -> dict[str, Any]:
        """The charge as plain values."""
        return asdict(self)


def budget_lines(dataset: Dataset, owner: str, year: int) -> tuple[BudgetLine, ...]:
    """The lines of an owner's budget that lie in a pillar, of `year` or the latest year before it.

    Raises `InputError` where the dataset has no budget of that owner.
    """
    table = dataset.read("budget")
    table = table.filter(pc.and_(pc.equal(table["owner"], owner), pc.less_equal(table["year"], year)))
    if not table.num_rows:
        raise InputError(
            f"the table budget has no line of {owner} up to {year}; add its ceilings, or plan without them"
        )
    table = table.filter(pc.equal(table["year"], pc.max(table["year"])))
    columns = ("owner", "account_code", "fund_source", "pillar", "ceiling_idr")
    return tuple(BudgetLine(**row) for row in table.select(columns).to_pylist() if row["pillar"])


def ceilings(candidates: Candidates, lines: Sequence[BudgetLine], owner: str) -> Iterator[Row]:
    """The rows that hold what `owner` pays within what its lines leave: by pillar and, where named, by fund source."""
    for pillar in sorted({item.pillar for item in candidates.items if item.owner == owner}):
        own = [line for line in lines if (line.owner, line.pillar) == (owner, pillar)]
        member = _of(candidates, owner, pillar)
        yield spending(f"{owner} {pillar}", member, candidates, -NO_MOST, sum(x.left_idr for x in own))
        funds = {item.fund_source for item in candidates.items if item.owner == owner and item.pillar == pillar}
        for fund in sorted(filter(None, funds)):
            most = sum(line.left_idr for line in own if folded(line.fund_source) == folded(fund))
            bound = member & _of(candidates, owner, pillar, fund)
            yield spending(f"{owner} {pillar} {fund}", bound, candidates, -NO_MOST, most)


def _of(candidates: Candidates, owner: str, pillar: str, fund: str | None = None) -> np.ndarray:
    def is_it(item: Item) -> bool:
        return item.owner == owner and item.pillar == pillar and fund in (None, item.fund_source)

    return np.array([is_it(item) for item in candidates.items], dtype=np.bool_)


def folded(fund_source: str) -> str:
    """A fund's name as it is compared: without capitals and the blanks around it."""
    return fund_source.strip().casefold()


def village_rows(candidates: Candidates, programme_id: str, ceilings_idr: Mapping[str, int]) -> Iterator[Row]:
    """The rows that hold what each desa pays for a programme from its own fund, by village code."""
    owners = np.array([item.owner if item.source_id == programme_id else "" for item in candidates.items], dtype=object)
    for code in sorted(set(owners.tolist()) & set(ceilings_idr)):
        member = np.asarray(owners == code, dtype=np.bool_)
        cost = np.where(member, candidates.cost_idr, 0)  # bands alone, no bundles: nothing to divide
        yield Row(f"{code} {programme_id}", cost, most=ceilings_idr[code], in_rupiah=True)


def charged(candidates: Candidates, chosen: Flags, budget: Sequence[BudgetLine]) -> tuple[Charge, ...]:
    """Which budget line pays what, to the rupiah: what is bound to a fund first, then the rest, lines in their order.

    What an owner without lines in `budget` pays is left out. Raises `InputError` where something does not fit, which
    the rows of `ceilings` rule out.
    """
    owners = {line.owner for line in budget}
    owed: dict[tuple[str, str, str | None, str], int] = {}
    costs = candidates.cost_idr.tolist()
    alone = {item.line: costs[at] for at, item in enumerate(candidates.items)}
    for at in np.flatnonzero(chosen).tolist():
        item = candidates.items[at]
        for name in item.parts or (item.line,):
            key = (item.owner, item.pillar, item.fund_source, name)
            paid: int = alone[name] if item.parts else costs[at]
            if item.owner in owners:
                owed[key] = owed.get(key, 0) + paid
    left = [line.left_idr for line in budget]
    found: list[Charge] = []
    for (owner, pillar, fund, item_id), cost in sorted(owed.items(), key=lambda one: one[0][2] is None):
        rest = cost
        for at, payer in enumerate(budget):
            part = min(rest, left[at])
            own = (payer.owner, payer.pillar) == (owner, pillar)
            if own and (fund is None or folded(fund) == folded(payer.fund_source)) and part:
                found.append(Charge(owner, payer.account_code, payer.fund_source, pillar, item_id, part))
                left[at] -= part
                rest -= part
        if rest:
            raise InputError(f"Rp {rest:,} of {item_id} fit no line of the budget of {owner}")
    return tuple(found)
