"""Who holds a class: its officers, and the trainers it was given to."""

from __future__ import annotations

from merata_portal.actor import Actor, Capability
from merata_portal.training.models import Course, Trainer


def holds_class(by: Actor, course: Course) -> bool:
    """Whether `by` may write down what happens in the class: who manages it, or one of its trainers now."""
    if by.may(Capability.MANAGE_COURSE, course.owner):
        return True
    return Trainer.objects.filter(course=course, user_id=by.user_id, until_day__isnull=True).exists()
