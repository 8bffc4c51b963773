"""Who came, spoke, asked and received, beside who lives there; small counts are kept back on page and file alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import requires
from merata_portal.actor import Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.views.oversight.asking import Asked, asked, csv_wanted
from merata_portal.oversight import names
from merata_portal.oversight.queries.equity import DIMENSIONS, THINGS, Equity, EquityRow, equity
from merata_portal.programmes.queries.programme_names import known_programmes

OF_CELL = ("count", "share", "low", "high")
OF_GROUP = ("dimension", "group", "persons", "persons_share", "households", "households_share")


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def equality(request: HttpRequest) -> HttpResponseBase:
    """The table of each dimension; as a file all of them, and the programmes' own rows below."""
    wanted = asked(request)
    found = equity(wanted.by, wanted.place, wanted.year)
    if csv_wanted(request):
        header = (*OF_GROUP, *(f"{thing}_{part}" for thing in THINGS for part in OF_CELL))
        return csv_response(f"kesetaraan-{wanted.name}", header, _lines(wanted, found))
    context = {
        "tables": [
            (names.DIMENSIONS[dimension], dimension, [_shown(wanted, row) for row in rows])
            for dimension in DIMENSIONS
            if (rows := [row for row in found.rows if row.dimension == dimension])
        ],
        "things": [(names.THINGS[thing], thing, found.n[thing]) for thing in THINGS],
        "meetings": found.meetings,
        "programmes": [
            (known_programmes().get(one.programme_id, (one.programme_id,) * 2), one, _name(wanted, one))
            for one in found.programmes
        ],
        **wanted.context(request, "equity"),
    }
    return render(request, "office/oversight/equity.html", context)


def _shown(wanted: Asked, row: EquityRow) -> dict[str, Any]:
    cells = [(names.THINGS[thing], row.cells[thing]) for thing in THINGS if _told(row.dimension, thing)]
    return {"name": _name(wanted, row), "row": row, "cells": cells}


def _told(dimension: str, thing: str) -> bool:
    # A hamlet is known of those who come to a meeting, and of nobody else.
    return dimension != "part" or thing in {"attended", "spoke", "asked"}


def _name(wanted: Asked, row: Any) -> str:
    return names.group_name(row.dimension, row.group, wanted.place.names)


def _lines(wanted: Asked, found: Equity) -> Iterator[list[Any]]:
    for row in found.rows:
        cells = [_number(getattr(row.cells[thing], part)) for thing in THINGS for part in OF_CELL]
        yield [
            row.dimension, _name(wanted, row), row.persons, _number(row.persons_share), row.households,
            _number(row.households_share), *cells,
        ]  # fmt: skip
    nothing = [None] * (len(THINGS) - 2) * len(OF_CELL)
    for one in found.programmes:
        cell = [_number(getattr(one.cell, part)) for part in OF_CELL]
        yield [
            f"{one.dimension}:{one.programme_id}", _name(wanted, one), None, None, None, None, *nothing, *cell,
            *[None] * len(OF_CELL),
        ]  # fmt: skip


def _number(value: float | None) -> float | int | None:
    return round(value, 4) if isinstance(value, float) else value
