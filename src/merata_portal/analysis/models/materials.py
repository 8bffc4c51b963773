"""Tables that no app of the portal keeps: a survey, roads, candidates of works, evidence from elsewhere."""

from __future__ import annotations

from django.db import models


class Material(models.Model):
    """One version of one table of the dataset's catalogue, for the analyses of an area; the newest counts.

    `content_hash`: SHA-256 of the file, which lies in the store under that name. `origin`: where it comes from, in
    the words of who brought it.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    table = models.CharField(max_length=32)
    rows = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["area", "table", "-id"], name="material_newest")]
