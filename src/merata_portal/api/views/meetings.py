"""Meetings and their findings, as their own pages tell them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from merata_portal.api.asking import NOTHING_THERE, Code, OfAreaAndYear, unset
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import Identifier
from merata_portal.api.listing import Names, names_of
from merata_portal.api.paging import newest_first
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.meetings import (
    Finding,
    FindingRead,
    FindingStep,
    Group,
    Item,
    Meeting,
    MeetingRead,
    Sealed,
)
from merata_portal.api.words import Words, both
from merata_portal.participation.queries import findings as found_things
from merata_portal.participation.queries.inclusion import without_small_parts
from merata_portal.participation.queries.publishing import Decided, PublicMeeting, public_meeting, public_meetings

router = Router(tags=["suara"])


class AskedMeetings(OfAreaAndYear):
    """Which meetings."""

    kind: Code = Field(default_factory=str, description=both("jenis musyawarah", "kind of meeting"))


class AskedFindings(OfAreaAndYear):
    """Which findings."""

    state: Literal["open", "answered", "confirmed"] = Field(default_factory=unset, description=both("keadaan", "state"))


@router.get("/meetings", **listed(
    Listed[Meeting], "Musyawarah", "Meetings",
    "Musyawarah yang undangannya sudah dikirim; terbaru dahulu.",
    "Meetings to which invitations were sent; the newest first.", gone=False,
))  # fmt: skip
def meetings(request: HttpRequest, asked: Query[AskedMeetings]) -> Any:  # noqa: D103
    found = public_meetings().filter(asked.within("area"))
    equal = {name: value for name, value in (("kind", asked.kind), ("starts_at__year", asked.year)) if value}
    rows, after = newest_first("meetings", asked, found.filter(**equal))
    names = names_of({row.area for row in rows})
    return Listed[Meeting](items=[Meeting(**_meeting(row, names)) for row in rows], next=after)


@router.get("/meetings/{str:id}", **one(
    MeetingRead, "Satu musyawarah dengan hasilnya", "One meeting with its outcome",
    "Keputusan, kehadiran per kelompok, dan dokumen; terbit setelah berita acara disegel. Kelompok kecil ditahan.",
    "Decisions, attendance by group and documents, once its minutes are sealed. Small groups are withheld.",
))  # fmt: skip
def meeting(request: HttpRequest, id: Identifier) -> Any:  # noqa: A002, D103
    try:
        page = public_meeting(id)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    return MeetingRead(
        **_meeting(page.meeting, names_of([page.meeting.area])),
        procedure=Words(id=page.procedure, en=page.procedure_en),
        with_quorum=page.with_quorum, second=page.second, invited=page.invited,
        signed=page.signed if page.sealed else None, needed=page.needed, items=[_item(one) for one in page.items],
        groups=_groups(page), proposals=[one.ticket for one in page.proposals], changed_since=page.changed,
        documents=[
            Sealed(kind=one.kind, version=one.version, code=one.code, content_hash=one.content_hash)
            for one in page.documents
        ],
    )  # fmt: skip


@router.get("/findings", **listed(
    Listed[Finding], "Temuan", "Findings", "Temuan musyawarah yang disegel; terbaru dahulu.",
    "Findings of sealed meetings; the newest first.", gone=False,
))  # fmt: skip
def findings(request: HttpRequest, asked: Query[AskedFindings]) -> Any:  # noqa: D103
    found = found_things.public_finding_rows().filter(asked.within("area"))
    equal = {name: value for name, value in (("state", asked.state), ("found_at__year", asked.year)) if value}
    rows, after = newest_first("findings", asked, found.filter(**equal))
    names = names_of({row.area for row in rows})
    told = zip(rows, found_things.texts_of(rows), strict=True)
    items = [Finding(**_finding(row, text, names)) for row, text in told]
    return Listed[Finding](items=items, next=after)


@router.get("/findings/{str:id}", **one(
    FindingRead, "Satu temuan dengan riwayatnya", "One finding with its history", "Menurut pengenalnya.",
    "By its identifier.",
))  # fmt: skip
def finding(request: HttpRequest, id: Identifier) -> Any:  # noqa: A002, D103
    try:
        page = found_things.public_finding(id)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    steps = [FindingStep(step=one.kind, text=one.text, at=one.at) for one in page.steps]
    return FindingRead(**_finding(page.finding, page.text, names_of([page.finding.area])), steps=steps)


def _meeting(row: Any, names: Names) -> dict[str, Any]:
    return {
        "id": row.uuid, "kind": row.kind, "area_code": row.area, "area_name": names[row.area],
        "starts_at": row.starts_at, "place": row.place, "state": row.state, "sealed_at": row.sealed_at,
        "page": reverse("public:forum", args=[row.uuid]),
    }  # fmt: skip


def _item(decided: Decided) -> Item:
    decision = decided.decision
    votes = {name: getattr(decision, name, None) for name in ("carried", "in_favour", "against", "abstained")}
    return Item(title=decided.title, oversight=decided.oversight, text=decided.text, **votes)


def _groups(page: PublicMeeting) -> list[Group]:
    return [
        Group(
            dimension=one.dimension, group=one.group, invited=one.invited, attended=one.attended, spoke=one.spoke,
            asked=one.asked,
        )
        for one in without_small_parts(page.groups)
    ]  # fmt: skip


def _finding(row: Any, text: str, names: Names) -> dict[str, Any]:
    same = ("state", "programme", "office_role", "office_area", "deadline", "found_at")
    promised, delivered = found_things.told_idr(row) or (None, None)
    return {
        "promised_idr": promised, "delivered_idr": delivered,
        **{name: getattr(row, name) for name in same}, "id": row.uuid, "area_code": row.area,
        "area_name": names[row.area], "text": text, "overdue": found_things.is_overdue(row),
        "meeting": row.meeting.uuid, "page": reverse("public:finding", args=[row.uuid]),
    }  # fmt: skip
