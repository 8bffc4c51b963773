"""Launches with their money, and what their lists say of each village."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merata_portal.accounts.scope import area_codes, within
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.queries import Position, positions
from merata_portal.programmes.models import Launch, ListedVillage


def launches(actor: Actor) -> QuerySet[Launch]:
    """The launches in the actor's areas, the latest first.

    A village sees a launch of its regency once the village stands on its list.
    """
    codes = sorted(area_codes(actor, Capability.VIEW_PROGRAMMES))
    listed = ListedVillage.objects.filter(launch=OuterRef("pk"), village_code__in=codes)
    found = Launch.objects.select_related("rule_version", "simulation").order_by("-made_at", "-id")
    return found.filter(Q(owner__in=codes) | Q(Exists(listed)))


def launch(actor: Actor, uuid: UUID) -> Launch:
    """One of them; raises `Launch.DoesNotExist`."""
    return launches(actor).get(uuid=uuid)


def villages(actor: Actor, uuid: UUID) -> QuerySet[ListedVillage]:
    """What a launch's list says of each village of the actor's areas, by its code."""
    found = ListedVillage.objects.filter(launch=launch(actor, uuid)).order_by("village_code")
    return within(found, actor, Capability.VIEW_PROGRAMMES)


def money_by_village(actor: Actor, uuid: UUID) -> list[tuple[str, Position]]:
    """A launch's money in each stage: of each village, by its code, and last of its reserve, as "cadangan".

    Nothing for who does not see its owner's budget; `queries.launch_money.moneys` has the sums.
    """
    found = launch(actor, uuid)
    of = {"programme": found.programme_id, "owner": found.owner, "year": found.year, "plan": found.plan}
    start = f"{found.subject}/"
    told = [
        (str(one.group["purpose"]).removeprefix(start), one)
        for one in positions(actor, "purpose", **of)
        if str(one.group["purpose"]).startswith(start)
    ]
    return sorted(told, key=lambda each: (not each[0][0].isdigit(), each[0]))
