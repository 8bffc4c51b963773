"""Who receives which programme in an area, as the standing edition tells it: counts are rounded, few are withheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from merata_portal.analysis.queries.publications import Edition
from merata_portal.analysis.queries.published import rows
from merata_portal.programmes.queries.everybody import rulebooks
from merata_portal.programmes.queries.programme_names import known_programmes

DELIVERED, RECORDED = "penerima_menurut_jenis_kelamin", "penerima_tercatat"
"""Tables of the dataset: what was delivered through this system, and what other offices' lists say."""
ALL = "total"


@dataclass(frozen=True, slots=True)
class Received:
    """A programme in an area. `households` None: withheld. `recorded`: by another office's list. `described`: it has a
    page of its own; the lists of other offices name programmes whose rules nobody wrote down here."""

    programme: str
    name: str
    households: int | None
    recorded: bool
    described: bool


@dataclass(frozen=True, slots=True)
class Programmes:
    """The programmes that reach somebody in an area, those that reach nobody, and how many households are registered
    there (None: withheld, or not told). `withheld`: of how many programmes the count is not told."""

    reaching: list[Received]
    nobody: list[Received]
    registered: int | None
    withheld: int


def programmes(edition: Edition | None, area: str) -> Programmes:
    """What the edition tells of an area; nothing before there is one."""
    if edition is None:
        return Programmes([], [], None, 0)
    told = [
        *((row, False) for row in rows(edition, "program", DELIVERED, area_code=area, head_sex=ALL)),
        *((row, True) for row in rows(edition, "program", RECORDED, area_code=area)),
    ]
    found = list(_named(told))
    reaching = sorted((one for one in found if one.households != 0), key=_most_first)
    registered = rows(edition, "rumah-tangga", "rumah_tangga", area_code=area)
    return Programmes(
        reaching,
        [one for one in found if one.households == 0],
        registered[0]["households"] if registered else None,
        sum(one.households is None for one in reaching),
    )


def _named(told: Iterable[tuple[dict[str, Any], bool]]) -> Iterable[Received]:
    english = {} if get_language() == "id" else {code: names[1] for code, names in known_programmes().items()}
    books = rulebooks()
    for row, recorded in told:
        code = row["programme"]
        name = english.get(code) or row.get("programme_title") or code
        yield Received(code, name, row["households"], recorded, code in books)


def _most_first(one: Received) -> tuple[int, str]:
    return -(one.households or 0), one.name
