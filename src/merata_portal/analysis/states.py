"""Where a result stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The states of a result."""

    QUEUED = "queued", _("Menunggu")
    RUNNING = "running", _("Dihitung")
    DONE = "done", _("Selesai")
    REFUSED = "refused", _("Tidak dapat dihitung")
    CANCELLED = "cancelled", _("Dihentikan")
    FAILED = "failed", _("Gagal")


UNDER_WAY = frozenset({State.QUEUED, State.RUNNING})
