"""What an analysis is computed from, frozen: a dataset folder whose every file is named by its content."""

from __future__ import annotations

from django.db import models


class Inputs(models.Model):
    """A frozen dataset of an area. `year`: the data's. `snapshot`: the registry's, whose people they are.

    `tables`: by table its `hash`, `rows` and `origin` ("snapshot:<uuid>", "material:<uuid>", "portal:training").
    `content_hash`: over all tables' names and hashes; the same content is one row.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    snapshot = models.UUIDField()
    tables = models.JSONField()
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "content_hash"], name="inputs_once")]
