"""What a village may spend on a programme at most: a share of what one fund gives it in the year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import Sum

from merata.programmes.rules.rulebook import Rulebook
from merata_portal.ledger.models import EarmarkBalance, Line, LineBalance
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id


def fund_share_faults(book: Rulebook, budget: Line, on_day: date, wanted_idr: int) -> list[tuple[str, str]]:
    """Why `wanted_idr` more for the programme is not within the share of its rulebook's `ceiling`; [] where it is.

    Counted against it is all that the owner's books of the year hold or have spent for the programme already. The share
    is the rulebook's own on the day, cut to the rupiah; a fund that the year's budget does not have gives nothing.
    """
    if book.ceiling is None:
        return []
    fund = book.ceiling.fund_source
    if not _same(budget.fund_source, fund):
        return [
            (
                f"program ini dibayar dari {fund}, pos ini dari {budget.fund_source}",
                f"{fund} pays this programme, the line is of {budget.fund_source}",
            )
        ]
    share = Fraction(str(book.values(on_day)[book.ceiling.share]))
    most = int(share * _given(budget, fund))
    bound = _bound(budget, book.programme_id)
    if bound + wanted_idr <= most:
        return []
    return [
        (
            f"paling banyak {rupiah_id(most)} dari {fund} tahun {budget.year} boleh untuk program ini, "
            f"{rupiah_id(bound)} sudah terpakai, diminta {rupiah_id(wanted_idr)}",
            f"at most {rupiah_en(most)} of the {fund} of {budget.year} may go to this programme, {rupiah_en(bound)} do "
            f"already, {rupiah_en(wanted_idr)} are asked for",
        )
    ]


def _given(budget: Line, fund: str) -> int:
    books = LineBalance.objects.filter(line__owner=budget.owner, line__year=budget.year)
    told = books.values_list("line__fund_source", "appropriated_idr")
    return sum(amount for source, amount in told if _same(source, fund))


def _bound(budget: Line, programme_id: str) -> int:
    books = EarmarkBalance.objects.filter(
        earmark__line__owner=budget.owner, earmark__line__year=budget.year, earmark__programme=programme_id
    )
    names = ("reserved_idr", "committed_idr", "paid_idr", "returned_idr")
    found = books.aggregate(**{f"total_{name}": Sum(name, default=0) for name in names})
    reserved, committed, paid, returned = (int(found[f"total_{name}"]) for name in names)
    return reserved + committed + paid - returned


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
