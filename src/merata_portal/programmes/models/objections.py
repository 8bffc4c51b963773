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

    `text_sealed` and `contact_sealed`: as written. `due_on`: by working days, None while the clock stands still.
    `household`: whom it is about, once an officer has found them; `subject_text_sealed`: whom the writer named.
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

        FILED = "filed", _("Masuk")
        HEARD = "heard", _("Diperiksa")
        ASKED = "asked", _("Menunggu pemohon")
        ANSWERED = "answered", _("Dijawab")
        WITHDRAWN = "withdrawn", _("Dicabut")

    class Outcome(models.TextChoices):
        """What the answer is."""

        UPHELD = "upheld", _("Keputusan tetap")
        CHANGED = "changed", _("Keputusan diubah")
        DATA = "data", _("Data diperbaiki dahulu")

    uuid = models.UUIDField(unique=True)
    appeals = models.OneToOneField("self", models.PROTECT, null=True, related_name="appeal")
    launch = models.ForeignKey(Launch, models.PROTECT, null=True, related_name="objections")
    programme_id = models.CharField(max_length=64)
    village_code = models.CharField(max_length=13)
    about = models.CharField(max_length=14, choices=About.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="objections")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="objections")
    text_sealed = models.BinaryField()
    subject_text_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=9, choices=State.choices)
    filed_at = models.DateTimeField()
    filed_by_user_id = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_user_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_answered",
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")
                | ~Q(state="answered"),
            )
        ]
        indexes = [
            models.Index(fields=["village_code", "-filed_at"], name="objection_place"),
            models.Index(
                fields=["due_on", "id"], condition=~Q(state__in=["answered", "withdrawn"]), name="objection_due"
            ),
        ]


class ObjectionStep(models.Model):
    """What happened to an objection, in order: filed, asked, resumed, answered. `note` holds no name or number."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
