"""The rupiah that stand for a village, from whatever budget: what was promised to it and what came."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.ledger.queries.public_figures import told


@dataclass(frozen=True, slots=True)
class ForVillage:
    """Rupiah of one programme or proposal for a village. Promised: reserved, committed or paid; delivered: paid and
    not returned.
    """

    owner: str
    year: int
    pillar: str
    programme: str
    proposal: str
    promised_idr: int
    delivered_idr: int


def for_village(actor: Actor, village_code: str, year: int) -> list[ForVillage]:
    """What the budgets of a year, the village's own and those of others, hold for a village of the actor's areas.

    By owner, pillar, programme and proposal. Scoped by the village and not by the budget's owner: what a regency
    promised a village is the village's to see. Nothing is told of other villages.
    """
    return _of(
        within(EarmarkBalance.objects.all(), actor, Capability.VIEW_LEDGER, "earmark__village_code"), village_code, year
    )


def public_for_village(village_code: str, year: int) -> list[ForVillage]:
    """The same for everybody, without what counts people: rupiah of assistance, divided by the benefit, are how many
    receive it (ADR 19).
    """
    return _of(EarmarkBalance.objects.filter(told("earmark__")), village_code, year)


def _of(balances: QuerySet[EarmarkBalance], village_code: str, year: int) -> list[ForVillage]:
    rows = (
        balances.filter(earmark__village_code=village_code, earmark__line__year=year)
        .values_list("earmark__line__owner", "earmark__line__pillar", "earmark__programme", "earmark__proposal")
        .annotate(
            promised=Sum(F("reserved_idr") + F("committed_idr") + F("paid_idr") - F("returned_idr")),
            delivered=Sum(F("paid_idr") - F("returned_idr")),
        )
        .order_by("earmark__line__pillar", "earmark__programme", "earmark__proposal", "earmark__line__owner")
    )
    return [
        ForVillage(owner, year, pillar, programme, proposal, int(promised), int(delivered))
        for owner, pillar, programme, proposal, promised, delivered in rows
    ]
