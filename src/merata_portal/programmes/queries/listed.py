"""The frozen list of a launch: page by page, one household's line, and why a neighbour and not oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow.compute as pc
from django.core.exceptions import ObjectDoesNotExist

from merata.programmes.targeting.neighbours import difference
from merata_portal.accounts.scope import village_codes, within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Launch, ListedVillage
from merata_portal.programmes.queries.launches import launch as launch_of
from merata_portal.programmes.queries.rulebooks import rules_of
from merata_portal.programmes.tables import BEYOND, household_row, village_rows
from merata_portal.registry.models import Household

PAGE_ROWS = 50
ONLY = ("chosen", "beyond", "eligible", "refused", "undecided")
"""What may be asked for alone: within the ceiling, beyond it, either; refused; undecided."""


class NotListed(ObjectDoesNotExist):
    """The household is not on the list: it was not in the frozen registry, or not in its area."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A household on a list. `household`: None where the registry does not hold it any more.

    `reason_id` and `reason_en`: why it is eligible, or why not; where it is and still not chosen, that the ceiling is
    spent is said too. `rank` in the order of need, None for who is not eligible; `score` the decile. `quantity`: goods
    a year. `members`: identifiers of the persons who count, with component and rupiah.
    """

    household: UUID | None
    household_id: str
    village_code: str
    outcome: str
    chosen: bool
    rank: int | None
    score: int | None
    expected_idr: int | None
    lot: str
    annual_idr: int
    quantity: float | None
    reason_id: str
    reason_en: str
    members: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and where the next page begins; empty at the end."""

    rows: tuple[Listed, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two households of a list, and what tells them apart; `by`: condition, score, expected, lot or nothing."""

    first: Listed
    second: Listed
    by: str
    code: str
    said_id: str
    said_en: str


def page(actor: Actor, launch: UUID, village: str, after: str = "", only: str = "") -> ListPage:
    """A page of the list in a village, in the order of need, those who are not eligible last; `only`: of `ONLY`.

    Raises `Launch.DoesNotExist`, and `ListedVillage.DoesNotExist` also for a village of another's area.
    """
    found = launch_of(actor, launch)
    if village not in village_codes(actor, Capability.VIEW_PROGRAMMES):
        raise ListedVillage.DoesNotExist(f"{village}: not on the list")
    ListedVillage.objects.get(launch=found, village_code=village)
    rows = village_rows(found, village)
    match only:
        case "chosen":
            rows = rows.filter(rows["chosen"])
        case "beyond":
            rows = rows.filter(pc.and_(pc.invert(rows["chosen"]), pc.is_valid(rows["rank"])))
        case "eligible" | "refused" | "undecided":
            rows = rows.filter(pc.equal(rows["outcome"].cast("string"), only))
    start = int(after or 0)
    shown = rows.slice(start, PAGE_ROWS).to_pylist()
    end = start + len(shown)
    return ListPage(_told(shown), str(end) if end < rows.num_rows else "")


def of_household(actor: Actor, launch: UUID, household: UUID) -> Listed:
    """One household's line; raises `Launch.DoesNotExist`, `Household.DoesNotExist`, `NotListed`."""
    found, home = launch_of(actor, launch), _household(actor, household)
    return _told([_row(found, home)])[0]


def neighbours(actor: Actor, launch: UUID, first: UUID, second: UUID) -> Neighbours:
    """Two households beside each other: the first condition in which they differ, or else their order of need.

    Raises as `of_household` does, for either.
    """
    found = launch_of(actor, launch)
    one, other = (_row(found, _household(actor, uuid)) for uuid in (first, second))
    apart = difference(rules_of(found), found.simulation.on_day, one, other)
    lines = _told([one, other])
    return Neighbours(lines[0], lines[1], str(apart.by), apart.code, apart.said.id, apart.said.en)


def _household(actor: Actor, uuid: UUID) -> Household:
    return within(Household.objects.all(), actor, Capability.VIEW_PROGRAMMES).get(uuid=uuid)


def _row(found: Launch, home: Household) -> dict[str, Any]:
    rows = household_row(found, home.dataset_id)
    if not rows.num_rows:
        raise NotListed(f"{found}: the household is not on the list")
    return dict(rows.to_pylist()[0])


def _told(rows: list[dict[str, Any]]) -> tuple[Listed, ...]:
    names = [row["household_id"] for row in rows]
    uuids = dict(Household.objects.filter(dataset_id__in=names).values_list("dataset_id", "uuid"))
    return tuple(_listed(row, uuids.get(row["household_id"])) for row in rows)


def _listed(row: dict[str, Any], household: UUID | None) -> Listed:
    beyond = row["outcome"] == "eligible" and not row["chosen"]
    quantity = row["quantity_thousandths"]
    return Listed(
        household=household,
        household_id=row["household_id"],
        village_code=row["village_code"],
        outcome=row["outcome"],
        chosen=row["chosen"],
        rank=row["rank"],
        score=row["score"],
        expected_idr=row["expected_idr"],
        lot=row["lot"] or "",
        annual_idr=row["annual_idr"],
        quantity=None if quantity is None else quantity / 1000,
        reason_id=f"{row['sentence_id']} {BEYOND[0]}" if beyond else row["sentence_id"],
        reason_en=f"{row['sentence_en']} {BEYOND[1]}" if beyond else row["sentence_en"],
        members=tuple(one for one in row["members"] if one["counted"]),
    )
