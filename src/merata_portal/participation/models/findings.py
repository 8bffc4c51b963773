"""Findings: what a forum found when it laid promised beside delivered, who answers, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.participation.models.meetings import Meeting
from merata_portal.personal.columns import seals


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("Menunggu jawaban")
    ANSWERED = "answered", _("Dijawab")
    CONFIRMED = "confirmed", _("Selesai, dibenarkan musyawarah")
    WITHDRAWN = "withdrawn", _("Dicoret dari catatan")


class Finding(models.Model):
    """A finding of a meeting; `uuid` is that of its entry in the log. Public once the meeting's documents are sealed.

    `promised_idr` and `delivered_idr`: what the forum saw, None where it is not about money. `office_role` and
    `office_area`: who must answer by `deadline`. The text is published, yet sealed: a name may have slipped in, and a
    sealed text can be withdrawn.
    """

    uuid = models.UUIDField(unique=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="findings")
    area = models.CharField(max_length=13)
    item = models.UUIDField(null=True)
    text_sealed = models.BinaryField()
    programme = models.CharField(max_length=64, blank=True)
    promised_idr = models.BigIntegerField(null=True)
    delivered_idr = models.BigIntegerField(null=True)
    office_role = models.CharField(max_length=16)
    office_area = models.CharField(max_length=13)
    deadline = models.DateField()
    state = models.CharField(max_length=9, choices=FindingState.choices, default=FindingState.OPEN)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="finding_state", condition=Q(state__in=FindingState.values))]
        indexes = [
            models.Index(fields=["area", "state"], name="finding_of_area"),
            models.Index(fields=["office_area", "office_role", "state"], name="finding_of_office"),
        ]


class FindingStep(models.Model):
    """One step of a finding's way: found, answered, confirmed, reopened, withdrawn.

    `uuid`: of the log's entry where a meeting took the step.
    """

    uuid = models.UUIDField(unique=True)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    text_sealed = models.BinaryField(null=True)
    deadline = models.DateField(null=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_step_kind",
                condition=Q(kind__in=["found", "answered", "confirmed", "reopened", "withdrawn"]),
            )
        ]


seals(Finding, "text_sealed")
seals(FindingStep, "text_sealed")
