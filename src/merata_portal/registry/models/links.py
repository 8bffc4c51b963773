"""Pairs of records that may be one person, and the merges that followed."""

from __future__ import annotations

from django.db import models

from merata_portal.registry.models.changes import Change
from merata_portal.registry.models.people import Person


class LinkPair(models.Model):
    """Two records, the lower id first. `evidence`: how far each field agrees; never a number or a name.

    A pair is seen and decided by those who may see both persons: both villages stand on it.
    """

    class State(models.TextChoices):
        """What is held of it."""

        UNCLEAR = "unclear"
        MERGED = "merged"
        DISTINCT = "distinct"

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    village_code = models.CharField(max_length=13)
    other_village_code = models.CharField(max_length=13)
    score = models.FloatField()
    status = models.CharField(max_length=16)
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNCLEAR)
    decided_by_user_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="linkpair_once"),
            models.CheckConstraint(name="linkpair_order", condition=models.Q(first__lt=models.F("second"))),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="linkpair_review")]


class Merge(models.Model):
    """Two records that became one; the change holds all that an un-merge restores."""

    change = models.OneToOneField(Change, models.PROTECT, related_name="merged")
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Person, models.PROTECT, related_name="+")
    pair = models.ForeignKey(LinkPair, models.SET_NULL, null=True, related_name="merges")
