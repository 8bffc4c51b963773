"""Where a regency's money goes, by pillar: one bar, and the rupiah beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from merata.report.bar_pictures import PART_COLOURS, Part, parts_of_whole
from merata_portal.ledger.queries.public_figures import yearly
from merata_portal.oversight import names
from merata_portal.public.views.inequality.estimates import numbers

PILLARS = ("assistance", "training", "infrastructure", "participation", "")
"""In the order of the bar, so that a colour means the same on every page; "" is what lies in none of the four."""
COLOURS = (*PART_COLOURS[:4], "#8a979d")


@dataclass(frozen=True, slots=True)
class Spread:
    """A year's budget: its sum in rupiah, the bar, and (pillar, rupiah, share of the whole) of each part."""

    year: int
    total_idr: int
    picture: str
    rows: Sequence[tuple[str, int, float]]


def spread(owner: str) -> Spread | None:
    """The budget of this year, or else the latest, by pillar as appropriated; None where none was entered. Three
    queries.
    """
    figures = yearly(owner)
    if not figures:
        return None
    years = {one.year for one in figures}
    year = max((one for one in years if one <= timezone.localdate().year), default=max(years))
    sums = {one.pillar: one.appropriated_idr for one in figures if one.year == year}
    total = sum(sums.values())
    write = numbers()
    parts = [Part(pillar_name(code), sums.get(code, 0), write.money_short(sums.get(code, 0))) for code in PILLARS]
    alt = _("Anggaran %(year)s: ") % {"year": year} + "; ".join(
        f"{part.label} {part.text}" for part in parts if part.value
    )
    rows = [(pillar_name(code), sums[code], sums[code] / total) for code in PILLARS if sums.get(code)]
    return Spread(year, total, parts_of_whole(parts, alt=alt, colours=COLOURS), rows)


def pillar_name(code: str) -> str:
    """A pillar with a capital letter, as the calendar calls it."""
    said = str(names.PILLARS[code])
    return said[:1].upper() + said[1:]
