"""Where a plan and its items stand, and where they may go from there; every other step is refused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The states of a plan."""

    DRAFT = "draft", _("Disusun")
    SUBMITTED = "submitted", _("Diajukan ke DPRD")
    APPROVING = "approving", _("Sedang ditetapkan")
    APPROVED = "approved", _("Ditetapkan")
    REFUSED = "refused", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik")
    REVOKED = "revoked", _("Dicabut")


LEGAL: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.APPROVING, State.REFUSED, State.DRAFT, State.WITHDRAWN}),
    State.APPROVING: frozenset({State.APPROVED, State.SUBMITTED}),
    State.APPROVED: frozenset({State.REVOKED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REVOKED: frozenset(),
}
"""From each state, where to. APPROVING back to SUBMITTED: it could not be carried out, and nothing was."""


class ItemState(TextChoices):
    """The states of one item of a plan."""

    PROPOSED = "proposed", _("Diusulkan")
    LEFT_OUT = "left_out", _("Tidak disetujui")
    MADE = "made", _("Dibuat sebagai rancangan")
    RELEASED = "released", _("Dilepas")
