"""Defects with what is written of them: to everybody where they are shown, to whoever handles them, to who reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.models import Defect, DefectStep, Project
from merata_portal.infrastructure.moderation import RULES
from merata_portal.infrastructure.queries.pages import Picture, pictures_of, shown_defects
from merata_portal.infrastructure.states import DefectState
from merata_portal.personal.columns import unsealed_many


@dataclass(frozen=True, slots=True)
class DefectRow:
    """A defect as a page shows it. `contact` is empty but for who handles it.

    `days_after_hand_over`: None before the hand-over. `overdue_days`: by which mending is late; None where it is not.
    """

    defect: Defect
    text: str
    contact: str
    days_after_hand_over: int | None
    within_warranty: bool
    overdue_days: int | None
    pictures: tuple[Picture, ...]
    mended: tuple[Picture, ...]
    steps: tuple[DefectStep, ...]
    held_by: tuple[tuple[str, str], ...]


def public_defects(project: Project) -> list[DefectRow]:
    """The defects of a work that everybody may read, the latest first."""
    return _rows(project, list(shown_defects(project)), public=True, contacts=False)


def held_count(project: Project) -> int:
    """How many reports wait for somebody to read them before they are shown: that there are any is public."""
    return project.defects.filter(shown=False).count()


def office_defects(actor: Actor, project: Project) -> list[DefectRow]:
    """All defects of a work, the held ones too, for whoever sees the work; contacts for who manages it."""
    contacts = actor.may(Capability.MANAGE_PROJECT, project.village_code)
    return _rows(project, list(project.defects.order_by("-reported_on", "-id")), public=False, contacts=contacts)


def office_defect(actor: Actor, uuid: UUID) -> DefectRow:
    """One defect; raises `Defect.DoesNotExist` where its work lies in another's area."""
    rows = Defect.objects.filter(uuid=uuid).select_related("project")
    found = within(rows, actor, Capability.VIEW_PROJECTS, "project__village_code").get()
    contacts = actor.may(Capability.MANAGE_PROJECT, found.project.village_code)
    return _rows(found.project, [found], public=False, contacts=contacts)[0]


def waiting(actor: Actor) -> QuerySet[Defect]:
    """The defects of the actor's villages that wait for an office, the nearest deadline first."""
    rows = Defect.objects.filter(state__in=[DefectState.REPORTED, DefectState.ASKED, DefectState.REOPENED])
    scoped = within(rows, actor, Capability.VIEW_PROJECTS, "project__village_code").select_related("project")
    return scoped.order_by(F("mend_by").asc(nulls_first=True), "id")


def own_defect(ticket: str) -> DefectRow:
    """The defect that a browser opened by ticket and PIN; raises `Defect.DoesNotExist`."""
    found = Defect.objects.select_related("project").get(ticket=ticket)
    return _rows(found.project, [found], public=False, contacts=False)[0]


def tickets() -> QuerySet[Defect]:
    """All defects, to be opened by ticket and PIN (`tickets.actions.opened`)."""
    return Defect.objects.select_related("project")


def _rows(project: Project, found: Sequence[Defect], *, public: bool, contacts: bool) -> list[DefectRow]:
    texts = unsealed_many(Defect, "text_sealed", ((one.text_sealed, one.uuid) for one in found))
    given = unsealed_many(
        Defect, "contact_sealed", ((one.contact_sealed if contacts else None, one.uuid) for one in found)
    )
    steps: dict[int, list[DefectStep]] = {}
    for step in DefectStep.objects.filter(defect__in=found).order_by("id"):
        steps.setdefault(step.defect_id, []).append(step)
    taken = pictures_of(project, [one.subject for one in found], public=public)
    return [
        _row(project, one, text or "", contact or "", tuple(steps.get(one.pk, ())), taken)
        for one, text, contact in zip(found, texts, given, strict=True)
    ]


def _row(
    project: Project, one: Defect, text: str, contact: str, steps: tuple[DefectStep, ...],
    taken: Mapping[tuple[str, str], tuple[Picture, ...]],
) -> DefectRow:  # fmt: skip
    handed, until, today = project.handed_over_on, project.warranty_until, clock.today()
    late = one.state == DefectState.ASKED and one.mend_by is not None and today > one.mend_by
    return DefectRow(
        defect=one,
        text=text,
        contact=contact,
        days_after_hand_over=None if handed is None else (one.reported_on - handed).days,
        within_warranty=until is not None and one.reported_on <= until,
        overdue_days=(today - one.mend_by).days if late and one.mend_by is not None else None,
        pictures=taken.get((one.subject, "photo"), ()),
        mended=taken.get((one.subject, "mended"), ()),
        steps=steps,
        held_by=tuple(RULES[code] for code in one.held_codes),
    )
