"""What complaints can be, for models and pages alike."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How it came in."""

    PAGE = "page", _("Halaman warga")
    PHONE = "phone", _("Telepon")
    PAPER = "paper", _("Surat")
    OFFICE = "office", _("Datang ke kantor")


class State(TextChoices):
    """Where it stands."""

    REVIEW = "review", _("Menunggu dilihat petugas")
    FILED = "filed", _("Tercatat")
    TAKEN = "taken", _("Sedang ditangani")
    ASKED = "asked", _("Menunggu pelapor")
    ANSWERED = "answered", _("Dijawab")
    SPAM = "spam", _("Bukan pengaduan")
