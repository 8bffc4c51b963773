"""Rupiah of a village: its own budget, where it has one, and what the budgets of others promised and gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from merata_portal.accounts.queries import area_names
from merata_portal.ledger.queries.public_figures import FOLDED, Figure, yearly
from merata_portal.ledger.queries.villages import ForVillage, public_for_village

FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True, slots=True)
class Own:
    """A desa's budget of one year by pillar; `years`: of which there are budgets, the latest first."""

    figures: Sequence[Figure]
    total_idr: int
    years: Sequence[int]


@dataclass(frozen=True, slots=True)
class Promised:
    """What stands for a village in whatever budget, without what counts people. `owners`: names by code; `called`: what
    the works and classes are called by the name that the budget has for them."""

    rows: Sequence[ForVillage]
    owners: dict[str, str]
    called: dict[str, str]
    promised_idr: int
    delivered_idr: int


def asked_year(text: str) -> int:
    """The year that was asked for; this one where none, or none that is."""
    whole = int(text) if text.isascii() and text.isdecimal() and len(text) == len(str(LAST_YEAR)) else 0
    return whole if FIRST_YEAR <= whole <= LAST_YEAR else timezone.localdate().year


def own(village: str, year: int) -> Own:
    """The village's own budget of the year; empty where it has none."""
    every = yearly(village)
    figures = sorted(
        (one for one in every if one.year == year), key=lambda one: (one.pillar in ("", FOLDED), one.pillar)
    )
    return Own(figures, sum(one.appropriated_idr for one in figures), sorted({one.year for one in every}, reverse=True))


def promised(village: str, year: int, called: dict[str, str]) -> Promised:
    """What the budgets of the year hold for the village; two queries."""
    rows = public_for_village(village, year)
    return Promised(
        rows, area_names({one.owner for one in rows}), called, sum(one.promised_idr for one in rows),
        sum(one.delivered_idr for one in rows),
    )  # fmt: skip
