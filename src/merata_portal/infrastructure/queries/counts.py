"""How many photographs and defects many works have: numbers for oversight, of nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from merata_portal.attachments.models import Attachment
from merata_portal.infrastructure.models import Defect, Progress, Project
from merata_portal.infrastructure.states import OPEN_DEFECTS, DefectState


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one work: published photographs of its progress; defects reported, and those not mended yet."""

    photos: int
    defects: int
    open_defects: int


def counts(works: Collection[Project]) -> dict[int, Counts]:
    """By the works' keys; three queries, however many there are. Whoever calls has found the works."""
    keys = [one.pk for one in works]
    subjects = {
        f"progress:{uuid}": project
        for uuid, project in Progress.objects.filter(project__in=keys).values_list("uuid", "project")
    }
    photos = dict.fromkeys(keys, 0)
    shown = Attachment.objects.filter(subject__in=subjects, kind="photo", public=True, removed_at__isnull=True)
    for subject, n in shown.order_by().values_list("subject").annotate(n=Count("pk")):
        photos[subjects[subject]] += n
    real = Defect.objects.filter(project__in=keys).exclude(state=DefectState.REJECTED)
    found = {
        project: (every, waiting)
        for project, every, waiting in real.order_by()
        .values_list("project")
        .annotate(every=Count("pk"), waiting=Count("pk", filter=Q(state__in=OPEN_DEFECTS)))
    }
    return {key: Counts(photos[key], *found.get(key, (0, 0))) for key in keys}
