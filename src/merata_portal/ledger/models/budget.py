"""What money is for: the lines of a budget, and the purposes for which a line's money is set aside."""

from __future__ import annotations

from django.db import models

PILLARS = ("", "assistance", "training", "infrastructure", "participation")


class Line(models.Model):
    """A budget line: one account and fund source of one owner and year; money never leaves its owner and year."""

    owner = models.CharField(max_length=13)  # regency or desa: whose budget and treasury it is
    year = models.SmallIntegerField()
    account_code = models.CharField(max_length=64)
    fund_source = models.CharField(max_length=64)
    pillar = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "year", "account_code", "fund_source"], name="ledger_line_once"),
            models.CheckConstraint(condition=models.Q(year__range=(1945, 2999)), name="ledger_line_year"),
            models.CheckConstraint(condition=models.Q(pillar__in=PILLARS), name="ledger_line_pillar"),
            models.CheckConstraint(
                condition=~models.Q(owner="") & ~models.Q(account_code="") & ~models.Q(fund_source=""),
                name="ledger_line_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}/{self.year} {self.account_code} {self.fund_source}"


class Earmark(models.Model):
    """What a part of a line is reserved for; commitments and payments draw on an earmark, never on another's money.

    `purpose` is unique in its line and written by whoever reserves, e.g. 'launch:17/35.05.01.2001'. The other
    fields are the ways in which a rupiah is followed.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="earmarks")
    purpose = models.CharField(max_length=128)
    programme = models.CharField(max_length=64, blank=True, default="")
    village_code = models.CharField(max_length=13, blank=True, default="")
    proposal = models.CharField(max_length=64, blank=True, default="")
    plan = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "purpose"], name="ledger_earmark_once"),
            models.CheckConstraint(condition=~models.Q(purpose=""), name="ledger_earmark_named"),
        ]
        indexes = [
            models.Index(fields=[field], name=f"ledger_by_{name}")
            for name, field in (
                ("programme", "programme"),
                ("village", "village_code"),
                ("proposal", "proposal"),
                ("plan", "plan"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.purpose}"
