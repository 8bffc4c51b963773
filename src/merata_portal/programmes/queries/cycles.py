"""The cycles of a launch with what is due in each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from merata_portal.accounts.scope import within, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Cycle, Entitlement


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle, and by the states of `Entitlement` how many are in each and their rupiah, in the actor's villages."""

    cycle: Cycle
    by_state: dict[str, tuple[int, int]]

    @property
    def entitled(self) -> tuple[int, int]:
        """All that is due in it: how many and their rupiah."""
        return sum(one for one, _ in self.by_state.values()), sum(rupiah for _, rupiah in self.by_state.values())


def cycles(actor: Actor, launch: UUID) -> list[CycleRow]:
    """The cycles of a launch in order; two queries."""
    found = list(_visible(actor).filter(launch__uuid=launch).order_by("number"))
    sums = _by_state(actor, [one.pk for one in found])
    return [CycleRow(one, sums.get(one.pk, {})) for one in found]


def cycle(actor: Actor, cycle_id: int) -> CycleRow:
    """One cycle; raises Cycle.DoesNotExist also where it is of another's area."""
    found = _visible(actor).get(pk=cycle_id)
    return CycleRow(found, _by_state(actor, [found.pk]).get(found.pk, {}))


def _visible(actor: Actor) -> QuerySet[Cycle]:
    """Cycles of the actor's own launches, and of those that give something in their villages."""
    rows = Cycle.objects.select_related("launch")
    own = within_areas(rows, actor, Capability.VIEW_PROGRAMMES, "launch__owner")
    here = within(Entitlement.objects.all(), actor, Capability.VIEW_PROGRAMMES).values("cycle__launch")
    return own | rows.filter(launch__in=here)


def _by_state(actor: Actor, keys: list[int]) -> dict[int, dict[str, tuple[int, int]]]:
    rows = within(Entitlement.objects.filter(cycle__in=keys), actor, Capability.VIEW_PROGRAMMES)
    found: dict[int, dict[str, tuple[int, int]]] = {}
    counted = rows.values_list("cycle", "state").annotate(count=Count("pk"), total=Sum("amount_idr"))
    for key, state, count, total in counted.order_by("cycle", "state"):
        found.setdefault(key, {})[state] = (count, int(total))
    return found
