"""How far it is: reports with photographs, what was paid for it, and the hand-over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.infrastructure.models.contracts import Milestone
from merata_portal.infrastructure.models.projects import Project


class Progress(models.Model):
    """A report: physical progress in percent on a day; its photographs are attached to `subject`."""

    uuid = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    on_day = models.DateField()
    physical_pc = models.DecimalField(max_digits=5, decimal_places=2)
    note = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="progress_range", condition=Q(physical_pc__range=(0, 100)))]
        indexes = [models.Index(fields=["project", "-on_day", "-id"], name="progress_latest")]

    @property
    def subject(self) -> str:
        """What its photographs are attached to."""
        return f"progress:{self.uuid}"


class Payment(models.Model):
    """A milestone's payment: asked for by one person, checked by another, paid by a third; `entry` is the ledger's."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("Diajukan")
        CHECKED = "checked", _("Diperiksa")
        PAID = "paid", _("Dibayar")
        DISCARDED = "discarded", _("Ditolak")

    uuid = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="payments")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="payments")
    amount_idr = models.BigIntegerField()
    document = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    asked_on = models.DateField()
    asked_by_user_id = models.BigIntegerField()
    checked_by_user_id = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    paid_by_user_id = models.BigIntegerField(null=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_payment_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="project_payment_paid",
                condition=Q(state="paid", entry__isnull=False, paid_on__isnull=False)
                | (~Q(state="paid") & Q(entry__isnull=True, paid_on__isnull=True)),
            ),
        ]


class HandOver(models.Model):
    """The village's word on a finished work: accepted or not, what it found; the minutes are attached."""

    uuid = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="hand_overs")
    on_day = models.DateField()
    accepted = models.BooleanField()
    minutes_number = models.CharField(max_length=100)
    findings = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    @property
    def subject(self) -> str:
        """What the minutes are attached to."""
        return f"hand_over:{self.uuid}"
