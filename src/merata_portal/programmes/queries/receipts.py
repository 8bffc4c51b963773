"""Goods to be handed over in a village, by the numbers of the printed list, and what was received."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.personal.columns import unsealed_many
from merata_portal.programmes.models import Cycle, Entitlement, Launch, Receipt
from merata_portal.programmes.queries.rows import PAGE_ROWS, Page, page
from merata_portal.registry.models import Household, Membership, Person


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """A row of a village's list. `number` never changes, whatever was handed over or held meanwhile."""

    number: int
    entitlement: UUID
    household: UUID
    person: UUID | None
    name: str
    address: str
    quantity: Decimal
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class VillageReceipts:
    """Of one village in a cycle: how many are due, held and received, and how much and what worth was received."""

    village_code: str
    due: int
    held: int
    received: int
    quantity: Decimal
    worth_idr: int
    unpaid_idr: int


def to_hand_over(
    actor: Actor, cycle_id: int, village: str, *, after: str = "", limit: int = PAGE_ROWS
) -> Page[ToHandOver]:
    """The list of a village from the number after `after`, every state; raises Cycle.DoesNotExist where nothing is."""
    by_village = _by_village(within(_rows(), actor, Capability.VIEW_PROGRAMMES), cycle_id, village)
    begin = int(after or 0)
    rows = list(by_village.order_by("pk")[begin : begin + limit + 1])
    if not rows and not after and not by_village.exists():
        raise Cycle.DoesNotExist
    told = _told(rows[:limit], begin)
    return Page(told, str(begin + limit) if len(rows) > limit else "")


def numbered(cycle: Cycle, village: str) -> list[ToHandOver]:
    """The whole list of a village, for the printout; whoever calls has checked that it may be shown."""
    return _told(list(_by_village(_rows(), cycle.pk, village).order_by("pk")), 0)


def receipts(
    actor: Actor, cycle_id: int, *, village: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[Receipt]:
    """Receipts of a cycle in the actor's villages, those taken back among them."""
    rows = Receipt.objects.select_related("entitlement__enrolment__household", "entitlement__enrolment__person")
    found = within(rows, actor, Capability.VIEW_PROGRAMMES, "entitlement__village_code")
    found = found.filter(entitlement__cycle=cycle_id)
    return page(found.filter(entitlement__village_code=village) if village else found, after, limit)


def by_village(actor: Actor, cycle_id: int) -> list[VillageReceipts]:
    """Where the handing over stands in each of the actor's villages; two queries."""
    rows = within(Entitlement.objects.filter(cycle=cycle_id), actor, Capability.VIEW_PROGRAMMES)
    due, held, received = (
        Count("pk", filter=Q(state=state))
        for state in (Entitlement.State.DUE, Entitlement.State.HELD, Entitlement.State.RECEIVED)
    )
    counted = rows.values_list("village_code").annotate(due=due, held=held, received=received)
    standing = Receipt.objects.filter(entitlement__in=rows.values("pk"), taken_back_at__isnull=True)
    sums = standing.values_list("entitlement__village_code").annotate(
        quantity=Sum("quantity"), worth=Sum("worth_idr"), unpaid=Sum("worth_idr", filter=Q(entry__isnull=True))
    )
    told = {
        code: (quantity, int(worth), int(unpaid or 0))
        for code, quantity, worth, unpaid in sums.order_by("entitlement__village_code")
    }
    return [
        VillageReceipts(code, in_due, in_held, in_received, *told.get(code, (Decimal(0), 0, 0)))
        for code, in_due, in_held, in_received in counted.order_by("village_code")
    ]


def _rows() -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(cycle__launch__delivery=Launch.Delivery.IN_KIND).select_related(
        "enrolment__household", "enrolment__person", "enrolment__recipient"
    )


def _by_village(rows: QuerySet[Entitlement], cycle_id: int, village: str) -> QuerySet[Entitlement]:
    return rows.filter(cycle=cycle_id, village_code=village)


def _told(rows: list[Entitlement], begin: int) -> list[ToHandOver]:
    homes = [one.enrolment.household for one in rows]
    addresses = unsealed_many(Household, "address_sealed", ((one.address_sealed, one.uuid) for one in homes))
    names = _names(rows)
    return [
        ToHandOver(
            number=begin + at,
            entitlement=one.uuid,
            household=one.enrolment.household.uuid,
            person=one.enrolment.person.uuid if one.enrolment.person else None,
            name=name,
            address=address or "",
            quantity=one.quantity or Decimal(0),
            state=one.state,
            why=one.why,
        )
        for at, (one, name, address) in enumerate(zip(rows, names, addresses, strict=True), start=1)
    ]


def _names(rows: list[Entitlement]) -> list[str]:
    """Whom the goods are for: the person, who takes them for the household, else its head."""
    heads = Membership.objects.filter(
        household__in=[one.enrolment.household_id for one in rows], until_day__isnull=True, person__relation="head"
    ).select_related("person")
    of_home = {one.household_id: one.person for one in heads.order_by("-person_id")}
    whose = [one.enrolment.person or one.enrolment.recipient or of_home.get(one.enrolment.household_id) for one in rows]
    cells = [
        (who.name_sealed, who.uuid) if who is not None else (None, one.enrolment.household.uuid)
        for who, one in zip(whose, rows, strict=True)
    ]
    return [name or "" for name in unsealed_many(Person, "name_sealed", cells)]
