"""How many households a budget's programmes reach, by group: counts for oversight, small ones included.

Whoever shows them suppresses small cells first (`merata.stats.disclosure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment
from merata_portal.programmes.states import HELD, State
from merata_portal.registry.models import Membership

POOREST = 4
DIMENSIONS = ("sex", "disability", "poor")
ALL = ""
"""In place of a programme's id: households that any of them reaches, each once."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Households of one group that a programme reaches; `group` None: not known."""

    programme_id: str
    dimension: str
    group: str | bool | None
    households: int


def recipients_by_group(actor: Actor, owner: str, year: int) -> list[Reached]:
    """The recipients of the year's launches of a budget's owner, in the villages that the actor oversees.

    By the head's sex, whether somebody in the household is disabled, and whether it is of desil 1 to 4; of each
    programme, and of all together (`ALL`). Who was decreed counts, paused or gone since as well. Six queries.
    """
    disabled = Membership.objects.filter(
        household=OuterRef("household"), until_day__isnull=True, person__disability=True, person__died_on__isnull=True
    )
    poor = Case(
        When(household__desil__isnull=True, then=Value(None)),
        When(household__desil__lte=POOREST, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(null=True),
    )
    rows = recipients(actor, owner, year).annotate(disabled=Exists(disabled), poor=poor).order_by()
    field = {"sex": "household__head_sex", "disability": "disabled", "poor": "poor"}
    count: dict[str, Any] = {"n": Count("household", distinct=True)}
    found = []
    for dimension in DIMENSIONS:
        name = field[dimension]
        for programme, group, n in rows.values_list("launch__programme_id", name).annotate(**count):
            found.append(Reached(programme, dimension, _group(group), n))
        for group, n in rows.values_list(name).annotate(**count):
            found.append(Reached(ALL, dimension, _group(group), n))
    return sorted(found, key=lambda one: (one.dimension, one.programme_id, str(one.group)))


def recipients(actor: Actor, owner: str, year: int) -> QuerySet[Enrolment]:
    """The decreed enrolments of a budget and year in the villages that the actor oversees."""
    reached = Q(state__in=HELD) | Q(state=State.EXITED, earmark__isnull=False)
    rows = Enrolment.objects.filter(reached, launch__owner=owner, launch__year=year)
    return within(rows, actor, Capability.VIEW_OVERSIGHT)


def _group(value: Any) -> str | bool | None:
    return value if value is None or isinstance(value, (str, bool)) else bool(value)
