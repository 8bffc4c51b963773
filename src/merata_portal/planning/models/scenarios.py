"""A scenario: what was asked of the planner's arithmetic, and the results that answered."""

from __future__ import annotations

from django.db import models


class Scenario(models.Model):
    """One set of choices, never changed afterwards; another choice is another scenario (`copied_from`).

    `area`: the regency that pays, `year`: the budget's. `settings`: as `planning.settings` reads them. `inputs`,
    `result`, `frontier` are of `analysis`; `whys`: by the name asked about, the result that answered.
    """

    uuid = models.UUIDField(unique=True)
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    settings = models.JSONField()
    inputs = models.UUIDField()
    result = models.UUIDField()
    frontier = models.UUIDField(null=True)
    whys = models.JSONField(default=dict)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    put_away_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["area", "-year", "-id"], name="scenario_newest")]

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"scenario:{self.uuid}"
