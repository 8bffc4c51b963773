"""What happens in a class and after it: sessions, attendance, certificates, and the follow-up of all who drew lots."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merata_portal.personal.columns import seals
from merata_portal.training.models.applications import Application
from merata_portal.training.models.courses import Course


class Session(models.Model):
    """One meeting of a class; `number` from 1. `recorded_at`: when its attendance was last written down."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="meetings")
    number = models.SmallIntegerField()
    held_on = models.DateField()
    topic = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by_user_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="session_once")]


class Attendance(models.Model):
    """Whether a participant came to a session."""

    class Status(models.TextChoices):
        """As `merata.programmes.training.attendance` counts it."""

        PRESENT = "present", _("Hadir")
        EXCUSED = "excused", _("Izin atau sakit")
        ABSENT = "absent", _("Tidak hadir")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance", db_index=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=7, choices=Status.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="attendance_once"),
            models.CheckConstraint(name="attendance_status", condition=Q(status__in=["present", "excused", "absent"])),
        ]


class Certificate(models.Model):
    """That somebody completed a class. Who has `code` sees the name; nobody else does. `name_sealed`: as issued."""

    uuid = models.UUIDField(unique=True)
    application = models.OneToOneField(Application, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=12, unique=True)
    name_sealed = models.BinaryField()
    issued_on = models.DateField()
    issued_by_user_id = models.BigIntegerField()
    revoked_on = models.DateField(null=True)
    revoked_reason = models.TextField(blank=True)


seals(Certificate, "name_sealed")


class FollowUp(models.Model):
    """What became of an applicant some months after the class, winner or loser of the lottery alike.

    `income_idr`: of a month; `yield_kg_per_ha`: of the last harvest, farmers alone. Refused or unreachable: no value.
    """

    class Result(models.TextChoices):
        """How the survey went."""

        DUE = "due", _("Belum ditanyai")
        ANSWERED = "answered", _("Dijawab")
        REFUSED = "refused", _("Menolak menjawab")
        UNREACHABLE = "unreachable", _("Tidak dapat ditemui")

    uuid = models.UUIDField(unique=True)
    application = models.ForeignKey(Application, models.PROTECT, related_name="follow_ups")
    months = models.SmallIntegerField()
    due_on = models.DateField()
    result = models.CharField(max_length=11, choices=Result.choices, default=Result.DUE)
    income_idr = models.BigIntegerField(null=True)
    yield_kg_per_ha = models.IntegerField(null=True)
    tries = models.SmallIntegerField(default=0)
    surveyed_on = models.DateField(null=True)
    by_user_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "months"], name="follow_up_once"),
            models.CheckConstraint(name="follow_up_months", condition=Q(months__in=[3, 6, 12])),
            models.CheckConstraint(
                name="follow_up_answered",
                condition=Q(result="answered", income_idr__gte=0)
                | (~Q(result="answered") & Q(income_idr__isnull=True, yield_kg_per_ha__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(result="due"), name="follow_up_due")]
