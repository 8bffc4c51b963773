"""How many of those who drew lots have been asked again, a year after their class."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from merata_portal.evaluation.designs import COMPARED_MONTH
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.states import Method
from merata_portal.training.models import FollowUp


@dataclass(frozen=True, slots=True)
class Asked:
    """Surveys a year after the classes of a study: all that are `due`, and those `done`, with or without an answer."""

    done: int
    due: int

    @property
    def complete(self) -> bool:
        """Whether there are surveys and none is left to do."""
        return 0 < self.due == self.done


def follow_ups(study: Study) -> Asked:
    """The surveys of a lottery's classes that the portal keeps; none for other methods."""
    if study.method != Method.LOTTERY:
        return Asked(0, 0)
    course = "application__course__"
    mine = Q(**{f"{course}evidence_id": study.subject})
    if study.design["items"]:
        mine = Q(**{f"{course}course_id__in": study.design["items"]})
    rows = FollowUp.objects.filter(mine, months=COMPARED_MONTH, **{f"{course}owner": study.area})
    counts = rows.aggregate(due=Count("pk"), done=Count("pk", filter=~Q(result=FollowUp.Result.DUE)))
    return Asked(counts["done"], counts["due"])
