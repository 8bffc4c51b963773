"""Which proposals of residents an item answers: those whose item it is, or for which it was registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from merata_portal.infrastructure.models import Project
from merata_portal.participation.actions.stepping import ENDED
from merata_portal.participation.models import Proposal
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.project_names import project_of


def proposals_of(area: str, items: Iterable[Item]) -> dict[str, list[str]]:
    """By item the uuids of the proposals of the area that go on and that it answers, the oldest first.

    A proposal for a programme is answered where the programme reaches its own village.
    """
    wanted = list(items)
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in wanted:
        for name in {item.item_id, item.source_id}:
            by_name[name].append(item)
    found: dict[str, list[str]] = defaultdict(list)
    for uuid, name, village in (
        _going_on(area).filter(item__in=sorted(by_name)).values_list("uuid", "item", "village_code")
    ):
        for item in by_name[name]:
            if item.kind != "programme" or item.village_code == village:
                found[item.item_id].append(str(uuid))
    for item_id, own in _of_own_candidates(area, wanted):
        if own not in found[item_id]:
            found[item_id].append(own)
    return dict(found)


def open_proposals(area: str) -> list[Proposal]:
    """The proposals of the area with a cost and an item that nobody has answered yet, the oldest first."""
    return list(_going_on(area).exclude(item="").filter(outcome="", cost_idr__isnull=False))


def not_this_year_opening(plan: Plan) -> str:
    """How the answer begins that a proposal gets which a plan could have taken up and did not."""
    return f"Belum masuk rencana {plan.name} tahun {plan.year}: "


def _going_on(area: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(village_code__startswith=f"{area}.").exclude(state__in=ENDED).order_by("pk")


def _of_own_candidates(area: str, items: Iterable[Item]) -> list[tuple[str, str]]:
    """Items that are works registered for a proposal."""
    works = {item.source_id: item.item_id for item in items if item.kind == "project"}
    projects = Project.objects.filter(village_code__startswith=f"{area}.").exclude(proposal="")
    tickets: dict[str, str] = {}
    for project in projects:
        item_id = works.get(project_of(project))
        if item_id is not None:
            tickets[project.proposal.removeprefix("usulan:")] = item_id
    rows = _going_on(area).filter(ticket__in=sorted(tickets)).values_list("uuid", "ticket")
    return [(tickets[ticket], str(uuid)) for uuid, ticket in rows]
