"""What an analysis is computed from, frozen: a dataset folder whose every file is named by its content."""

from __future__ import annotations

from django.db import models


class Inputs(models.Model):
    """A frozen dataset of an area. `year`: the data's. `snapshot`: the registry's, whose people they are.

    `tables`: by table its `hash`, `rows`, `origins` (of "snapshot:<uuid>", "material:<uuid>", "portal:training"; later
    ones were laid over earlier ones) and `left_out` (rows of households that the snapshot does not hold); `polygons` is
    the villages' map. `versions`: by table and app, what says whether the app would give another table today.
    `content_hash`: over all tables' names and hashes; the same content is one row.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    snapshot = models.UUIDField()
    tables = models.JSONField()
    versions = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "content_hash"], name="inputs_once")]
