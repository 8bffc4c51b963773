"""Where a course stands and where it may go from there; every other step is refused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The states of a course."""

    DRAFT = "draft", _("Disusun")
    OPEN = "open", _("Pendaftaran")
    LISTED = "listed", _("Daftar dibekukan")
    NUMBERED = "numbered", _("Angka umum keluar")
    DRAWN = "drawn", _("Sudah diundi")
    FINISHED = "finished", _("Selesai")
    CANCELLED = "cancelled", _("Dibatalkan")


LEGAL: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.CANCELLED}),
    State.OPEN: frozenset({State.LISTED, State.DRAFT, State.CANCELLED}),
    State.LISTED: frozenset({State.NUMBERED, State.DRAFT, State.CANCELLED}),
    State.NUMBERED: frozenset({State.DRAWN, State.DRAFT, State.CANCELLED}),
    State.DRAWN: frozenset({State.FINISHED, State.CANCELLED}),
    State.FINISHED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""From each state, where to. Back to DRAFT: the draw became void, and a new one may be announced."""

BEFORE_THE_DRAW = (State.OPEN, State.LISTED, State.NUMBERED)
"""A draw has been announced and has not ended."""
PUBLISHED = tuple(state for state in State if state is not State.DRAFT)
"""What everybody may see; a draft that had a draw before is seen too (`queries.published`)."""
