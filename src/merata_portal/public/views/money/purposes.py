"""What the purposes of a budget line are called, and where each has its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from merata_portal.infrastructure.queries.public_works import public_works_of
from merata_portal.ledger.queries.public_lines import Purpose
from merata_portal.training.queries.everybody import open_courses

if TYPE_CHECKING:
    from merata_portal.planning.models import Item, Plan

TICKET = "usulan:"
"""Before the ticket, in what the ledger calls a proposal."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A purpose as a page shows it; `address` is empty where it has no page of its own yet."""

    kind: str
    name: str
    address: str
    state: str
    village_code: str
    ticket: str
    plan: Any
    moved: Any


def shown(purposes: Sequence[Purpose], items: Mapping[int, Item], plans: Mapping[str, Plan]) -> list[Shown]:
    """The purposes with their names: of the work or class where everybody may see it, else of the council's decision.

    A class that was never announced, or a work that is nobody's promise, has no name but its kind. Two queries.
    """
    works = public_works_of({one.uuid for one in purposes if one.kind == "project" and one.uuid is not None})
    courses = {
        one.uuid: one for one in open_courses().filter(uuid__in=[one.uuid for one in purposes if one.kind == "course"])
    }
    return [_shown(one, works, courses, items.get(one.earmark), plans) for one in purposes]


def _shown(
    one: Purpose, works: Mapping[Any, Any], courses: Mapping[Any, Any], item: Any, plans: Mapping[str, Plan]
) -> Shown:
    page, route = (works.get(one.uuid), "project") if one.kind == "project" else (courses.get(one.uuid), "course")
    if page is not None:
        name, state, address = page.name, page.get_state_display(), reverse(f"public:{route}", args=[page.uuid])
    elif item is not None:
        name, state, address = item.name, _("disetujui, belum diumumkan"), ""
    else:
        name, state, address = _nameless(one.kind), "", ""
    village = one.village_code or (page.village_code if page is not None else "")
    ticket = one.proposal.removeprefix(TICKET) if one.proposal.startswith(TICKET) else ""
    return Shown(one.kind, name, address, state, village, ticket, plans.get(one.plan), one.moved)


def _nameless(kind: str) -> str:
    if kind == "project":
        return _("Pekerjaan yang belum diumumkan")
    if kind == "course":
        return _("Kelas yang belum diumumkan")
    return _("Keperluan lain")
