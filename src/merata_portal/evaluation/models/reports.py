"""The change of inequality between two frozen datasets, split by what caused it, for the accountability session."""

from __future__ import annotations

from django.db import models


class Attribution(models.Model):
    """A report for the council's session on the head's accountability (LKPJ); `result`: of `analysis`."""

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    earlier = models.UUIDField()
    later = models.UUIDField()
    result = models.UUIDField()
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()
