"""Where an evaluation stands and where it may go from there; every other step is refused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The states of an evaluation."""

    DESIGNED = "designed", _("Dirancang")
    REGISTERED = "registered", _("Terdaftar sebelum dimulai")
    ESTIMATED = "estimated", _("Dihitung, menunggu pemeriksaan")
    ACCEPTED = "accepted", _("Diterima sebagai bukti")
    RETURNED = "returned", _("Dikembalikan pemeriksa")
    DROPPED = "dropped", _("Dihentikan")


LEGAL: dict[State, frozenset[State]] = {
    State.DESIGNED: frozenset({State.REGISTERED, State.DROPPED}),
    State.REGISTERED: frozenset({State.ESTIMATED, State.DROPPED}),
    State.ESTIMATED: frozenset({State.ESTIMATED, State.ACCEPTED, State.RETURNED, State.DROPPED}),
    State.RETURNED: frozenset({State.ESTIMATED, State.DROPPED}),
    State.ACCEPTED: frozenset(),
    State.DROPPED: frozenset(),
}
"""From each state, where to."""


class Method(TextChoices):
    """How the effect is told from everything else."""

    LOTTERY = "lottery", _("Undian terbuka")
    STAGGERED = "staggered", _("Mulai bertahap")
    COMPARISON = "comparison", _("Desa pembanding")
