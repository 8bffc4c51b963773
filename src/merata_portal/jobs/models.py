"""A piece of background work, from when it was asked for to how it ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a job is; the last three are ends."""

    QUEUED = "queued", _("Menunggu")
    RUNNING = "running", _("Berjalan")
    SUCCEEDED = "succeeded", _("Selesai")
    FAILED = "failed", _("Gagal")
    CANCELLED = "cancelled", _("Dibatalkan")


UNFINISHED = (Status.QUEUED, Status.RUNNING)


class Job(models.Model):
    """One job. `cursor` is what the handler committed of its own progress; `lease` fences off a worker thought dead.

    Texts come in Indonesian and English. A failure is told in words for the user; `failure_code` finds it in the logs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    parameters = models.JSONField()
    unique_key = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=13, blank=True)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    cancel_requested = models.BooleanField(default=False)

    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    text_id = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    failure_id = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)
    failure_code = models.CharField(max_length=8, blank=True)

    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    deaths = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["queued_at"], name="jobs_job_waiting", condition=Q(status__in=["queued", "running"])),
            models.Index(fields=["asked_by", "queued_at"], name="jobs_job_asked_by"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                condition=Q(status__in=["queued", "running"]) & ~Q(unique_key=""),
                name="jobs_job_one_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease__isnull=False, leased_until__isnull=False)
                | (~Q(status="running") & Q(lease__isnull=True, leased_until__isnull=True)),
                name="jobs_job_leased_while_running",
            ),
            models.CheckConstraint(condition=Q(done__gte=0, total__gte=0), name="jobs_job_progress_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
