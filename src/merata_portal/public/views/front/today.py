"""What is being built, taught and talked about now, for the first page."""

from __future__ import annotations

from django.utils import timezone

from merata_portal.accounts.queries import area_names
from merata_portal.infrastructure.queries.projects import public_projects
from merata_portal.infrastructure.states import State as WorkState
from merata_portal.participation.queries.publishing import OVER, public_meetings
from merata_portal.training.queries.everybody import open_courses
from merata_portal.training.states import State as CourseState

SHOWN = 4


def going_on() -> dict[str, object]:
    """Works under way, classes that take applications, and the next meetings; at most four each, with how many there
    are. Seven queries.
    """
    works = public_projects(state=WorkState.UNDER_WAY)
    courses = open_courses().filter(state=CourseState.OPEN).order_by("starts_on", "id")
    coming = public_meetings().filter(starts_at__gte=timezone.now()).exclude(state__in=OVER)
    meetings = coming.order_by("starts_at", "id")
    built, taught, held = list(works[:SHOWN]), list(courses[:SHOWN]), list(meetings[:SHOWN])
    codes = {one.village_code for one in built} | {one.owner for one in taught} | {one.area for one in held}
    return {
        "works": built, "works_all": works.count(), "courses": taught, "courses_all": courses.count(),
        "meetings": held, "meetings_all": meetings.count(), "names": area_names(codes),
    }  # fmt: skip
