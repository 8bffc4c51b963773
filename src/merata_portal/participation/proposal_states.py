"""What proposals and ballots can be, for models and pages alike."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Pillar(TextChoices):
    """Which of the four levers it asks for."""

    INFRASTRUCTURE = "infrastructure", _("Prasarana: jalan, jembatan, gedung, air")
    TRAINING = "training", _("Pelatihan dan usaha")
    ASSISTANCE = "assistance", _("Bantuan sosial")
    PARTICIPATION = "participation", _("Musyawarah dan kegiatan warga")


class Channel(TextChoices):
    """How it came in."""

    PAGE = "page", _("Halaman warga")
    FORUM = "forum", _("Musyawarah")
    PHONE = "phone", _("Telepon, dibantu petugas")
    PAPER = "paper", _("Surat atau formulir kertas")
    RESES = "reses", _("Reses anggota dewan")


class State(TextChoices):
    """Where it stands. The last two are on no list: many came at once and nobody has looked yet, or it was none."""

    RAISED = "raised", _("Masuk, menunggu biaya")
    COSTED = "costed", _("Sudah dihitung biayanya")
    ANSWERED = "answered", _("Sudah dijawab")
    MERGED = "merged", _("Digabung ke usulan lain")
    SPLIT = "split", _("Dipecah menjadi beberapa usulan")
    WITHDRAWN = "withdrawn", _("Ditarik pengusul")
    REVIEW = "review", _("Menunggu dilihat")
    SPAM = "spam", _("Bukan usulan")


UNLISTED = (State.REVIEW, State.SPAM)


class Outcome(TextChoices):
    """What the answer is."""

    ACCEPTED = "accepted", _("Diterima untuk direncanakan")
    NOT_THIS_YEAR = "not_this_year", _("Tidak tahun ini")
    OTHER_AUTHORITY = "other_authority", _("Kewenangan pihak lain")
    REFUSED = "refused", _("Ditolak")


class Item(TextChoices):
    """What kind of thing answers it."""

    PROJECT = "project", _("Proyek")
    COURSE = "course", _("Pelatihan")
    PROGRAMME = "programme", _("Program bantuan")


class ElectionState(TextChoices):
    """Where it stands."""

    DRAFTED = "drafted", _("Disusun")
    OPEN = "open", _("Dibuka")
    CLOSED = "closed", _("Ditutup")
    COUNTED = "counted", _("Dihitung")


class BallotChannel(TextChoices):
    """How it was cast."""

    PHONE = "phone", _("Gawai sendiri")
    KIOSK = "kiosk", _("Kios di kantor desa")
    PAPER = "paper", _("Kertas")
    FILE = "file", _("Berkas Pabulib")
