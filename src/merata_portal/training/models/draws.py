"""A public lottery of a class: its secret until it is opened, and its documents, which everybody may read."""

from __future__ import annotations

from django.db import models

from merata_portal.personal.columns import seals
from merata_portal.training.models.courses import Course


class Draw(models.Model):
    """One round of a class. `secret_sealed`: hexadecimal digits, opened when the public number is there."""

    uuid = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="draws")
    round = models.SmallIntegerField()
    secret_sealed = models.BinaryField()
    announced_on = models.DateField()
    closes_on = models.DateField()
    drawn_on = models.DateField()
    reveal_by = models.DateField()
    number_kind = models.CharField(max_length=6)
    number_count = models.SmallIntegerField()
    number_where = models.CharField(max_length=200)
    voided_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "round"], name="draw_round_once")]


seals(Draw, "secret_sealed")


class DrawDocument(models.Model):
    """A published document of a draw, byte for byte; only added to."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="documents")
    file = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "file"], name="draw_document_once")]
