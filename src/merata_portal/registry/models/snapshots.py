"""Frozen copies of the registry for analysis."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """A dataset folder of Parquet files under the data folder, hashes only; `content_hash` over all its files."""

    class State(models.TextChoices):
        """Where it stands."""

        TAKING = "taking"
        TAKEN = "taken"

    uuid = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, choices=State.choices)
    area = models.CharField(max_length=13)
    as_of = models.DateField()
    folder = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
