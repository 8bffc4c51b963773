"""What frozen tables call a work of the portal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from merata_portal.infrastructure.models import Project


def project_of(project: Project) -> str:
    """The `project_id` of the table `projects` that a work of the portal has."""
    return project.candidate_id or str(project.uuid)


def portal_projects(names: Sequence[str]) -> dict[str, Project]:
    """The portal's works by `project_id`."""
    uuids = [name for name in names if _is_uuid(name)]
    rows = Project.objects.filter(Q(candidate_id__in=names) | Q(uuid__in=uuids, candidate_id="")).order_by("pk")
    return {project_of(row): row for row in rows}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
