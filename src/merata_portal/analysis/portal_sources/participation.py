"""Forums whose documents are sealed, what was proposed, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum
from django.utils import timezone

from merata_portal.analysis.portal_sources import inside, table_of
from merata_portal.analysis.portal_sources.infrastructure import name_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import BUILT
from merata_portal.participation.logs import log_of, stored
from merata_portal.participation.models import Finding, Meeting, Proposal, ProposalStep
from merata_portal.participation.models.findings import FindingState, FindingStep
from merata_portal.participation.models.meetings import Kind
from merata_portal.participation.proposal_states import UNLISTED
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


def _sealed(area: str, year: int) -> list[str]:  # noqa: ARG001 - meetings of all years are one table
    found = _meetings(area).aggregate(
        n=Count("pk"), last=Max("sealed_at"), invited=Sum("invited"), signed=Sum("signed")
    )
    return [str(found[name]) for name in ("n", "last", "invited", "signed")]


def _proposed(area: str, year: int) -> object:
    """Whatever happens to a proposal is a step of it, but for a voice; and a work that answers it gets built."""
    every = Proposal.objects.filter(village_code__in=inside(area))
    rows, works = every.values_list("state", "outcome"), every.filter(item_kind=Proposal.Item.PROJECT)
    built = Project.objects.filter(uuid__in=_uuids(works.values_list("item", flat=True)), state__in=BUILT)
    told = rows.annotate(n=Count("pk"), voices=Sum("supporters"), idr=Sum("cost_idr"), i=Max("item"), p=Max("plan"))
    steps = ProposalStep.objects.filter(proposal__village_code__in=inside(area)).aggregate(last=Max("pk"))["last"]
    return [sorted(list(map(str, row)) for row in told), str(steps), built.count(), _sealed(area, year)]


def _seen(area: str, year: int) -> object:
    steps = FindingStep.objects.filter(finding__area__in=inside(area)).aggregate(n=Count("pk"), last=Max("pk"))
    return [*(str(steps[name]) for name in ("n", "last")), _sealed(area, year)]


@source("forums", version=_sealed)
def forums(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Meetings of villages with those who signed; nothing of a meeting counts before its documents are sealed."""
    return table_of("forums", map(_forum, _meetings(area).order_by("pk").prefetch_related("invitees")))


@source("proposals", version=_proposed)
def proposals(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Proposals under their reference in the ledger (`usulan:U-…`), with the candidate that answers them."""
    found = Proposal.objects.filter(village_code__in=inside(area)).exclude(
        state__in=[Proposal.State.MERGED, Proposal.State.SPLIT, Proposal.State.WITHDRAWN, *UNLISTED]
    )
    forums_known = {str(uuid): f"M{pk}" for uuid, pk in _meetings(area).values_list("uuid", "pk")}
    rows = list(found.order_by("pk"))
    names, built = _answers(rows)
    return table_of("proposals", (_proposal(one, names, built, forums_known) for one in rows))


@source("findings", version=_seen)
def findings(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Findings about money of a programme, of the meetings in `forums`: promised and delivered, as the forum saw it."""
    reopened = FindingStep.objects.filter(finding=OuterRef("pk"), kind="reopened")
    found = (
        Finding.objects.filter(
            meeting__in=_meetings(area), promised_idr__isnull=False, delivered_idr__isnull=False, state__in=_FOUND
        )
        .exclude(programme="")
        .annotate(reopened=Exists(reopened))
    )
    return table_of(
        "findings",
        (
            {
                "finding_id": f"T{one.pk}",
                "forum_id": f"M{one.meeting_id}",
                "item_id": one.programme,
                "promised_idr": one.promised_idr,
                "delivered_idr": one.delivered_idr,
                "status": "reopened" if one.reopened and one.state == FindingState.OPEN else one.state,
            }
            for one in found.order_by("pk")
        ),
    )


def _meetings(area: str) -> QuerySet[Meeting]:
    """Those that the dataset can hold: of villages, sealed, and with somebody invited."""
    return Meeting.objects.filter(area__in=inside(area), kind__in=list(_FORUMS), sealed_at__isnull=False, invited__gt=0)


def _forum(one: Meeting) -> dict[str, Any]:
    """Of the invited, who signed. Of nobody's poverty known, nothing is said; 0 would say that no poor came."""
    signed = log_of(one, stored(one)).record.signed
    came = [person for person in one.invitees.all() if str(person.uuid) in signed]
    poor = [person.poor for person in came if person.poor is not None]
    return {
        "forum_id": f"M{one.pk}",
        "village_code": one.area,
        "kind": _FORUMS[Kind(one.kind)],
        "held_on": timezone.localtime(one.opened_at or one.starts_at).date(),
        "invited": one.invited,
        "attended": len(came),
        "attended_women": sum(person.sex == "female" for person in came),
        "attended_poor": sum(poor) if poor or not came else None,
    }


def _answers(rows: list[Proposal]) -> tuple[Mapping[str, str], frozenset[str]]:
    """What the dataset calls the projects and classes that answer proposals; which of the projects are built."""
    uuids = _uuids(one.item for one in rows if one.item_kind in (Proposal.Item.PROJECT, Proposal.Item.COURSE))
    works = list(Project.objects.filter(uuid__in=uuids))
    classes = Course.objects.filter(uuid__in=uuids)
    names = {str(one.uuid): name_of(one) for one in works}
    names |= {str(uuid): name for uuid, name in classes.values_list("uuid", "course_id")}
    return names, frozenset(str(one.uuid) for one in works if one.state in BUILT)


def _uuids(items: Iterable[str]) -> list[str]:
    """Those that are rows of the portal: the others are candidates of the dataset already."""
    return [text for text in items if len(text) == len("00000000-0000-0000-0000-000000000000")]


def _proposal(
    one: Proposal, names: Mapping[str, str], built: frozenset[str], forums_known: Mapping[str, str]
) -> dict[str, Any]:
    status = _STATUS.get(Proposal.State(one.state))
    if status is None:
        taken = "approved" if one.plan else "planned"
        status = taken if one.outcome == Proposal.Outcome.ACCEPTED else "declined"
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
