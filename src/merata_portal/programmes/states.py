"""The states of an enrolment and the legal transitions between them: the one table that actions and tests share."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a household or person is in a launch."""

    PROPOSED = "proposed", _("Diusulkan")
    VERIFIED = "verified", _("Terverifikasi")
    ENROLLED = "enrolled", _("Peserta")
    PAUSED = "paused", _("Ditunda")
    EXITED = "exited", _("Keluar")


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.VERIFIED, State.EXITED),
    State.VERIFIED: (State.ENROLLED, State.PAUSED, State.PROPOSED, State.EXITED),
    State.ENROLLED: (State.PAUSED, State.EXITED),
    State.PAUSED: (State.ENROLLED, State.EXITED),
    State.EXITED: (State.PROPOSED, State.VERIFIED),
}
"""What may follow what. A verified one with an open pause is enrolled as paused; a village's word taken back puts a
verified one back to proposed; whoever left may be proposed again, or verified by the decision on an objection."""

PAYABLE = (State.ENROLLED,)
HELD = (State.ENROLLED, State.PAUSED)
"""Whose money stays committed: a pause holds it back, it is not lost."""


def legal(source: State, target: State) -> bool:
    """Whether `target` may follow `source`."""
    return target in TRANSITIONS[source]
