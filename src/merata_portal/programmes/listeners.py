"""What the registry tells: whoever died or moved is looked for among those in programmes, in the same breath."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from merata_portal.actor import Actor, Held
from merata_portal.programmes.actions.watching import ask_watch
from merata_portal.programmes.models import Enrolment
from merata_portal.registry.signals import people_changed, undoing_asked


@receiver(people_changed)
def look_again(*, by: Actor, held: Held | None, area: str, changes: list[int], undone: bool, **_: Any) -> None:
    """People changed: look, after the commit, whether anybody in a programme is among them."""
    ask_watch(by=by, held=held, area=area, changes=changes, undone=undone)


@receiver(undoing_asked)
def rests_on(*, change: int, **_: Any) -> tuple[str, str] | None:
    """The enrolments of households and persons that the change brought: they would stand without whom they are of."""
    brought = Q(household__created_by=change) | Q(person__created_by=change) | Q(recipient__created_by=change)
    count = Enrolment.objects.filter(brought).count()
    return (f"{count} kepesertaan program", f"{count} enrolments in programmes") if count else None
