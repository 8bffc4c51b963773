"""Budgets as they were adopted, and what was paid out of them: by programme, class and work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max

from merata_portal.analysis.portal_sources import inside, table_of
from merata_portal.analysis.portal_sources.infrastructure import name_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.stages import Kind
from merata_portal.training.models import Course

_CEILINGS = (Kind.APPROPRIATE, Kind.AMEND, Kind.CORRECT)
_PAYMENTS = (Kind.PAY, Kind.RETURN, Kind.CORRECT)
_LAUNCH, _COURSE, _PROJECT = "launch:", "course:", "project:"
_LEVERS = {"training": "training", "infrastructure": "infrastructure", "participation": "empowerment"}
"""By pillar of the line, what money pays for that belongs to no launch, class or work; else it is assistance."""


def _adopted(area: str, year: int) -> object:  # noqa: ARG001 - budgets of all years are one table
    return _last(area, _CEILINGS)


def _paid(area: str, year: int) -> object:  # noqa: ARG001
    return _last(area, _PAYMENTS)


def _last(area: str, kinds: tuple[Kind, ...]) -> object:
    found = Entry.objects.filter(owner__in=inside(area), kind__in=kinds)
    return sorted(found.aggregate(last=Max("event_id"), count=Count("event_id")).items())


@source("budget", version=_adopted)
def budget(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """The ceilings of the area's budgets, its desa's own among them, of every year that was adopted."""
    lines = Line.objects.filter(owner__in=inside(area)).select_related("balance")
    return table_of(
        "budget",
        (
            {
                "owner": line.owner,
                "year": line.year,
                "account_code": line.account_code,
                "fund_source": line.fund_source,
                "pillar": line.pillar or None,
                "ceiling_idr": line.balance.appropriated_idr,
            }
            for line in lines.order_by("owner", "year", "account_code", "fund_source")
        ),
    )


@source("delivered", version=_paid)
def delivered(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """What was paid and did not come back, by purpose: a programme in a village, a class, a work.

    A village in which all of it came back was not reached. Money without programme, class or work is left out.
    """
    found = Earmark.objects.filter(line__owner__in=inside(area), balance__paid_idr__gt=0)
    return table_of("delivered", _deliveries(list(found.select_related("line", "balance").order_by("pk"))))


def _deliveries(earmarks: list[Earmark]) -> Iterator[dict[str, Any]]:
    classes = {f"{_COURSE}{one.uuid}": one.course_id for one in Course.objects.filter(uuid__in=_of(_COURSE, earmarks))}
    works = {one.purpose: name_of(one) for one in Project.objects.filter(uuid__in=_of(_PROJECT, earmarks))}
    for one in earmarks:
        amount = one.balance.paid_idr - one.balance.returned_idr
        kind, item = _item(one, classes, works)
        if amount > 0 and item:
            yield {
                "delivery_id": f"P{one.pk}",
                "year": one.line.year,
                "lever": kind,
                "item_id": item,
                "village_code": one.village_code or None,
                "amount_idr": amount,
            }


def _item(one: Earmark, classes: dict[str, str], works: dict[str, str]) -> tuple[str, str]:
    """The lever and the dataset's name of what an earmark paid for; without a name where the dataset has none."""
    purpose = _own(one.purpose)
    if purpose in classes:
        return "training", classes[purpose]
    if purpose in works:
        return "infrastructure", works[purpose]
    if one.purpose.startswith(_LAUNCH):
        return "assistance", one.programme
    return _LEVERS.get(one.line.pillar, "assistance"), one.programme


def _of(prefix: str, earmarks: list[Earmark]) -> list[str]:
    """The uuids after the prefix, of the purposes that have it."""
    return [_own(one.purpose).removeprefix(prefix) for one in earmarks if one.purpose.startswith(prefix)]


def _own(purpose: str) -> str:
    """The class or work itself: a plan that takes up what was there before sets its money aside under both names."""
    return purpose.partition("/")[0]
