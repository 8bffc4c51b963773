"""What one more unit of a limit would add, in words."""

from __future__ import annotations

from merata.planning.proving.proof import ShadowPrice
from merata.planning.wording.gain_units import GainUnit
from merata.planning.wording.limit_names import Names, limit_names
from merata.planning.wording.said import Said, number

MILLION_IDR = 10**6


def price_said(price: ShadowPrice, unit: GainUnit, names: Names | None = None) -> Said:
    """What one more million rupiah, or one more of what a limit counts, would add."""
    here, there = limit_names(price.limit, names)
    per = MILLION_IDR if price.in_rupiah else 1
    amount = unit.with_name(number(f"{abs(price.value) * per * unit.factor:.3g}"))
    one_id, one_en = ("Satu juta rupiah", "One million rupiah") if price.in_rupiah else ("Satu", "One")
    if price.value < 0:
        return Said(
            f"{one_id} lebih sedikit dituntut oleh {here} akan menambah {amount.text_id}.",
            f"{one_en} less demanded by {there} would add {amount.text_en}.",
        )
    more = one_en.replace("One", "One more", 1)
    return Said(
        f"{one_id} lagi pada {here} akan menambah {amount.text_id}.",
        f"{more} of {there} would add {amount.text_en}.",
    )
