"""A plan before the council: its items as proved and as asked, the lines that pay, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from merata_portal.planning.states import ItemState, State


class Plan(models.Model):
    """A package that a scenario gave, perhaps changed by hand, put before the council.

    `changed`: the result (of `analysis`) that says what the changes by hand cost against the proved package.
    `stale_reason`: why it was made although newer data or code are there; empty where it was fresh.
    `decree_number`, `decree_on`: the council's decision.
    """

    uuid = models.UUIDField(unique=True)
    scenario = models.ForeignKey("planning.Scenario", models.PROTECT, related_name="plans")
    area = models.CharField(max_length=13)
    year = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    changed = models.UUIDField(null=True)
    stale_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by_user_id = models.BigIntegerField(null=True)
    decree_number = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_user_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    job = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    made_by_user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="plan_decreed",
                condition=~Q(state__in=["approving", "approved", "revoked"])
                | (~Q(decree_number="") & Q(decree_on__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["area", "-year", "-id"], name="plan_newest")]

    @property
    def reference(self) -> str:
        """What earmarks of the ledger, launches, courses and works call it."""
        return f"rencana:{self.uuid.hex[:12]}"

    @property
    def subject(self) -> str:
        """What the audit and the attachments call it."""
        return f"plan:{self.uuid}"


class Item(models.Model):
    """One line of the package: a programme in a village, a class, a work. `owner`: whose budget pays it.

    `proved_idr`: what the proved package gives it (0: added by hand); `amount_idr`: what is asked of the council (0:
    taken out by hand); `change_reason`: why they differ; `left_reason`: why the council left it out. `units`: classes
    of a course, else 1. `proposals`: uuids of the proposals it answers. `made_kind` ("launch", "course", "project") and
    `made`: uuids of the drafts that the approval made, `made_uuid` the first; `adopted`: they were there before.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items")
    number = models.IntegerField()
    item_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    source_id = models.CharField(max_length=64)
    pillar = models.CharField(max_length=14)
    name = models.CharField(max_length=200)
    village_code = models.CharField(max_length=13, blank=True)
    owner = models.CharField(max_length=13, blank=True)
    households = models.IntegerField(default=0)
    proved_idr = models.BigIntegerField()
    amount_idr = models.BigIntegerField()
    change_reason = models.TextField(blank=True)
    left_reason = models.TextField(blank=True)
    units = models.IntegerField(default=1)
    evidence_id = models.CharField(max_length=64, blank=True)
    assumption = models.BooleanField(default=False)
    proposals = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=ItemState.choices, default=ItemState.PROPOSED)
    made_kind = models.CharField(max_length=8, blank=True)
    made_uuid = models.UUIDField(null=True)
    made = models.JSONField(default=list)
    adopted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "item_id"], name="plan_item_once"),
            models.CheckConstraint(
                name="plan_item_amounts", condition=Q(proved_idr__gte=0, amount_idr__gte=0)
            ),
            models.CheckConstraint(name="plan_item_state", condition=Q(state__in=ItemState.values)),
        ]  # fmt: skip
        indexes = [models.Index(fields=["plan", "number"], name="plan_item_order")]


class Charge(models.Model):
    """What one line of the ledger pays of an item; `earmark`: the ledger's, from the approval on."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="charges")
    line = models.BigIntegerField()
    amount_idr = models.BigIntegerField()
    earmark = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "line"], name="plan_charge_once"),
            models.CheckConstraint(name="plan_charge_positive", condition=Q(amount_idr__gt=0)),
        ]


class Step(models.Model):
    """One change of a plan's state, and why; only added to."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="steps")
    source = models.CharField(max_length=9, blank=True)
    target = models.CharField(max_length=9)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user_id = models.BigIntegerField()
