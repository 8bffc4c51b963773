"""What residents report of a work, and what becomes of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.infrastructure.models.projects import Project
from merata_portal.infrastructure.states import DefectState
from merata_portal.personal.columns import seals
from merata_portal.tickets.models import Ticketed


class Defect(Ticketed):
    """A report with a ticket (prefix R). `shown`: everybody may read it; `held_codes`: why it waits for somebody.

    `text_sealed`: as written, shown to everybody where `shown`. `contact_sealed`: to the handler alone. `mend_by`: what
    the contractor was given, by working days.
    """

    class Kind(models.TextChoices):
        """What is wrong."""

        COLLAPSE = "collapse", _("Runtuh atau tidak dapat dilalui")
        CRACK = "crack", _("Retak atau turun")
        SURFACE = "surface", _("Berlubang atau mengelupas")
        LEAK = "leak", _("Bocor atau tidak mengalir")
        UNFINISHED = "unfinished", _("Belum selesai seperti dijanjikan")
        OTHER = "other", _("Lainnya")

    uuid = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="defects")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text_sealed = models.BinaryField()
    contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=9, choices=DefectState.choices, default=DefectState.REPORTED)
    reported_on = models.DateField()
    reported_at = models.DateTimeField()
    browser_digest = models.BinaryField(max_length=16, null=True)
    shown = models.BooleanField()
    held_codes = models.JSONField(default=list)
    mend_by = models.DateField(null=True)
    mended_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="defect_state", condition=Q(state__in=DefectState.values))]
        indexes = [
            models.Index(
                fields=["mend_by", "id"], condition=Q(state__in=["reported", "asked", "reopened"]), name="defect_due"
            ),
            models.Index(fields=["-reported_at"], name="defect_reported"),
            models.Index(fields=["browser_digest", "-reported_at"], name="defect_browser"),
        ]

    @property
    def subject(self) -> str:
        """What its photographs are attached to."""
        return f"defect:{self.uuid}"


seals(Defect, "text_sealed", "contact_sealed")


class DefectStep(models.Model):
    """What happened to a defect, in order; `note` is public and holds no name or number."""

    defect = models.ForeignKey(Defect, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=9)
    note = models.TextField(blank=True)
    on_day = models.DateField()
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)

    @property
    def label(self) -> str:
        """The step in words."""
        return str(DefectState(self.step).label)
