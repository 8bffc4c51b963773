"""Where a project and a defect stand, and where they may go from there; every other step is refused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """The states of a project."""

    CANDIDATE = "candidate", _("Calon")
    PLANNED = "planned", _("Direncanakan")
    TENDERED = "tendered", _("Dilelang")
    CONTRACTED = "contracted", _("Berkontrak")
    UNDER_WAY = "under_way", _("Dikerjakan")
    FINISHED = "finished", _("Selesai dikerjakan")
    HANDED_OVER = "handed_over", _("Diserahterimakan")
    WARRANTY_OVER = "warranty_over", _("Masa pemeliharaan berakhir")
    CANCELLED = "cancelled", _("Dibatalkan")


LEGAL: dict[State, frozenset[State]] = {
    State.CANDIDATE: frozenset({State.PLANNED, State.CANCELLED}),
    State.PLANNED: frozenset({State.TENDERED, State.CANCELLED}),
    State.TENDERED: frozenset({State.CONTRACTED, State.PLANNED, State.CANCELLED}),
    State.CONTRACTED: frozenset({State.UNDER_WAY, State.CANCELLED}),
    State.UNDER_WAY: frozenset({State.FINISHED, State.CANCELLED}),
    State.FINISHED: frozenset({State.HANDED_OVER, State.UNDER_WAY}),
    State.HANDED_OVER: frozenset({State.WARRANTY_OVER}),
    State.WARRANTY_OVER: frozenset(),
    State.CANCELLED: frozenset(),
}
"""From TENDERED back to PLANNED: the tender failed. From FINISHED back to UNDER_WAY: the village did not accept."""

WITH_CONTRACT = (
    State.CONTRACTED, State.UNDER_WAY, State.FINISHED, State.HANDED_OVER, State.WARRANTY_OVER,
)  # fmt: skip
BUILT = (State.FINISHED, State.HANDED_OVER, State.WARRANTY_OVER)
"""What residents can report defects of."""
PUBLIC = tuple(state for state in State if state is not State.CANDIDATE)
"""What everybody may see; a candidate is nobody's promise yet."""


class DefectState(TextChoices):
    """The states of a defect."""

    REPORTED = "reported", _("Dilaporkan")
    ASKED = "asked", _("Pelaksana diminta memperbaiki")
    MENDED = "mended", _("Pelaksana menyatakan selesai")
    CONFIRMED = "confirmed", _("Perbaikan dinyatakan baik oleh desa")
    REOPENED = "reopened", _("Dibuka kembali")
    REJECTED = "rejected", pgettext_lazy("laporan kerusakan", "Bukan kerusakan")


DEFECT_LEGAL: dict[DefectState, frozenset[DefectState]] = {
    DefectState.REPORTED: frozenset({DefectState.ASKED, DefectState.REJECTED}),
    DefectState.ASKED: frozenset({DefectState.MENDED, DefectState.ASKED}),
    DefectState.MENDED: frozenset({DefectState.CONFIRMED, DefectState.REOPENED}),
    DefectState.CONFIRMED: frozenset({DefectState.REOPENED}),
    DefectState.REOPENED: frozenset({DefectState.ASKED, DefectState.REJECTED}),
    DefectState.REJECTED: frozenset({DefectState.REOPENED}),
}
OPEN_DEFECTS = (DefectState.REPORTED, DefectState.ASKED, DefectState.MENDED, DefectState.REOPENED)
"""Those that still need somebody to act."""
