"""Budgets as they were adopted, and what was paid out of them: by programme, class and work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max

from merata_portal.analysis.portal_sources import codes_inside, table_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.stages import Kind
from merata_portal.training.models import Course

_CEILINGS = (Kind.APPROPRIATE, Kind.AMEND, Kind.CORRECT)
_PAYMENTS = (Kind.PAY, Kind.RETURN, Kind.CORRECT)


def _adopted(area: str, year: int) -> object:  # noqa: ARG001 - budgets of all years are one table
    return _last(area, _CEILINGS)


def _paid(area: str, year: int) -> object:  # noqa: ARG001
    return _last(area, _PAYMENTS)


def _last(area: str, kinds: tuple[Kind, ...]) -> object:
    found = Entry.objects.filter(owner__in=codes_inside(area), kind__in=kinds)
    return sorted(found.aggregate(last=Max("event_id"), count=Count("event_id")).items())


@source("budget", version=_adopted)
def budget(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """The ceilings of the area's budgets, its desa's own among them, of every year that was adopted."""
    lines = Line.objects.filter(owner__in=codes_inside(area)).select_related("balance")
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
    """What was paid and did not come back, by purpose: a programme in a village, a class, a work."""
    found = Earmark.objects.filter(line__owner__in=codes_inside(area), balance__paid_idr__gt=0)
    return table_of("delivered", _deliveries(list(found.select_related("line", "balance").order_by("pk"))))


def _deliveries(earmarks: list[Earmark]) -> Iterator[dict[str, Any]]:
    classes = _named("course:", earmarks, Course, "course_id")
    works = _named("project:", earmarks, Project, "candidate_id")
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
    if one.purpose in classes:
        return "training", classes[one.purpose]
    if one.purpose in works:
        return "infrastructure", works[one.purpose]
    return "assistance", one.programme


def _named(prefix: str, earmarks: list[Earmark], model: Any, column: str) -> dict[str, str]:
    """By purpose, what the dataset calls it."""
    uuids = [one.purpose.removeprefix(prefix) for one in earmarks if one.purpose.startswith(prefix)]
    return {f"{prefix}{uuid}": name for uuid, name in model.objects.filter(uuid__in=uuids).values_list("uuid", column)}
