"""Objections and appeals: who asks why, what was answered, and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.programmes.models.enrolments import Enrolment
from merata_portal.programmes.models.launches import Launch
from merata_portal.registry.models import Household
from merata_portal.tickets.models import Ticketed


class Objection(Ticketed):
    """An objection to a decision, or an appeal against the answer to one (`appeals`).

    The sealed texts, as written, stand under a key of the objection's own (`personal.erasure`, subject: `uuid`), so
    that all of them can be erased at once (`erased_at`). `subject_text_sealed`: whom the writer named; `household`:
    whom it is about, once an officer has found them. `term_days`: working days as they were when it was filed, so that
    a changed term holds for later ones alone; `due_on`: None while the clock stands still. `effect`: what was done with
    the enrolment; `reason_id` and `reason_en`: the stored reason of the decision that the answer keeps or that it made.
    """

    class About(models.TextChoices):
        """What is objected to."""

        NOT_LISTED = "not_listed", _("Saya tidak masuk daftar")
        WRONGLY_LISTED = "wrongly_listed", _("Ada yang tidak layak masuk daftar")
        AMOUNT = "amount", _("Jumlahnya keliru")
        NOT_RECEIVED = "not_received", _("Bantuan tidak diterima")
        WRONG_DATA = "wrong_data", _("Data keluarga keliru")

    class Channel(models.TextChoices):
        """How it came in."""

        RESIDENT = "resident", _("Warga sendiri")
        OPERATOR = "operator", _("Lewat operator desa")
        PAPER = "paper", _("Surat")

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("Disaring")
        FILED = "filed", _("Baru masuk")
        HEARD = "heard", _("Sedang diperiksa")
        ASKED = "asked", _("Menunggu pemohon")
        ANSWERED = "answered", _("Dijawab")
        WITHDRAWN = "withdrawn", _("Dicabut")
        DISCARDED = "discarded", _("Tidak diproses")

    class Outcome(models.TextChoices):
        """What the answer is."""

        UPHELD = "upheld", _("Keputusan tetap")
        CHANGED = "changed", _("Keputusan diubah")
        DATA = "data", _("Data diperbaiki, diputus ulang")

    class Effect(models.TextChoices):
        """What the answer did."""

        NONE = "", _("Tidak ada yang berubah")
        ADMIT = "admit", _("Dimasukkan sebagai penerima")
        EXIT = "exit", _("Dikeluarkan dari penerima")
        ELSEWHERE = "elsewhere", _("Diselesaikan di tempat lain, sebagaimana dijelaskan")

    uuid = models.UUIDField(unique=True)
    appeals = models.OneToOneField("self", models.PROTECT, null=True, related_name="appeal")
    launch = models.ForeignKey(Launch, models.PROTECT, null=True, related_name="objections")
    programme_id = models.CharField(max_length=64)
    village_code = models.CharField(max_length=13)
    about = models.CharField(max_length=14, choices=About.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=2, default="id")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="objections")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="objections")
    text_sealed = models.BinaryField()
    subject_text_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=9, choices=State.choices)
    filed_on = models.DateField()
    filed_at = models.DateTimeField()
    filed_by_user_id = models.BigIntegerField(null=True)
    term_days = models.SmallIntegerField()
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    effect = models.CharField(max_length=9, choices=Effect.choices, blank=True)
    answer_sealed = models.BinaryField(null=True)
    reason_id = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_user_id = models.BigIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_answered",
                condition=Q(
                    state="answered", answered_at__isnull=False, answered_by_user_id__isnull=False,
                    answer_sealed__isnull=False,
                ) & ~Q(outcome="")
                | ~Q(state="answered") & Q(outcome=""),
            ),
            models.CheckConstraint(name="objection_stands_still", condition=Q(due_on__isnull=False) | Q(state="asked")),
            models.CheckConstraint(name="objection_not_of_itself", condition=~Q(appeals=models.F("id"))),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "-filed_at"], name="objection_place"),
            models.Index(
                fields=["due_on", "id"],
                condition=~Q(state__in=["answered", "withdrawn", "discarded"]),
                name="objection_due",
            ),
        ]

    @property
    def subject(self) -> str:
        """What audit events and attachments call it."""
        return f"objection:{self.uuid}"


OPEN = (Objection.State.HELD, Objection.State.FILED, Objection.State.HEARD, Objection.State.ASKED)
"""The states in which somebody still waits for an answer."""


class ObjectionStep(models.Model):
    """What happened to an objection, in order; only added to.

    `on_day` is the day by which the clock counts. `text_sealed`: what was asked or replied, under the objection's key.
    """

    class Kind(models.TextChoices):
        """What happened."""

        FILED = "filed", _("Diterima")
        RELEASED = "released", _("Diteruskan kepada petugas")
        DISCARDED = "discarded", _("Tidak diproses")
        TAKEN_UP = "taken_up", _("Mulai diperiksa")
        FOUND = "found", _("Keluarga yang dimaksud ditemukan")
        ASKED = "asked", _("Petugas bertanya; waktu berhenti")
        REPLIED = "replied", _("Pemohon menjawab; waktu berjalan lagi")
        RESUMED = "resumed", _("Waktu berjalan lagi tanpa jawaban")
        ANSWERED = "answered", _("Dijawab")
        APPEALED = "appealed", _("Banding diajukan")
        WITHDRAWN = "withdrawn", _("Dicabut oleh pemohon")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=9, choices=Kind.choices)
    text_sealed = models.BinaryField(null=True)
    on_day = models.DateField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
