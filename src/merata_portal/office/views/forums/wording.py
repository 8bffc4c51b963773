"""What happened in a meeting in the words of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from merata_portal.participation import names
from merata_portal.participation.logs import local
from merata_portal.participation.queries.meetings import MeetingPage

if TYPE_CHECKING:
    from merata_portal.participation.models import MeetingEvent


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log for the eye."""

    at: Any
    kind: str
    said: str


def entry_lines(page: MeetingPage, *, most: int | None = None) -> list[Line]:
    """The entries that stand, the latest first; the last `most` of them where asked."""
    return [
        Line(one.at, str(names.ENTRIES[one.kind]), _said(page, one.data, dict(page.texts.get(one.uuid, {}))))
        for one in reversed(page.entries if most is None else page.entries[-most:])
    ]


def row_line(page: MeetingPage, row: MeetingEvent) -> Line:
    """A stored row that does not stand."""
    texts = dict(page.texts.get(str(row.uuid), {}))
    return Line(local(row.at), str(names.ENTRIES.get(row.kind, row.kind)), _said(page, row.data, texts))


def outcome_words(page: MeetingPage) -> list[dict[str, Any]]:
    """Each item of the agenda with how it was decided."""
    decisions = page.log.record.meeting.decisions
    texts: dict[str, str] = {}
    for one in page.entries:
        if one.kind in {"agreed", "voted"}:
            texts[one.data["item"]] = page.texts.get(one.uuid, {}).get("text", "")
    told = []
    for item in page.log.record.items:
        decision = decisions.get(item)
        told.append(
            {
                "uuid": item,
                "title": page.titles.get(item, ""),
                "oversight": item in page.log.record.oversight,
                "decision": decision,
                "how": decided(decision),
                "text": texts.get(item, ""),
            }
        )
    return told


def decided(decision: Any) -> str:
    """How an item was decided, in one line."""
    if decision is None:
        return _("belum diputuskan")
    if decision.carried is None:
        return _("mufakat tidak tercapai")
    if decision.in_favour is None:
        return _("mufakat")
    votes = {"for": decision.in_favour, "against": decision.against, "abstained": decision.abstained}
    carried = _("diterima: %(for)s setuju, %(against)s menolak, %(abstained)s abstain")
    lost = _("ditolak: %(for)s setuju, %(against)s menolak, %(abstained)s abstain")
    return (carried if decision.carried else lost) % votes


def dimension_name(dimension: str) -> str:
    """What a dimension of who was heard is called."""
    return str(names.DIMENSIONS.get(dimension, dimension))


def group_name(dimension: str, value: str | None) -> str:
    """What a group of it is called."""
    return str(names.group(dimension, value))


def _said(page: MeetingPage, data: Any, texts: dict[str, str]) -> str:
    given = data if isinstance(data, dict) else dict(data)
    who = page.by_id.get(given.get("attendee") or given.get("invitee") or given.get("visitor") or "")
    item = page.titles.get(given.get("item") or "", "")
    words = [texts[name] for name in ("name", "title", "text", "reason", "raw") if texts.get(name)]
    if "name" in texts:
        who = None
    return " · ".join(part for part in (who.name if who else "", item, *words) if part)
