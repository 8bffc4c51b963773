"""Forums whose documents are sealed, what was proposed, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max, Sum
from django.utils import timezone

from merata_portal.analysis.portal_sources import codes_inside, table_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import BUILT
from merata_portal.participation.models import Finding, Meeting, Proposal
from merata_portal.participation.models.findings import FindingState
from merata_portal.participation.models.meetings import Kind
from merata_portal.participation.queries.meetings import page_of
from merata_portal.training.models import Course

_FORUMS = {
    Kind.MUSDES: "musyawarah_desa",
    Kind.MUSDESSUS: "musyawarah_desa",
    Kind.MUSRENBANG_DESA: "musyawarah_desa",
    Kind.MUSRENBANG_KELURAHAN: "musrenbang_kelurahan",
}
"""The kinds of meeting that the dataset knows: those of villages."""
_STATUS = {Proposal.State.RAISED: "raised", Proposal.State.COSTED: "costed"}
_FOUND = (FindingState.OPEN, FindingState.ANSWERED, FindingState.CONFIRMED)


def _sealed(area: str, year: int) -> object:  # noqa: ARG001 - meetings of all years are one table
    found = _meetings(area).aggregate(n=Count("pk"), last=Max("sealed_at"), signed=Sum("signed"))
    return [str(found[name]) for name in ("n", "last", "signed")]


def _proposed(area: str, year: int) -> object:  # noqa: ARG001
    rows = Proposal.objects.filter(village_code__in=codes_inside(area)).values_list("state", "outcome")
    told = rows.annotate(n=Count("pk"), last=Max("pk"), voices=Sum("supporters"), idr=Sum("cost_idr"), i=Max("item"))
    return sorted(list(map(str, row)) for row in told)


def _seen(area: str, year: int) -> object:  # noqa: ARG001
    rows = Finding.objects.filter(area__in=codes_inside(area)).values_list("state")
    return sorted(list(map(str, row)) for row in rows.annotate(n=Count("pk"), last=Max("pk")))


@source("forums", version=_sealed)
def forums(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Meetings of villages with those who signed; nothing of a meeting counts before its documents are sealed."""
    return table_of("forums", (_forum(one) for one in _meetings(area).order_by("pk") if one.invited))


@source("proposals", version=_proposed)
def proposals(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Proposals under their reference in the ledger (`usulan:U-…`), with the candidate that answers them."""
    found = Proposal.objects.filter(village_code__in=codes_inside(area)).exclude(
        state__in=[Proposal.State.MERGED, Proposal.State.SPLIT, Proposal.State.WITHDRAWN]
    )
    forums_known = {str(uuid): f"M{pk}" for uuid, pk in _meetings(area).filter(invited__gt=0).values_list("uuid", "pk")}
    rows = list(found.order_by("pk"))
    names, built = _answers(rows)
    return table_of("proposals", (_proposal(one, names, built, forums_known) for one in rows))


@source("findings", version=_seen)
def findings(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Findings about money: what was promised and what was delivered, as the forum saw it."""
    found = Finding.objects.filter(
        area__in=codes_inside(area), promised_idr__isnull=False, delivered_idr__isnull=False, state__in=_FOUND
    ).exclude(programme="")
    return table_of(
        "findings",
        (
            {
                "finding_id": f"T{one.pk}",
                "forum_id": f"M{one.meeting_id}",
                "item_id": one.programme,
                "promised_idr": one.promised_idr,
                "delivered_idr": one.delivered_idr,
                "status": one.state,
            }
            for one in found.order_by("pk")
        ),
    )


def _meetings(area: str) -> Any:
    return Meeting.objects.filter(area__in=codes_inside(area), kind__in=list(_FORUMS), sealed_at__isnull=False)


def _forum(one: Meeting) -> dict[str, Any]:
    came = [person for person in page_of(one, words=False).attendees if person.signed_at is not None and person.invited]
    return {
        "forum_id": f"M{one.pk}",
        "village_code": one.area,
        "kind": _FORUMS[Kind(one.kind)],
        "held_on": timezone.localtime(one.opened_at or one.starts_at).date(),
        "invited": one.invited,
        "attended": len(came),
        "attended_women": sum(person.sex == "female" for person in came),
        "attended_poor": sum(person.poor is True for person in came),
    }


def _answers(rows: list[Proposal]) -> tuple[Mapping[str, str], frozenset[str]]:
    """What the dataset calls the projects and classes that answer proposals; which of the projects are built."""
    wanted = [one.item for one in rows if one.item_kind in (Proposal.Item.PROJECT, Proposal.Item.COURSE)]
    uuids = [text for text in wanted if len(text) == len("00000000-0000-0000-0000-000000000000")]
    works = Project.objects.filter(uuid__in=uuids).exclude(candidate_id="")
    classes = Course.objects.filter(uuid__in=uuids)
    names = {str(uuid): name for uuid, name in works.values_list("uuid", "candidate_id")}
    names |= {str(uuid): name for uuid, name in classes.values_list("uuid", "course_id")}
    return names, frozenset(str(uuid) for uuid in works.filter(state__in=BUILT).values_list("uuid", flat=True))


def _proposal(
    one: Proposal, names: Mapping[str, str], built: frozenset[str], forums_known: Mapping[str, str]
) -> dict[str, Any]:
    status = _STATUS.get(Proposal.State(one.state))
    if status is None:
        status = "planned" if one.outcome == Proposal.Outcome.ACCEPTED else "declined"
    return {
        "proposal_id": one.reference,
        "forum_id": forums_known.get(one.origin),
        "village_code": one.village_code,
        "year": one.year,
        "title": one.title,
        "pillar": one.pillar,
        "cost_idr": one.cost_idr,
        "supporters": one.supporters,
        "item_id": names.get(one.item, one.item) or None,
        "status": "delivered" if one.item in built else status,
    }
