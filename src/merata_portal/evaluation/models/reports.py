"""The change of inequality between two frozen datasets, split by what caused it, for the accountability session."""

from __future__ import annotations

from django.db import models


class Attribution(models.Model):
    """A report for the council's session on the head's accountability (LKPJ); `result`: of `analysis`.

    `earlier`, `later`: frozen inputs, the same ones where they hold both years' surveys. `first_year`, `second_year`:
    of the surveys that are compared.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    earlier = models.UUIDField()
    later = models.UUIDField()
    first_year = models.SmallIntegerField()
    second_year = models.SmallIntegerField()
    result = models.UUIDField()
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["area", "-id"], name="attribution_newest")]

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"attribution:{self.uuid}"
