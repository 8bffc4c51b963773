"""What stands where: one row per line and per earmark, written by the database's own triggers and by nothing else.

All stages of a line stand in one row, so that conservation is a CHECK of that row and its lock is one lock.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from merata_portal.ledger.models.budget import Earmark, Line
from merata_portal.ledger.stages import EARMARKED, Stage


def _never_negative(stages: tuple[Stage, ...]) -> Q:
    condition = Q()
    for stage in stages:
        condition &= Q(**{f"{stage.value}_idr__gte": 0})
    return condition


class LineBalance(models.Model):
    """Rupiah of a line in each stage."""

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True, related_name="balance")
    appropriated_idr = models.BigIntegerField(default=0)
    available_idr = models.BigIntegerField(default=0)
    reserved_idr = models.BigIntegerField(default=0)
    committed_idr = models.BigIntegerField(default=0)
    paid_idr = models.BigIntegerField(default=0)
    returned_idr = models.BigIntegerField(default=0)
    last_transfer = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_never_negative(tuple(Stage)), name="ledger_line_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    appropriated_idr=F("available_idr")
                    + F("reserved_idr")
                    + F("committed_idr")
                    + F("paid_idr")
                    - F("returned_idr")
                ),
                name="ledger_line_conserved",
            ),
            models.CheckConstraint(condition=Q(returned_idr__lte=F("paid_idr")), name="ledger_line_returned"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.available_idr}"


class EarmarkBalance(models.Model):
    """Rupiah of an earmark in each stage in which money stands for a purpose."""

    earmark = models.OneToOneField(Earmark, models.PROTECT, primary_key=True, related_name="balance")
    reserved_idr = models.BigIntegerField(default=0)
    committed_idr = models.BigIntegerField(default=0)
    paid_idr = models.BigIntegerField(default=0)
    returned_idr = models.BigIntegerField(default=0)
    last_transfer = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_never_negative(EARMARKED), name="ledger_earmark_not_negative"),
            models.CheckConstraint(condition=Q(returned_idr__lte=F("paid_idr")), name="ledger_earmark_returned"),
        ]

    def __str__(self) -> str:
        return f"{self.earmark_id}: {self.reserved_idr}/{self.committed_idr}/{self.paid_idr}"
